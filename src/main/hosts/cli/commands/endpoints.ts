// `longline endpoints`: the endpoints that have names, and the check of one of them, which says whether a long loop can rest on it.

import type { EndpointCard } from '../../../../shared/api/table.ts';
import { examples, printJson, withEngine, type CommandLine, type Declare } from '../command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';

export const declareEndpoints: Declare = (program, line) => {
  const endpoints = program
    .command('endpoints')
    .description('List the endpoints that have names, or check one of them.')
    .addHelpText(
      'after',
      examples(
        'longline endpoints',
        'longline endpoints check moonshot --model kimi-k2.6',
        'longline endpoints check http://127.0.0.1:8000/v1 --json',
      ),
    );
  endpoints
    .command('list', { isDefault: true })
    .description('The endpoints that have names, with their keys’ variables.')
    .option('--json', 'one line of JSON: an array of endpoints')
    .action(async () => {
      line.exitCode = await listEndpoints(line);
    });
  endpoints
    .command('check')
    .description(
      'What a server is, what fits into it, and how its model calls and thinks. Makes up to six short requests.',
    )
    .argument('<name>', 'the endpoint: its name, or an address')
    .option('--model <model>', 'the model; otherwise the one that the endpoint uses unless told otherwise')
    .option('--json', 'one line of JSON: the card')
    .action(async (name: string, { model }: { readonly model?: string }) => {
      line.exitCode = await checkNamed(name, model ?? null, line);
    });
};

async function listEndpoints({ terminal }: CommandLine): Promise<ExitCode> {
  return await withEngine(async ({ registry }) => {
    const rows = await registry.list();
    if (terminal.json) return await printJson(terminal, rows);
    const { oneLine } = await import('../print-text.ts');
    const { bold, dim } = terminal.colours;
    for (const { name, title, url, model, key } of rows) {
      const lock = key === null ? 'no key needed' : `${key.variable} ${key.set ? 'is set' : 'is not set'}`;
      const facts = [title, url, model, lock].filter((fact) => fact !== null).join(' · ');
      await terminal.print(`${bold(name.padEnd(16))} ${dim(oneLine(facts, terminal.columns - 17))}\n`);
    }
    return exitCodes.done;
  });
}

async function checkNamed(
  name: string,
  model: string | null,
  { terminal, interruption }: CommandLine,
): Promise<ExitCode> {
  return await withEngine(async ({ api }) => {
    const stopped = new Promise<null>((resolve) => {
      if (interruption.signal.aborted) resolve(null);
      interruption.signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    terminal.showLive(`Checking ${name} …`);
    const card = await Promise.race([api['endpoints.check']({ name, model }), stopped]).finally(() =>
      terminal.showLive(''),
    );
    if (card === null) return exitCodes.interrupted;
    const failed = card.checks.some(({ result }) => result === 'failed');
    if (terminal.json) await printJson(terminal, card);
    else await printCard(card, terminal);
    return failed ? exitCodes.failed : exitCodes.done;
  });
}

async function printCard(card: EndpointCard, terminal: CommandLine['terminal']): Promise<void> {
  const { safeText, wrapped } = await import('../print-text.ts');
  const { bold, dim, green, red, yellow } = terminal.colours;
  const marks = { passed: green('ok  '), failed: red('fail'), warned: yellow('note'), skipped: dim('—   ') };
  await terminal.print(`${bold(safeText(card.server))}${card.model === null ? '' : `  ${safeText(card.model)}`}\n`);
  for (const { title, result, detail } of card.checks) {
    const text = wrapped(detail, terminal.columns, indent).slice(indent.length);
    await terminal.print(`${marks[result]} ${title.padEnd(25)} ${text}\n`);
  }
}

const indent = ' '.repeat(31);
