// An error as the command line shows it: one sentence and what to do next, or one JSON line.

import { toEnvelope } from '../../../shared/errors.ts';
import { exitCodeOfError, type ExitCode } from './exit-codes.ts';
import { safeText } from './print-text.ts';
import type { Terminal } from './terminal.ts';

/** Shows anything that was thrown and gives back the exit code for it. */
export async function printError(thrown: unknown, terminal: Terminal): Promise<ExitCode> {
  const { code, message, action, details } = toEnvelope(thrown);
  if (terminal.json) await terminal.print(`${JSON.stringify({ type: 'error', code, message, action, details })}\n`);
  terminal.note(`longline: ${oneSentence(message)}`);
  if (action !== undefined) terminal.note(`  ${oneSentence(action)}`);
  return exitCodeOfError(code);
}

function oneSentence(text: string): string {
  return safeText(text).replace(/\s*\n\s*/g, ' ');
}
