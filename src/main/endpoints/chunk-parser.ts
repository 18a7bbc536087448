// Parses the chunks of a stream. Most of them differ from the one before in a single piece of text, so that the rest need not be parsed
// again: a chunk that has the same beginning and the same end, and between them one JSON string, can only be the same value with another
// text. Everything else is parsed whole; the result is the same to the last detail either way.

/** Parses one chunk after another. A value is valid until the next one is parsed: its object may be the same. */
export class ChunkParser {
  #shape: Shape | null = null;
  /** Shapes that were learnt and never met again, in a row. */
  #inVain = 0;

  /** The value of a JSON text. Throws SyntaxError when it is none. */
  parse(text: string): unknown {
    const shape = this.#shape;
    if (shape !== null && hasShape(text, shape)) {
      const between = stringOf(text.slice(shape.head.length, text.length - shape.tail.length));
      if (between !== null) {
        this.#inVain = 0;
        shape.holder[shape.key] = between;
        return shape.value;
      }
    }
    const value: unknown = JSON.parse(text);
    if (this.#inVain < mostInVain) {
      this.#inVain += 1;
      this.#shape = shapeOf(value, text);
    }
    return value;
  }
}

interface Shape {
  readonly value: unknown;
  /** The object and the key of the text that changes. */
  readonly holder: Record<string, unknown>;
  readonly key: string;
  /** The JSON text up to and with the quotation mark before the changing text, and from the one behind it on. */
  readonly head: string;
  readonly tail: string;
}

const mostInVain = 16;
const changingKeys = ['reasoning_content', 'reasoning', 'content'];
// Characters that JSON wants escaped, and the escape itself.
// oxlint-disable-next-line no-control-regex
const special = /["\\\u0000-\u001f]/;

function hasShape(text: string, { head, tail }: Shape): boolean {
  return (
    text.length >= head.length + tail.length &&
    text.slice(0, head.length) === head &&
    text.slice(text.length - tail.length) === tail
  );
}

// What stands between two quotation marks, or null when it is not exactly one JSON string.
function stringOf(between: string): string | null {
  if (!special.test(between)) return between;
  try {
    return String(JSON.parse(`"${between}"`));
  } catch {
    return null;
  }
}

function shapeOf(value: unknown, text: string): Shape | null {
  const changing = changingIn(value);
  if (changing === null) return null;
  const { key, text: before } = changing;
  for (const colon of [':', ': ']) {
    const at = text.indexOf(`"${key}"${colon}"${before}"`);
    if (at === -1) continue;
    const start = at + key.length + colon.length + 3;
    const head = text.slice(0, start);
    const tail = text.slice(start + before.length);
    // The same words may stand elsewhere in the chunk: another text in their place has to come out as this text.
    const probe = `${before}x`;
    const probed = changingIn(JSON.parse(head + probe + tail));
    if (probed?.key === key && probed.text === probe) return { value, holder: changing.holder, key, head, tail };
  }
  return null;
}

interface Changing {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly text: string;
}

// The text of a chunk that its successor will have another one of.
function changingIn(value: unknown): Changing | null {
  const delta = deltaOf(value);
  if (delta === null) return null;
  const calls = delta['tool_calls'];
  const call: unknown = Array.isArray(calls) && calls.length === 1 ? calls[0] : null;
  const called = isRecord(call) ? call['function'] : null;
  if (isRecord(called)) return changingUnder(called, ['arguments']);
  return changingUnder(delta, changingKeys);
}

function changingUnder(holder: Record<string, unknown>, keys: readonly string[]): Changing | null {
  for (const key of keys) {
    const text = holder[key];
    if (typeof text === 'string' && text !== '' && !special.test(text)) return { holder, key, text };
  }
  return null;
}

function deltaOf(value: unknown): Record<string, unknown> | null {
  const choices = isRecord(value) ? value['choices'] : null;
  const choice: unknown = Array.isArray(choices) && choices.length === 1 ? choices[0] : null;
  const delta = isRecord(choice) ? choice['delta'] : null;
  return isRecord(delta) ? delta : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
