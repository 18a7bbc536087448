// `longline pause RUN`: nothing new is begun in a run until it is resumed, wherever it is driven.

import { examples, withEngine, type Declare } from '../command.ts';

export const declarePause: Declare = (program, line) => {
  program
    .command('pause')
    .description('Pause a run: what is under way ends, and nothing new is begun.')
    .argument('<id>', 'the run: its id, the beginning of it, or "last"')
    .option('--json', 'one line of JSON: command.posted')
    .addHelpText('after', examples('longline pause last', 'longline resume last'))
    .action(async (id: string) => {
      line.exitCode = await withEngine(async (engine) => {
        const { findRun } = await import('../run-id.ts');
        const { postCommand } = await import('../post-command.ts');
        const { runId } = await findRun(engine, id);
        const said = `${runId} pauses; what is under way ends first. Go on with: longline resume ${runId}`;
        return await postCommand(engine, runId, { kind: 'pause' }, { terminal: line.terminal, said });
      });
    });
};
