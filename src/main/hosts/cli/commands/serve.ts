// `longline serve`: the window in a browser on this machine, until the process is told to stop.

import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { LonglineError } from '../../../../shared/errors.ts';
import { examples, printJson, withEngine, type Declare } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { listed, wholeNumber } from '../options.ts';

interface ServeOptions {
  readonly port: number;
  readonly root: readonly string[];
  readonly open?: true;
}

export const declareServe: Declare = (program, line) => {
  program
    .command('serve')
    .description('Open Longline in a browser on this machine. Only this machine can reach it.')
    .option('--port <n>', 'the port; 0 takes any free one', wholeNumber('--port', 0, 65_535), 0)
    .option('--root <path>', 'a folder that pipelines may be bound to; may be given more than once', listed, [])
    .option('--open', 'opens the browser')
    .option('--json', 'one line of JSON with the address')
    .addHelpText('after', examples('longline serve --open', 'longline serve --port 4100 --root ~/reports'))
    .action(async ({ port, root, open }: ServeOptions) => {
      const roots = root.map(folder);
      line.exitCode = await withEngine(
        async (engine) => {
          const { startServer } = await import('../../serve/serve.ts');
          const { terminal, interruption } = line;
          const server = await startServer(engine, { port });
          if (terminal.json) await printJson(terminal, { type: 'serve.started', url: server.url });
          else {
            await terminal.print(`${server.url}\n`);
            terminal.note(
              'Longline is open at this address until you press Ctrl-C. Whoever has the address can use it.',
            );
          }
          if (open === true) openBrowser(server.url, (said) => terminal.note(said));
          if (!interruption.signal.aborted) {
            await new Promise<void>((end) =>
              interruption.signal.addEventListener('abort', () => end(), { once: true }),
            );
          }
          await server.close();
          return exitCodes.done;
        },
        { host: 'browser', roots },
      );
    });
};

function folder(path: string): string {
  const absolute = resolve(path);
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true) return absolute;
  throw new LonglineError('folder.unreadable', `--root ${path}: there is no folder ${absolute}.`);
}

// The address is an argument of its own and never part of a command line.
function openBrowser(url: string, note: (said: string) => void): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['explorer.exe', url]
        : ['xdg-open', url];
  const child = spawn(command ?? '', args, { stdio: 'ignore', detached: true });
  child.on('error', () => note('No browser could be opened here; open the address yourself.'));
  child.unref();
}
