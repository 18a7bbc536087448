// Puts OpenRouter's `reasoning_details` together. A stream brings each detail in pieces; what is sent back has to be the details as
// they would have come whole, with signatures and encrypted parts untouched.

import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json/value.ts';

/** Collects the details of one reply. */
export class ReasoningDetails {
  readonly #details: Record<string, JsonValue>[] = [];

  /** Takes the details of one chunk. */
  take(pieces: readonly unknown[]): void {
    for (const piece of pieces) {
      if (!isJsonObject(piece)) continue;
      const known = this.#continued(piece);
      if (known === undefined) this.#details.push({ ...piece });
      else join(known, piece);
    }
  }

  /** The details in the order in which they began. */
  all(): readonly JsonObject[] {
    return this.#details;
  }

  // Pieces of one detail have its type and its index. Without an index, a piece of text continues a text just before it.
  #continued(piece: JsonObject): Record<string, JsonValue> | undefined {
    if (!growing.some((key) => typeof piece[key] === 'string') && piece['signature'] === undefined) return undefined;
    const { type, index } = piece;
    const last = this.#details.at(-1);
    const numbered = typeof index === 'number';
    const known = numbered
      ? this.#details.findLast((detail) => detail['index'] === index && detail['type'] === type)
      : last !== undefined && last['index'] === index && last['type'] === type
        ? last
        : undefined;
    const otherId = typeof piece['id'] === 'string' && typeof known?.['id'] === 'string' && piece['id'] !== known['id'];
    return otherId ? undefined : known;
  }
}

/** The fields that pieces add to; every other field is taken as it comes last. */
const growing = ['text', 'summary'];

function join(detail: Record<string, JsonValue>, piece: JsonObject): void {
  for (const [key, value] of Object.entries(piece)) {
    const before = detail[key];
    if (growing.includes(key) && typeof before === 'string' && typeof value === 'string') detail[key] = before + value;
    else if (value !== null || before === undefined) detail[key] = value;
  }
}
