// Reading and replacing the content of a message that is already JSON text; the other keys and their order stay as they are.

import { isJsonObject } from '../../json/value.ts';

/** The content of a message, empty when it has none. */
export function contentOf(text: string): string {
  const message: unknown = JSON.parse(text);
  const content = isJsonObject(message) ? message['content'] : null;
  return typeof content === 'string' ? content : '';
}

/** The message with another content. */
export function withContent(text: string, content: string): string {
  const message: unknown = JSON.parse(text);
  return JSON.stringify(isJsonObject(message) ? { ...message, content } : { role: 'user', content });
}
