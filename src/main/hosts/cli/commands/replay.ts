// `longline replay ID`: folds a run's journal again, offline, and compares the state that it leads to with the one recorded; or folds it
// against an edited pipeline and says where that would first have done something else.

import { LonglineError } from '../../../../shared/errors.ts';
import type { Plan } from '../../../../shared/pipeline/plan.ts';
import type { RunEvent } from '../../../../shared/run/events.ts';
import type { RunRow } from '../../../drivers/journal.ts';
import type { Engine, Replayed } from '../../engine-types.ts';
import { examples, printJson, withEngine, type CommandLine, type Declare } from '../command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { usage } from '../options.ts';

interface ReplayOptions {
  readonly to?: string;
  readonly against?: string;
}

export const declareReplay: Declare = (program, line) => {
  program
    .command('replay')
    .description('Fold a recorded run again, without any network, and compare its state hash.')
    .argument('<id>', 'the run: its id, the beginning of it, or "last"')
    .option('--to <step>', 'only up to the end of this step: a number, or NODE@NUMBER')
    .option(
      '--against <file>',
      'folds the run against this pipeline; exit code 1 and the first difference when it does not follow',
    )
    .option(
      '--json',
      'JSON lines on stdout: every event, the last line replay.finished; with --against one line, regress.finished',
    )
    .addHelpText(
      'after',
      examples(
        'longline replay last',
        'longline replay last --to 12',
        'longline replay 01KB --against brief.longline',
        'longline replay 01KB --json | tail -n 1',
      ),
    )
    .action(async (id: string, { to, against }: ReplayOptions) => {
      if (to !== undefined && against !== undefined) throw usage('--to and --against do not go together.');
      line.exitCode = await withEngine(async (engine) => {
        const { findRun } = await import('../run-id.ts');
        const row = await findRun(engine, id);
        return against === undefined ? await replay(engine, row, to, line) : await regress(engine, row, against, line);
      });
    });
};

async function replay(engine: Engine, row: RunRow, to: string | undefined, line: CommandLine): Promise<ExitCode> {
  const { runId, planHash } = row;
  const events: RunEvent[] = [];
  const take = (page: readonly RunEvent[]) => void events.push(...page);
  const replayed = await (to === undefined ? engine.replay(runId, take) : engine.replay(runId, take, to));
  if (line.terminal.json) await printJsonReplay(events, replayed, line);
  else {
    const plan = await (await engine.store()).plan(planHash);
    await printReplay(events, replayed, { plan, to }, line);
  }
  if (replayed.recorded === null || replayed.recorded === replayed.stateHash) return exitCodes.done;
  throw new LonglineError(
    'run.diverged',
    `The journal of ${runId} leads to the state ${replayed.stateHash}, and ${replayed.recorded} was recorded.`,
    {
      action: 'The journal was changed, or another Longline wrote it; do not trust its outputs.',
    },
  );
}

async function regress(engine: Engine, { runId }: RunRow, file: string, { terminal }: CommandLine): Promise<ExitCode> {
  const { openNamedDocument } = await import('../read-file.ts');
  const { counted } = await import('../figures.ts');
  const { safeText, wrapped } = await import('../print-text.ts');
  const regression = await engine.regress(runId, openNamedDocument(file).document);
  const finished = { type: 'regress.finished', runId, same: regression.same };
  const { bold, dim, green } = terminal.colours;
  if (regression.same) {
    const { events, stateHash } = regression;
    if (terminal.json) return await printJson(terminal, { ...finished, events, stateHash });
    await terminal.print(`${green('the same')} · ${counted(events, 'event')} · state ${stateHash} · run ${runId}\n`);
    return exitCodes.done;
  }
  const { seq, type, step, what } = regression;
  if (terminal.json) await printJson(terminal, { ...finished, seq, event: type, step, what });
  else {
    const where = `first at event ${seq} (${type})${step === null ? '' : `, step ${safeText(step)}`} · run ${runId}`;
    await terminal.print(`${bold(wrapped(what, terminal.columns))}\n${dim(where)}\n`);
  }
  return exitCodes.different;
}

async function printJsonReplay(
  events: readonly RunEvent[],
  replayed: Replayed,
  { terminal }: CommandLine,
): Promise<ExitCode> {
  const { jsonLines } = await import('../follow-run.ts');
  for (let at = 0; at < events.length; at += 500) await terminal.print(jsonLines(events.slice(at, at + 500)));
  const { summary, stateHash, recorded } = replayed;
  const { runId, seq, status, reason, outputs, usage, costNanoUsd, steps } = summary;
  const same = recorded === null ? null : recorded === stateHash;
  const verdict = { events: replayed.events, stateHash, recorded, same };
  return await printJson(terminal, {
    runId,
    seq,
    type: 'replay.finished',
    ...verdict,
    status,
    reason,
    outputs,
    usage,
    costNanoUsd,
    steps,
  });
}

async function printReplay(
  events: readonly RunEvent[],
  replayed: Replayed,
  { plan, to }: { readonly plan: Plan | null; readonly to: string | undefined },
  { terminal }: CommandLine,
): Promise<void> {
  const { createRunPrinter } = await import('../print-run.ts');
  const { endingText, standingText } = await import('../print-ending.ts');
  const { counted } = await import('../figures.ts');
  const { oneLine } = await import('../print-text.ts');
  const printer = createRunPrinter(terminal, { plan });
  for (const event of events) await terminal.print(printer.event(event));
  // In the midst of a run there is nothing to go on with, only how far it had come.
  const ending =
    to === undefined
      ? endingText(printer.view(), replayed.summary, terminal)
      : `\n${standingText(printer.view(), replayed.summary, `up to step ${oneLine(to, 80)}`)}\n`;
  await terminal.print(ending);
  const { stateHash, recorded } = replayed;
  const unfinished = to === undefined ? 'the run has not ended' : 'as far as it was asked for';
  const verdict =
    recorded === null ? unfinished : recorded === stateHash ? 'the same as recorded' : 'not what was recorded';
  await terminal.print(`\nreplayed ${counted(replayed.events, 'event')} offline · state ${stateHash} · ${verdict}\n`);
}
