// `longline stop RUN`: ends what a run has under way, wherever it is driven. It is interrupted, and can be resumed.

import { examples, withEngine, type Declare } from '../command.ts';

export const declareStop: Declare = (program, line) => {
  program
    .command('stop')
    .description('Stop a run at once. What is recorded stays, and it can be resumed.')
    .argument('<id>', 'the run: its id, the beginning of it, or "last"')
    .option('--json', 'one line of JSON: command.posted')
    .addHelpText('after', examples('longline stop last', 'longline resume last'))
    .action(async (id: string) => {
      line.exitCode = await withEngine(async (engine) => {
        const { findRun } = await import('../run-id.ts');
        const { postCommand } = await import('../post-command.ts');
        const { runId } = await findRun(engine, id);
        const said = `${runId} stops. Go on with: longline resume ${runId}`;
        return await postCommand(engine, runId, { kind: 'stop' }, { terminal: line.terminal, said });
      });
    });
};
