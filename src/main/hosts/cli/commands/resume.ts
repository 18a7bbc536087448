// `longline resume ID`: goes on with a run that was paused, interrupted, killed, or waits for an answer. What is recorded is not done
// again; a run that is paused in another process goes on there.

import { LonglineError } from '../../../../shared/errors.ts';
import type { Engine } from '../../engine-types.ts';
import { examples, printJson, withEngine, type Declare } from '../command.ts';
import { exitCodes, exitCodeOfStatus } from '../exit-codes.ts';
import type { RunRow } from '../../../drivers/journal.ts';

export const declareResume: Declare = (program, line) => {
  program
    .command('resume')
    .description('Go on with a run that is paused, was interrupted or waits for a person.')
    .argument('<id>', 'the run: its id, the beginning of it, or "last"')
    .option('--answer <text>', 'the answer to what the run asked, or the number of a choice')
    .option('--json', 'JSON lines on stdout: every event from here on, the last one run.finished')
    .addHelpText('after', examples('longline resume last', 'longline resume 01KB --answer "Yes, both cities"'))
    .action(async (id: string, { answer }: { readonly answer?: string }) => {
      line.exitCode = await withEngine(async (engine) => {
        const { findRun } = await import('../run-id.ts');
        const { followRun } = await import('../follow-run.ts');
        const { answering, peopleHere } = await import('../people.ts');
        const row = await findRun(engine, id);
        if (answer !== undefined) await refuseUnasked(engine, row);
        const here = peopleHere(line.terminal, line.interruption);
        if (await continuedThere(engine, row)) {
          const { terminal } = line;
          const command = { kind: 'continue' };
          if (terminal.json) return await printJson(terminal, { type: 'command.posted', runId: row.runId, command });
          await terminal.print(`${row.runId} goes on where it is driven.\n`);
          return exitCodes.done;
        }
        const run = await engine.resume(row.runId, answer === undefined ? here : answering(answer, here));
        const plan = await (await engine.store()).plan(row.planHash);
        const end = await followRun(run, line, { from: row.lastSeq + 1, plan });
        return exitCodeOfStatus(end.summary.status);
      });
    });
};

async function refuseUnasked(engine: Engine, { runId, status }: RunRow): Promise<void> {
  if (status !== 'waiting') {
    throw new LonglineError('run.no_question', `The run ${runId} asks nothing; it is ${status}.`, {
      action: 'Leave --answer out to go on with a run that was interrupted.',
    });
  }
  const { recordedRun } = await import('../recorded-run.ts');
  const { view, waiting } = await recordedRun(engine, runId);
  if (view.questions.length > waiting.length) return;
  throw new LonglineError('run.no_question', `The run ${runId} waits for leave to make a call, not for an answer.`, {
    action: `See and answer it with: longline approve ${runId}`,
  });
}

/** Whether a paused run goes on in the process that holds it; false when there is none. */
async function continuedThere(engine: Engine, { runId, status }: RunRow): Promise<boolean> {
  if (status !== 'paused') return false;
  try {
    await engine.command(runId, { kind: 'continue' });
    return true;
  } catch (thrown) {
    if (thrown instanceof LonglineError && thrown.code === 'run.not_running') return false;
    throw thrown;
  }
}
