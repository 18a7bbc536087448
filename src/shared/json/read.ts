// A strict JSON reader for text that comes from outside: iterative, so that nesting cannot exhaust the stack, with limits and
// with the place (line, column, pointer) of what is wrong. Objects have no prototype, and keys that could reach one are refused.

import { LonglineError } from '../errors.ts';
import { isWellFormed } from './canonical.ts';
import { childPointer, type JsonValue } from './value.ts';

export interface JsonLimits {
  readonly maxDepth: number;
  readonly maxKeys: number;
}

export const documentJsonLimits: JsonLimits = { maxDepth: 64, maxKeys: 100_000 };

const dangerousKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

type Container = { readonly kind: 'array'; readonly items: JsonValue[] } | ObjectContainer;
interface ObjectContainer {
  readonly kind: 'object';
  readonly members: Record<string, JsonValue>;
  /** The property being read; null until its name has been. */
  key: string | null;
}

/**
 * Reads one JSON text (RFC 8259). Throws `json.invalid` with `details: { line, column, pointer }` for anything that is not JSON, and
 * `json.too_deep`, `json.too_many_keys`, `json.duplicate_key`, `json.forbidden_key`, `json.lone_surrogate` or `json.number_range` for
 * JSON that Longline does not accept.
 */
export function readJson(text: string, limits: JsonLimits): JsonValue {
  const stack: Container[] = [];
  let at = 0;
  let keys = 0;
  let result: JsonValue | undefined;

  const place = () => {
    let line = 1;
    let lineStart = 0;
    for (let i = text.indexOf('\n'); i !== -1 && i < at; i = text.indexOf('\n', i + 1)) {
      line += 1;
      lineStart = i + 1;
    }
    let pointer = '';
    for (const container of stack.slice(0, 64)) {
      if (container.kind === 'object' && container.key === null) continue;
      pointer = childPointer(pointer, container.kind === 'array' ? container.items.length : (container.key ?? ''));
    }
    return { line, column: at - lineStart + 1, pointer };
  };
  const fail = (code: string, what: string): LonglineError => {
    const where = place();
    return new LonglineError(code, `${what} at line ${where.line}, column ${where.column}.`, { details: where });
  };
  const skipSpace = () => {
    for (;;) {
      const c = text.charCodeAt(at);
      if (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) at += 1;
      else return;
    }
  };
  const readString = (): string => {
    const start = at;
    at += 1;
    for (;;) {
      const c = text.charCodeAt(at);
      if (Number.isNaN(c)) throw fail('json.invalid', 'The text ends inside a string');
      if (c < 0x20) throw fail('json.invalid', 'A string holds a raw control character');
      if (c === 0x5c) at += 2;
      else {
        at += 1;
        if (c === 0x22) break;
      }
    }
    let value: string;
    try {
      value = JSON.parse(text.slice(start, at)) as string;
    } catch {
      at = start;
      throw fail('json.invalid', 'A string holds an invalid escape');
    }
    if (!isWellFormed(value)) throw fail('json.lone_surrogate', 'A string holds half of a surrogate pair');
    return value;
  };
  const readKey = (container: ObjectContainer) => {
    container.key = null;
    if (text.charCodeAt(at) !== 0x22) throw fail('json.invalid', 'Expected a property name in double quotes');
    const start = at;
    const key = readString();
    const after = at;
    at = start;
    container.key = key;
    if (dangerousKeys.has(key)) throw fail('json.forbidden_key', `The property name "${key}" is not allowed`);
    if (key in container.members) throw fail('json.duplicate_key', `The property "${key}" appears twice`);
    keys += 1;
    if (keys > limits.maxKeys) throw fail('json.too_many_keys', `There are more than ${limits.maxKeys} properties`);
    at = after;
    skipSpace();
    if (text.charCodeAt(at) !== 0x3a) throw fail('json.invalid', 'Expected ":"');
    at += 1;
  };
  const readNumber = (): number => {
    numberPattern.lastIndex = at;
    const match = numberPattern.exec(text);
    if (match === null) throw fail('json.invalid', unexpected(text, at));
    const value = Number(match[0]);
    if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      throw fail('json.number_range', `The number ${match[0].slice(0, 40)} is out of range`);
    }
    at += match[0].length;
    return value;
  };
  const readWord = (word: string, value: JsonValue): JsonValue => {
    if (!text.startsWith(word, at)) throw fail('json.invalid', unexpected(text, at));
    at += word.length;
    return value;
  };

  if (text.charCodeAt(0) === 0xfeff) throw fail('json.invalid', 'The text begins with a byte order mark');
  for (;;) {
    skipSpace();
    const c = text[at];
    let value: JsonValue;
    if (c === '{' || c === '[') {
      if (stack.length >= limits.maxDepth)
        throw fail('json.too_deep', `There are more than ${limits.maxDepth} levels of nesting`);
      at += 1;
      skipSpace();
      const container: Container =
        c === '['
          ? { kind: 'array', items: [] }
          : { kind: 'object', members: Object.create(null) as Record<string, JsonValue>, key: null };
      const closing = c === '[' ? ']' : '}';
      if (text[at] !== closing) {
        stack.push(container);
        if (container.kind === 'object') readKey(container);
        continue;
      }
      at += 1;
      value = container.kind === 'array' ? container.items : container.members;
    } else if (c === '"') value = readString();
    else if (c === 't') value = readWord('true', true);
    else if (c === 'f') value = readWord('false', false);
    else if (c === 'n') value = readWord('null', null);
    else value = readNumber();

    for (;;) {
      const container = stack.at(-1);
      if (container === undefined) {
        result = value;
        break;
      }
      if (container.kind === 'array') container.items.push(value);
      else container.members[container.key ?? ''] = value;
      skipSpace();
      const next = text[at];
      if (next === ',') {
        at += 1;
        skipSpace();
        if (container.kind === 'object') readKey(container);
        break;
      }
      if (next !== (container.kind === 'array' ? ']' : '}')) {
        throw fail('json.invalid', next === undefined ? 'The text ends too early' : unexpected(text, at));
      }
      at += 1;
      stack.pop();
      value = container.kind === 'array' ? container.items : container.members;
    }
    if (result !== undefined) break;
  }
  skipSpace();
  if (at < text.length) throw fail('json.invalid', unexpected(text, at));
  return result;
}

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function unexpected(text: string, at: number): string {
  const found = text[at];
  return found === undefined ? 'The text ends too early' : `Unexpected ${JSON.stringify(found)}`;
}
