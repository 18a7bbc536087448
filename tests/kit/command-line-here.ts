// Runs `longline` inside the test's own process, with an engine and a store of its own: for commands that speak to a run which the test
// drives itself. command-line.ts runs the built program as a process.

import { createColors } from 'picocolors';
import type { CommandLine } from '../../src/main/hosts/cli/command.ts';
import { exitCodes, type ExitCode } from '../../src/main/hosts/cli/exit-codes.ts';
import { printError } from '../../src/main/hosts/cli/print-error.ts';
import { runProgram } from '../../src/main/hosts/cli/program.ts';
import type { Terminal } from '../../src/main/hosts/cli/terminal.ts';

export interface Said {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, as in a pipe. `onOutput` sees all of stdout so far whenever there is more. */
export async function longlineHere(args: readonly string[], onOutput?: (stdout: string) => void): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const terminal: Terminal = {
    json: args.includes('--json'),
    colours: createColors(false),
    columns: Number.POSITIVE_INFINITY,
    live: false,
    print(text) {
      said.stdout += text;
      onOutput?.(said.stdout);
      return Promise.resolve();
    },
    note(line) {
      said.stderr += `${line}\n`;
    },
    showLive: () => undefined,
    flush: () => Promise.resolve(),
  };
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  const line: CommandLine = {
    terminal,
    interruption: { signal: controller.signal, interrupt, press: interrupt },
    exitCode: exitCodes.done,
  };
  try {
    await runProgram(args, line);
  } catch (thrown) {
    line.exitCode = await printError(thrown, terminal);
  }
  return { code: line.exitCode, ...said };
}
