// `longline replay ID`: folds a run's journal again, offline, and compares the state that it leads to with the one recorded.

import { LonglineError } from '../../../../shared/errors.ts';
import type { Plan } from '../../../../shared/pipeline/plan.ts';
import type { RunEvent } from '../../../../shared/run/events.ts';
import type { Replayed } from '../../engine-types.ts';
import { examples, printJson, withEngine, type CommandLine, type Declare } from '../command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';

export const declareReplay: Declare = (program, line) => {
  program
    .command('replay')
    .description('Fold a recorded run again, without any network, and compare its state hash.')
    .argument('<id>', 'the run: its id, the beginning of it, or "last"')
    .option('--json', 'JSON lines on stdout: every event, the last line replay.finished')
    .addHelpText('after', examples('longline replay last', 'longline replay 01KB --json | tail -n 1'))
    .action(async (id: string) => {
      line.exitCode = await withEngine(async (engine) => {
        const { findRun } = await import('../run-id.ts');
        const { runId, planHash } = await findRun(engine, id);
        const events: RunEvent[] = [];
        const replayed = await engine.replay(runId, (page) => events.push(...page));
        if (line.terminal.json) await printJsonReplay(events, replayed, line);
        else await printReplay(events, replayed, await (await engine.store()).plan(planHash), line);
        if (replayed.recorded === null || replayed.recorded === replayed.stateHash) return exitCodes.done;
        throw new LonglineError(
          'run.diverged',
          `The journal of ${runId} leads to the state ${replayed.stateHash}, and ${replayed.recorded} was recorded.`,
          {
            action: 'The journal was changed, or another Longline wrote it; do not trust its outputs.',
          },
        );
      });
    });
};

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
  plan: Plan | null,
  { terminal }: CommandLine,
): Promise<void> {
  const { createRunPrinter } = await import('../print-run.ts');
  const { endingText } = await import('../print-ending.ts');
  const { counted } = await import('../figures.ts');
  const printer = createRunPrinter(terminal, { plan });
  for (const event of events) await terminal.print(printer.event(event));
  await terminal.print(endingText(printer.view(), replayed.summary, terminal));
  const { stateHash, recorded } = replayed;
  const verdict =
    recorded === null
      ? 'the run has not ended'
      : recorded === stateHash
        ? 'the same as recorded'
        : 'not what was recorded';
  await terminal.print(`\nreplayed ${counted(replayed.events, 'event')} offline · state ${stateHash} · ${verdict}\n`);
}
