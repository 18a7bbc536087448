// `longline check FILE`: everything that is wrong with a pipeline, each with its place. Errors give exit code 2, warnings do not.

import { examples, printJson, withEngine, type Declare } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

export const declareCheck: Declare = (program, line) => {
  program
    .command('check')
    .description('Check a pipeline without running it.')
    .argument('<file>', 'the pipeline')
    .option('--json', 'one line of JSON with all problems')
    .addHelpText('after', examples('longline check brief.longline', 'longline check sample:news-brief --json'))
    .action(async (file: string) => {
      line.exitCode = await withEngine(async (engine) => {
        const { openNamedDocument } = await import('../read-file.ts');
        const { check } = await import('../../../../shared/pipeline/check.ts');
        const { oneLine, safeText } = await import('../print-text.ts');
        const { terminal } = line;
        const problems = check(openNamedDocument(file).document, engine.catalog);
        const errors = problems.filter((problem) => problem.severity === 'error').length;
        if (terminal.json) await printJson(terminal, { type: 'check.finished', ok: errors === 0, problems });
        for (const { severity, pointer, message, code } of terminal.json ? [] : problems) {
          const paint = severity === 'error' ? terminal.colours.red : terminal.colours.yellow;
          await terminal.print(
            `${paint(severity)} ${safeText(pointer)}: ${oneLine(message, 1000)} ${terminal.colours.dim(`(${code})`)}\n`,
          );
        }
        if (!terminal.json && problems.length === 0) await terminal.print(`${oneLine(file, 200)} has no problems.\n`);
        return errors === 0 ? exitCodes.done : exitCodes.invalid;
      });
    });
};
