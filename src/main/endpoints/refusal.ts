// An answer with an error status, and what error bodies of all servers have in common: a message, a type, a code, however nested.

/** An answer with a status other than 2xx, read whole (at most 64 KiB of it). */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly body: string;
  readonly header: (name: string) => string | null;

  constructor(status: number, body: string, header: (name: string) => string | null) {
    super(`HTTP ${status}`);
    this.name = 'HttpRefusal';
    this.status = status;
    this.body = body;
    this.header = header;
  }
}

/** What a server says is wrong. `type` and `code` are empty where it does not say. */
export interface ServerError {
  readonly message: string;
  readonly type: string;
  readonly code: string;
}

/**
 * Reads an error body: `{"error": {"message"}}`, `{"error": "text"}`, the flat `{"object": "error", "message"}`, `{"detail"}`, or
 * plain text. A web page has no message.
 */
export function readServerError(value: unknown): ServerError {
  if (typeof value === 'string') return fromText(value);
  if (!isFields(value)) return { message: '', type: '', code: '' };
  const inner = value['error'];
  if (isFields(inner)) return readServerError(inner);
  const type = nameOf(value['type']);
  const code = nameOf(value['code']);
  if (typeof inner === 'string') return { message: inner, type, code };
  const message = value['message'] ?? value['detail'] ?? value['msg'] ?? '';
  return { message: typeof message === 'string' ? message : JSON.stringify(message), type, code };
}

/** The number that a server gave a request, from the headers of its answer; null when it gave none that can be quoted. */
export function requestIdOf(header: (name: string) => string | null): string | null {
  for (const name of ['x-request-id', 'x-trace-id', 'x-generation-id']) {
    const id = header(name);
    if (id !== null && /^[\w.:-]{1,80}$/.test(id)) return id;
  }
  return null;
}

/** A server's words, fit for a message: one line without control characters, at most 300 characters. */
export function quoted(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** Whether a text is a web page. */
export function isWebPage(text: string): boolean {
  return /^\s*(?:<!doctype\s+html|<html|<head|<body)/i.test(text);
}

function fromText(text: string): ServerError {
  try {
    const value: unknown = JSON.parse(text);
    if (isFields(value)) return readServerError(value);
  } catch {
    // Not JSON: the text itself is the message.
  }
  return { message: isWebPage(text) ? '' : text, type: '', code: '' };
}

function nameOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
