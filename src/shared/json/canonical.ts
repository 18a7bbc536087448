// Canonical JSON by RFC 8785 (JCS): the same value always gives the same text. Hashes and files rest on it.

import { LonglineError } from '../errors.ts';

/**
 * The RFC 8785 text of a JSON value. Properties with the value `undefined` are left out, as JSON.stringify does.
 * Throws `json.not_canonical` for non-finite numbers, lone surrogates and values that are not JSON.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      if (!Number.isFinite(value)) throw notCanonical(`the number ${value}`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      break;
    default:
      throw notCanonical(`a value of type ${typeof value}`);
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  const record = value as Readonly<Record<string, unknown>>;
  const members: string[] = [];
  for (const key of Object.keys(record).toSorted()) {
    const member = record[key];
    if (member !== undefined) members.push(`${canonicalString(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

function canonicalString(text: string): string {
  if (!isWellFormed(text)) throw notCanonical('a text with a lone surrogate');
  return JSON.stringify(text);
}

/** Whether every surrogate of a text is paired. */
export function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);
}

function notCanonical(what: string): LonglineError {
  return new LonglineError('json.not_canonical', `JSON cannot hold ${what}.`);
}
