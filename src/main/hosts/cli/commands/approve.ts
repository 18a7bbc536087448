// `longline approve RUN`: gives or denies leave to calls that wait for it. Each is shown whole before it is answered: what is approved is
// what runs. A run that nobody drives goes on here.

import { LonglineError } from '../../../../shared/errors.ts';
import type { JsonValue } from '../../../../shared/json/value.ts';
import type { RunRow } from '../../../drivers/journal.ts';
import type { Engine } from '../../engine-types.ts';
import { examples, withEngine, type CommandLine, type Declare } from '../command.ts';
import { exitCodeOfStatus, worst, type ExitCode } from '../exit-codes.ts';
import { usage, wholeNumber } from '../options.ts';
import type { WaitingCall } from '../recorded-run.ts';

interface ApproveOptions {
  readonly call?: number;
  readonly all?: true;
  readonly deny?: true;
  readonly reason?: string;
}

export const declareApprove: Declare = (program, line) => {
  program
    .command('approve')
    .description('Allow, or deny, a call that waits for a person. Shows what waits when it is more than one.')
    .argument('<id>', 'the run: its id, the beginning of it, or "last"')
    .option('--call <n>', 'this call, by its number', wholeNumber('--call', 1, 1_000_000))
    .option('--all', 'every call that waits now')
    .option('--deny', 'denies instead')
    .option('--reason <text>', 'why it is denied; the model reads it')
    .option('--json', 'JSON lines on stdout: command.posted for each call, or the events of a run that goes on here')
    .addHelpText(
      'after',
      examples(
        'longline approve last',
        'longline approve 01KB --call 2',
        'longline approve last --deny --reason "Not on a Friday."',
      ),
    )
    .action(async (id: string, options: ApproveOptions) => {
      if (options.call !== undefined && options.all === true) throw usage('--call and --all do not go together.');
      if (options.reason !== undefined && options.deny !== true)
        throw usage('--reason says why a call is denied.', 'Add --deny.');
      line.exitCode = await withEngine(async (engine) => {
        const { findRun } = await import('../run-id.ts');
        const { recordedRun } = await import('../recorded-run.ts');
        const row = await findRun(engine, id);
        const { waiting } = await recordedRun(engine, row.runId);
        const chosen = await chosenCalls(row, waiting, options, line);
        return await answer(engine, row, chosen, answerOf(options), line);
      });
    });
};

async function chosenCalls(
  { runId }: RunRow,
  waiting: readonly WaitingCall[],
  { call, all }: ApproveOptions,
  line: CommandLine,
): Promise<readonly WaitingCall[]> {
  if (waiting.length === 0)
    throw new LonglineError('run.no_approval', `No call of the run ${runId} waits for approval.`, {
      action: `Look at the run with: longline runs show ${runId}`,
    });
  const chosen = waiting.filter(({ number }) => all === true || number === (call ?? waiting[0]?.number));
  const unclear = call === undefined && all !== true && waiting.length > 1;
  await show(unclear || chosen.length === 0 ? waiting : chosen, line);
  const details = {
    calls: waiting.map(({ number, question }) => ({
      number,
      exact: question.exact,
      exactSha256: question.exactSha256,
    })),
  };
  if (chosen.length === 0) {
    const numbers = waiting.map(({ number }) => number).join(', ');
    throw new LonglineError('run.no_approval', `No call ${call} of the run ${runId} waits for approval.`, {
      action: `These do: ${numbers}.`,
      details,
    });
  }
  if (unclear)
    throw new LonglineError('usage.ambiguous', `${waiting.length} calls wait for approval.`, {
      action: 'Say which with --call N, or --all.',
      details,
    });
  return chosen;
}

async function show(calls: readonly WaitingCall[], { terminal }: CommandLine): Promise<void> {
  if (terminal.json) return;
  const { approvalText } = await import('../print-control.ts');
  for (const { number, question } of calls) await terminal.print(approvalText(question, number, terminal));
}

function answerOf({ deny, reason }: ApproveOptions): JsonValue {
  if (deny !== true) return 'approve';
  return reason === undefined ? 'deny' : { deny: reason };
}

async function answer(
  engine: Engine,
  row: RunRow,
  calls: readonly WaitingCall[],
  word: JsonValue,
  line: CommandLine,
): Promise<ExitCode> {
  const answers = new Map(calls.map(({ question }) => [question.effect, word]));
  if (row.status === 'waiting') {
    const { followRun } = await import('../follow-run.ts');
    const { answeringCalls, peopleHere } = await import('../people.ts');
    const run = await engine.resume(row.runId, answeringCalls(answers, peopleHere(line.terminal, line.interruption)));
    const plan = await (await engine.store()).plan(row.planHash);
    const end = await followRun(run, line, { from: row.lastSeq + 1, plan });
    return exitCodeOfStatus(end.summary.status);
  }
  const { postCommand } = await import('../post-command.ts');
  const done = word === 'approve' ? 'approved' : 'denied';
  const when = row.status === 'interrupted' ? `; the run goes on with: longline resume ${row.runId}` : '';
  const codes: ExitCode[] = [];
  for (const { number, question } of calls) {
    const command = { kind: 'answer', effect: question.effect, answer: word } as const;
    const said = `call ${number} is ${done}${when}`;
    codes.push(await postCommand(engine, row.runId, command, { terminal: line.terminal, said }));
  }
  return worst(codes);
}
