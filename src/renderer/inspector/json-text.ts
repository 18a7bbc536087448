// A JSON value as text in a field, and the text as a value. A bare word counts as a text, so that nobody has to type quotes.

import { LonglineError } from '../../shared/errors.ts';
import { documentJsonLimits, readJson } from '../../shared/json/read.ts';
import { isJsonObject, type JsonValue } from '../../shared/json/value.ts';
import { errorText } from '../i18n/said.ts';
import type { Mistake } from '../ui/CodeEditor.tsx';

export type JsonText =
  | { readonly is: 'empty' }
  | { readonly is: 'value'; readonly value: JsonValue }
  | { readonly is: 'wrong'; readonly mistake: Mistake };

/** What a text is; with `bareWords`, one that does not begin as JSON is itself. */
export function readJsonText(text: string, bareWords: boolean): JsonText {
  if (text.trim() === '') return { is: 'empty' };
  try {
    return { is: 'value', value: readJson(text, documentJsonLimits) };
  } catch (thrown) {
    if (bareWords && !/^\s*["[{]/.test(text)) return { is: 'value', value: text };
    return { is: 'wrong', mistake: mistakeAt(text, thrown) };
  }
}

/** A value as the text that reads as it again. */
export function writeJsonText(value: JsonValue | undefined, bareWords: boolean): string {
  if (value === undefined) return '';
  if (bareWords && typeof value === 'string') {
    const read = readJsonText(value, true);
    if (read.is === 'value' && read.value === value) return value;
  }
  return JSON.stringify(value, null, 2);
}

function mistakeAt(text: string, thrown: unknown): Mistake {
  const details: unknown = thrown instanceof LonglineError ? thrown.details : undefined;
  const message = thrown instanceof LonglineError ? errorText(thrown) : String(thrown);
  const place = isJsonObject(details) ? details : {};
  const line = typeof place['line'] === 'number' ? place['line'] : 1;
  const column = typeof place['column'] === 'number' ? place['column'] : 1;
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  // A text that ends too early has no character there to mark; its last one stands for it.
  const from = Math.max(0, Math.min(before + column - 1, text.length - 1));
  return { from, to: from + 1, message };
}
