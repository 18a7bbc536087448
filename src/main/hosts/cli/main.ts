// The entry of the command line. Loads little, so that it answers at once; what a command needs it loads itself.

import type { CommandLine } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { listenForInterruption } from './interruption.ts';
import { printError } from './print-error.ts';
import { runProgram } from './program.ts';
import { openTerminal } from './terminal.ts';

const args = process.argv.slice(2);
const end = args.indexOf('--');
const wantsJson = (end === -1 ? args : args.slice(0, end)).includes('--json');
const interruption = listenForInterruption();
const terminal = openTerminal(wantsJson, () => interruption.interrupt());
const line: CommandLine = { terminal, interruption, exitCode: exitCodes.done };

try {
  await runProgram(args, line);
} catch (thrown) {
  line.exitCode = await printError(thrown, terminal);
}
await terminal.flush();
process.exit(line.exitCode);
