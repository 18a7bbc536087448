// `longline resume ID`: goes on with a run that was interrupted, killed, or waits for an answer. What is recorded is not done again.

import { LonglineError } from '../../../../shared/errors.ts';
import { examples, withEngine, type Declare } from '../command.ts';
import { exitCodeOfStatus } from '../exit-codes.ts';

export const declareResume: Declare = (program, line) => {
  program
    .command('resume')
    .description('Go on with a run that was interrupted or waits for a person.')
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
        if (answer !== undefined && row.status !== 'waiting') {
          throw new LonglineError('run.no_question', `The run ${row.runId} asks nothing; it is ${row.status}.`, {
            action: 'Leave --answer out to go on with a run that was interrupted.',
          });
        }
        const here = peopleHere(line.terminal, line.interruption);
        const run = await engine.resume(row.runId, answer === undefined ? here : answering(answer, here));
        const plan = await (await engine.store()).plan(row.planHash);
        const end = await followRun(run, line, { from: row.lastSeq + 1, plan });
        return exitCodeOfStatus(end.summary.status);
      });
    });
};
