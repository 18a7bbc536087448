// Splits the bytes of a request into its messages and the rest, without parsing what an earlier request has already shown: a loop
// that grows by two messages a step sends the same bytes again each time. What the messages mean is checked elsewhere.

import { isJsonObject, type JsonObject } from '../../../shared/json/value.ts';
import { invalidRequest } from './request.ts';

/** Where the messages of a body stand. `head` and `tail` are what is before and after the value of `messages`. */
export interface BodyParts {
  /** The body without its messages. */
  readonly envelope: JsonObject;
  /** Byte offset of the first byte of the messages array. */
  readonly messagesStart: number;
  /** Byte offset just after the last message. */
  readonly messagesEnd: number;
  /** The JSON text of each message from `known.count` on. */
  readonly texts: readonly string[];
}

/** A body that began with the same bytes, up to the end of a message. */
export interface KnownStart {
  readonly messagesStart: number;
  readonly messagesEnd: number;
}

/**
 * Splits a body. With `known`, whose bytes must equal the body's up to `known.messagesEnd`, only what follows is read.
 * Throws a Refusal when the body is not a JSON object with an array of messages.
 */
export function splitBody(bytes: Buffer, known: KnownStart | null): BodyParts {
  const messagesStart = known?.messagesStart ?? findMessages(bytes);
  const texts: string[] = [];
  let at = known === null ? messagesStart + 1 : known.messagesEnd;
  let messagesEnd = at;
  for (;;) {
    at = skipSpace(bytes, at);
    const byte = bytes[at];
    if (byte === closeBracket) break;
    if (byte === comma) {
      at = skipSpace(bytes, at + 1);
      if (bytes[at] === closeBracket) throw notJson();
    } else if (messagesEnd > messagesStart + 1) throw notJson();
    const end = valueEnd(bytes, at);
    texts.push(bytes.toString('utf8', at, end));
    messagesEnd = end;
    at = end;
  }
  const rest = `${bytes.toString('utf8', 0, messagesStart)}null${bytes.toString('utf8', at + 1)}`;
  return { envelope: parseObject(rest), messagesStart, messagesEnd, texts };
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

function findMessages(bytes: Buffer): number {
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== openBrace) throw notJson();
  at = skipSpace(bytes, at + 1);
  while (bytes[at] === quote) {
    const keyEnd = stringEnd(bytes, at);
    const key = bytes.toString('utf8', at + 1, keyEnd - 1);
    at = skipSpace(bytes, keyEnd);
    if (bytes[at] !== colon) throw notJson();
    at = skipSpace(bytes, at + 1);
    if (key === 'messages') {
      if (bytes[at] !== openBracket) throw invalidRequest('Invalid request: messages must be an array');
      return at;
    }
    at = skipSpace(bytes, valueEnd(bytes, at));
    if (bytes[at] === comma) at = skipSpace(bytes, at + 1);
  }
  parseObject(bytes.toString('utf8'));
  throw invalidRequest('Invalid request: messages is required');
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

function stringEnd(bytes: Buffer, start: number): number {
  let at = start + 1;
  for (;;) {
    const end = bytes.indexOf(quote, at);
    if (end === -1) throw notJson();
    let slashes = 0;
    while (bytes[end - 1 - slashes] === backslash) slashes += 1;
    at = end + 1;
    if (slashes % 2 === 0) return at;
  }
}

function valueEnd(bytes: Buffer, start: number): number {
  if (bytes[start] === quote) return stringEnd(bytes, start);
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === quote) {
      at = stringEnd(bytes, at);
      continue;
    }
    if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (byte === comma && depth === 0) return at;
    at += 1;
  }
  throw notJson();
}

function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notJson();
  }
  if (!isJsonObject(value)) throw invalidRequest('Invalid request: the body must be a JSON object');
  return value;
}

function notJson() {
  return invalidRequest('Invalid request: the body is not valid JSON');
}
