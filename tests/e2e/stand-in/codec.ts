// Values as JSON and back, for the borders that carry only text: between the two worlds of a page, and between a page and the test.
// Both functions are also sent into pages as source text, so they use nothing but themselves and what every page has.

/**
 * A value as plain JSON. `refer` gives the JSON that stands for a function or a promise; without it they cannot pass.
 * Throws as Electron does for what cannot be cloned.
 */
export function encodeValue(value: unknown, refer?: (value: object) => unknown): unknown {
  const encode = (inner: unknown): unknown => encodeValue(inner, refer);
  if (value === undefined) return { u: 1 };
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return { v: value };
  if (typeof value === 'number') return Number.isFinite(value) ? { v: value } : { n: String(value) };
  if (Array.isArray(value)) return { a: value.map(encode) };
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
    const bytes = new Uint8Array(value);
    let text = '';
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    return { [value instanceof ArrayBuffer ? 'r' : 'b']: btoa(text) };
  }
  if (value instanceof Error) return { e: value.message };
  if (refer !== undefined && (typeof value === 'function' || value instanceof Promise)) return refer(value);
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  if (typeof value === 'object' && (prototype === null || Object.getPrototypeOf(prototype) === null)) {
    return { o: Object.entries(value).map(([name, inner]) => [name, encode(inner)]) };
  }
  throw new Error('An object could not be cloned.');
}

/** The value that `encodeValue` made JSON of; `resolve` gives the value for what `refer` gave. */
export function decodeValue(json: unknown, resolve?: (reference: unknown) => unknown): unknown {
  const decode = (inner: unknown): unknown => decodeValue(inner, resolve);
  const tagged = json as Record<string, unknown>;
  if ('v' in tagged) return tagged['v'];
  if ('u' in tagged) return undefined;
  if ('n' in tagged) return Number(tagged['n']);
  if ('a' in tagged) return (tagged['a'] as unknown[]).map(decode);
  if ('e' in tagged) return new Error(String(tagged['e']));
  if ('o' in tagged) {
    const entries = tagged['o'] as [string, unknown][];
    return Object.fromEntries(entries.map(([name, inner]) => [name, decode(inner)]));
  }
  if ('b' in tagged || 'r' in tagged) {
    const bytes = Uint8Array.from(atob(String(tagged['b'] ?? tagged['r'])), (letter) => letter.charCodeAt(0));
    return 'r' in tagged ? bytes.buffer : bytes;
  }
  return resolve?.(json);
}
