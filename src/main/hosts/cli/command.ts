// What every command is given, and how its work is hung into the command line. Importing a command costs next to nothing: what it
// needs of the engine it loads when it runs.

import type { Command } from 'commander';
import type { Engine, EngineOptions } from '../engine-types.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import type { Interruption } from './interruption.ts';
import type { Terminal } from './terminal.ts';

export interface CommandLine {
  readonly terminal: Terminal;
  readonly interruption: Interruption;
  /** Set by the command that ran. */
  exitCode: ExitCode;
}

/** Adds one command to the program. */
export type Declare = (program: Command, line: CommandLine) => void;

/** Runs a command with an engine that is closed afterwards, whatever happens. */
export async function withEngine(
  work: (engine: Engine) => Promise<ExitCode>,
  options: EngineOptions = { host: 'cli' },
): Promise<ExitCode> {
  const { createEngine } = await import('../engine.ts');
  const engine = await createEngine(options);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Prints a value as one line of JSON. */
export async function printJson(terminal: Terminal, value: unknown): Promise<ExitCode> {
  await terminal.print(`${JSON.stringify(value)}\n`);
  return exitCodes.done;
}

/** Help text with examples, one per line. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}
