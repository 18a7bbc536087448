// `longline limit RUN`: raises or lowers the limits of a run that has not ended. What is not named stays as it is.

import { changedLimits, namesLimits, withLimitOptions, type LimitOptions } from '../change-limits.ts';
import { examples, withEngine, type Declare } from '../command.ts';
import { usage } from '../options.ts';

export const declareLimit: Declare = (program, line) => {
  withLimitOptions(
    program
      .command('limit')
      .description('Change the limits of a run that has not ended; "none" takes one away.')
      .argument('<id>', 'the run: its id, the beginning of it, or "last"'),
  )
    .option('--json', 'one line of JSON: command.posted')
    .addHelpText(
      'after',
      examples(
        'longline limit last --budget 5',
        'longline limit 01KB --steps 500 --time 2h',
        'longline limit last --tokens none',
      ),
    )
    .action(async (id: string, options: LimitOptions) => {
      if (!namesLimits(options))
        throw usage('No limit is named.', 'Name at least one of --budget, --tokens, --steps, --time.');
      line.exitCode = await withEngine(async (engine) => {
        const { findRun } = await import('../run-id.ts');
        const { limitsText } = await import('../figures.ts');
        const { postCommand } = await import('../post-command.ts');
        const { recordedRun } = await import('../recorded-run.ts');
        const { runId, status } = await findRun(engine, id);
        const limits = changedLimits((await recordedRun(engine, runId)).view.limits, options);
        const when = status === 'running' || status === 'paused' ? '' : ', once the run goes on';
        const said = `limits ${limitsText(limits)}${when}`;
        return await postCommand(engine, runId, { kind: 'limit', limits }, { terminal: line.terminal, said });
      });
    });
};
