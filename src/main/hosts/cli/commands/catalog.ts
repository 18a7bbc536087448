// `longline catalog`: the kinds of nodes that there are, for people and, with their schemas, for programs.

import { examples, printJson, withEngine, type Declare } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

export const declareCatalog: Declare = (program, line) => {
  program
    .command('catalog')
    .description('List the kinds of nodes that a pipeline can be made of.')
    .option('--json', 'one line of JSON: an array of all kinds with ports and schemas')
    .addHelpText('after', examples('longline catalog', 'longline catalog --json'))
    .action(async () => {
      line.exitCode = await withEngine(async (engine) => {
        const { terminal } = line;
        const cards = engine.cards.filter(({ hidden }) => hidden !== true);
        if (terminal.json) return await printJson(terminal, cards);
        const { wrapped } = await import('../print-text.ts');
        for (const { kind, title, description, pluggable, ports } of cards) {
          const names = (side: typeof ports.in) => side.map((port) => port.name).join(', ') || 'none';
          const facts = `in: ${names(ports.in)} · out: ${names(ports.out)}${pluggable ? ' · can be a tool of an agent' : ''}`;
          const { bold, dim } = terminal.colours;
          await terminal.print(
            `${bold(kind)}  ${title}\n${wrapped(description, terminal.columns, '  ')}\n  ${dim(facts)}\n`,
          );
        }
        return exitCodes.done;
      });
    });
};
