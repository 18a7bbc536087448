// Puts the fragments of tool calls together. Servers disagree about indices and ids: some give every call the index 0, some repeat the
// header with every fragment, some leave the index or the id out. A fragment is placed by what it does carry.

import { LonglineError } from '../../shared/errors.ts';
import type { ModelCall } from '../../shared/run/events.ts';

const mostCalls = 128;
const mostCharacters = 1024 * 1024;

/** What one fragment added, for those who watch. */
export interface CallPiece {
  readonly index: number;
  readonly name: string;
  readonly offset: number;
  readonly text: string;
}

interface Header {
  readonly id: string;
  readonly name: string;
  readonly piece: string;
}

interface Slot {
  /** Which of the calls it is, counted from 0; the server's index says less. */
  readonly position: number;
  id: string;
  name: string;
  arguments: string;
}

/** Collects the calls of one reply. */
export class CallSlots {
  readonly #slots: Slot[] = [];
  readonly #byIndex = new Map<number, Slot>();

  /** Takes one element of `tool_calls`. Throws `endpoint.too_large`. */
  take(fragment: unknown): CallPiece | null {
    if (typeof fragment !== 'object' || fragment === null) return null;
    const { index, id, function: called } = fragment as { index?: unknown; id?: unknown; function?: unknown };
    const { name, arguments: given } = (typeof called === 'object' && called !== null ? called : {}) as {
      name?: unknown;
      arguments?: unknown;
    };
    const whole = typeof given === 'object' && given !== null;
    const piece = whole ? JSON.stringify(given) : textOf(given);
    const header = { id: textOf(id), name: textOf(name), piece };
    const slot = this.#slotFor(typeof index === 'number' ? index : null, header);
    if (slot.id === '') slot.id = header.id;
    if (slot.name === '' || header.name.startsWith(slot.name)) slot.name = header.name || slot.name;
    if (piece === '' || (whole || header.name !== '' ? piece === slot.arguments : false)) return null;
    const offset = slot.arguments.length;
    slot.arguments += piece;
    if (slot.arguments.length > mostCharacters) throw tooLarge(`the arguments of ${slot.name} are longer than 1 MiB`);
    return { index: slot.position, name: slot.name, offset, text: piece };
  }

  /** The calls in the order in which they began. Slots that never got a name or arguments are none. */
  calls(): readonly ModelCall[] {
    return this.#slots
      .filter((slot) => slot.name !== '' || slot.arguments !== '')
      .map(({ id, name, arguments: text }) => ({ id, name, arguments: text }));
  }

  #slotFor(index: number | null, header: Header): Slot {
    const last = this.#slots.at(-1);
    if (index === null) {
      const known = header.id === '' ? undefined : this.#slots.findLast((slot) => slot.id === header.id);
      if (known !== undefined) return isWholeAndFollowed(known, header) ? this.#open(-1, header) : known;
      if (last === undefined || (header.id !== '' && last.id !== '') || beginsAnother(last, header))
        return this.#open(-1, header);
      return last;
    }
    const slot = this.#byIndex.get(index);
    if (slot === undefined) return this.#open(index, header);
    const otherId = header.id !== '' && slot.id !== '' && header.id !== slot.id;
    const sameId = header.id !== '' && header.id === slot.id;
    const another = sameId ? isWholeAndFollowed(slot, header) : otherId || beginsAnother(slot, header);
    return another ? this.#open(index, header) : slot;
  }

  #open(index: number, header: Header): Slot {
    if (this.#slots.length >= mostCalls) throw tooLarge(`there are more than ${mostCalls} tool calls in one reply`);
    const slot: Slot = { position: this.#slots.length, id: header.id, name: header.name, arguments: '' };
    this.#slots.push(slot);
    if (index !== -1) this.#byIndex.set(index, slot);
    return slot;
  }
}

// A name where the slot has one: a repeated header while its arguments are unfinished, another call once they are complete.
function beginsAnother(slot: Slot, header: Header): boolean {
  if (header.name === '' || slot.name === '') return false;
  if (slot.arguments === '') return !header.name.startsWith(slot.name);
  return (header.piece !== '' || header.name !== slot.name) && isCompleteJson(slot.arguments);
}

// Some servers give every call the same id: a second whole call under it is another, unless it is the same chunk once more.
function isWholeAndFollowed(slot: Slot, header: Header): boolean {
  if (header.name === '' || header.piece === '' || header.piece === slot.arguments) return false;
  return header.piece.startsWith('{') && isCompleteJson(slot.arguments);
}

function isCompleteJson(text: string): boolean {
  // Arguments are objects; a quick look at the end spares reading a long text again for each of its pieces.
  if (!/\}\s*$/.test(text.slice(-16))) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function tooLarge(what: string): LonglineError {
  return new LonglineError('endpoint.too_large', `The reply is larger than Longline accepts: ${what}.`);
}
