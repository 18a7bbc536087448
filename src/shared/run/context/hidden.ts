// A result that is no longer shown: its message keeps id, name and place, and says where the whole is.

import { contentOf, withContent } from './message-content.ts';
import type { MessageEntry } from './conversation.ts';
import { wholeCharacter } from './cut-middle.ts';

/** About what a hidden result still takes, in tokens; hiding smaller ones gains nothing. */
export const hiddenTokens = 90;

/** The most characters of a result's first line that stay to be seen. */
const lineLength = 120;

/** The message of a result, hidden; `text` is the message as it was. */
export function hiddenMessage(text: string, entry: MessageEntry): string {
  const { name = '', ref = '' } = entry.result ?? {};
  const line = firstLine(contentOf(text));
  const extract = line === '' ? '' : `; first line: ${line}`;
  return withContent(text, `[result hidden: ${name}, ${entry.tokens} tokens, artifact ${ref}${extract}]`);
}

/** The first line of a result that says something, shortened. */
export function firstLine(content: string): string {
  const line = /\S[^\n]*/.exec(content)?.[0].trimEnd() ?? '';
  return line.length <= lineLength ? line : `${line.slice(0, wholeCharacter(line, lineLength))}…`;
}
