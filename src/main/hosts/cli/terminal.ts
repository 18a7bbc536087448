// Where a command writes: results on stdout, everything else on stderr, and one live line that stays below both. A reader that goes
// away ends the command quietly; a slow one slows it down.

import { createColors } from 'picocolors';

export type Colours = ReturnType<typeof createColors>;

export interface Terminal {
  /** True with `--json`: stdout gets JSON lines and nothing else. */
  readonly json: boolean;
  /** For text on stdout. */
  readonly colours: Colours;
  /** Columns for text on stdout; Infinity where nothing needs wrapping. */
  readonly columns: number;
  /** Whether there is a live line. */
  readonly live: boolean;
  /** Writes to stdout; resolves when the reader has room for more. */
  print(text: string): Promise<void>;
  /** Writes a line to stderr. */
  note(line: string): void;
  /** Replaces the live line; an empty text takes it away. */
  showLive(line: string): void;
  /** Resolves when everything has been handed over. */
  flush(): Promise<void>;
}

/** The terminal of this process. `onReaderGone` is called once when nobody reads stdout any more. */
export function openTerminal(json: boolean, onReaderGone: () => void): Terminal {
  const { stdout, stderr } = process;
  const isDumb = process.env['TERM'] === 'dumb';
  const noColour = (process.env['NO_COLOR'] ?? '') !== '';
  const live = stderr.isTTY && !isDumb && !json;
  let readerGone = false;
  let shown = '';
  let waiting: (() => void)[] = [];

  const release = () => {
    const resolvers = waiting;
    waiting = [];
    for (const resolve of resolvers) resolve();
  };
  stdout.on('drain', release);
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (readerGone) return;
    readerGone = true;
    // A full disk behind a redirection is not a reader that has left.
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET')
      stderr.write(`longline: The output could not be written: ${error.message}.\n`);
    onReaderGone();
    release();
  });
  stderr.on('error', () => undefined);

  const withoutLive = (write: () => void) => {
    if (shown !== '') stderr.write('\r\u001b[K');
    write();
    if (shown !== '') stderr.write(shown);
  };

  return {
    json,
    colours: createColors(stdout.isTTY && !isDumb && !noColour),
    columns: stdout.isTTY ? screenColumns(stdout) : Number.POSITIVE_INFINITY,
    live,
    async print(text) {
      if (text === '' || readerGone) return;
      let room = true;
      withoutLive(() => {
        room = stdout.write(text);
      });
      if (!room && !readerGone) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    note(line) {
      withoutLive(() => stderr.write(`${line}\n`));
    },
    showLive(line) {
      if (!live || line === shown) return;
      stderr.write(`\r\u001b[K${line}`);
      shown = line;
    },
    async flush() {
      if (!readerGone && stdout.writableLength > 0)
        await new Promise<void>((resolve) => stdout.write('', () => resolve()));
    },
  };
}

/** The columns of a screen; terminals that do not tell say 0. */
export function screenColumns({ columns }: { readonly columns?: number }): number {
  return columns === undefined || columns === 0 ? 80 : Math.max(20, columns);
}
