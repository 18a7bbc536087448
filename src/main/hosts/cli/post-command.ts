// Giving a run a command from the command line, wherever it is driven, and saying what comes of it.

import type { RunCommand } from '../../store/commands.ts';
import type { Engine } from '../engine-types.ts';
import { printJson } from './command.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Posts a command to a run. For programs one line of JSON, `command.posted`; for people a sentence. Errors: `run.ended`, `run.not_running`. */
export async function postCommand(
  engine: Engine,
  runId: string,
  command: RunCommand,
  { terminal, said }: { readonly terminal: Terminal; readonly said: string },
): Promise<ExitCode> {
  await engine.command(runId, command);
  if (terminal.json) return await printJson(terminal, { type: 'command.posted', runId, command });
  await terminal.print(`${said}\n`);
  return exitCodes.done;
}
