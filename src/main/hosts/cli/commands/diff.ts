// `longline diff LEFT RIGHT`: two runs aligned by what their steps did, with the first difference in a sentence.

import { examples, printJson, withEngine, type Declare } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

export const declareDiff: Declare = (program, line) => {
  program
    .command('diff')
    .description('Compare what two runs did, step by step. Exit code 1 when they did not do the same.')
    .argument('<left>', 'a run: its id, the beginning of it, or "last"')
    .argument('<right>', 'another run')
    .option('--json', 'one line of JSON: diff.finished, with all aligned steps')
    .addHelpText('after', examples('longline diff 01KB 01KC', 'longline diff 01KB last --json'))
    .action(async (left: string, right: string) => {
      line.exitCode = await withEngine(async (engine) => {
        const { findRun } = await import('../run-id.ts');
        const [{ runId: one }, { runId: other }] = [await findRun(engine, left), await findRun(engine, right)];
        const diff = await engine.diff(one, other);
        const { terminal } = line;
        if (terminal.json) await printJson(terminal, { type: 'diff.finished', left: one, right: other, ...diff });
        else {
          const { diffText } = await import('../print-diff.ts');
          await terminal.print(diffText(diff, terminal));
        }
        return diff.first === null ? exitCodes.done : exitCodes.different;
      });
    });
};
