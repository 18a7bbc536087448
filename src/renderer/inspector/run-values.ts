// A value of the run on screen in one line.

import { isJsonObject, type JsonValue } from '../../shared/json/value.ts';

/** The beginning of a value as one line, at most `most` characters long; costs no more for long values. */
export function valueInLine(value: JsonValue, most: number): string {
  const text = written(value, most + 1, true)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function written(value: JsonValue, room: number, outermost = false): string {
  if (typeof value === 'string') {
    const piece = value.slice(0, room * 2);
    return outermost ? piece : JSON.stringify(piece);
  }
  if (Array.isArray(value))
    return joined(value as readonly JsonValue[], room, '[', ']', (item, left) => written(item, left));
  if (isJsonObject(value))
    return joined(Object.entries(value), room, '{', '}', ([key, member], left) => `${key}: ${written(member, left)}`);
  return JSON.stringify(value);
}

function joined<Item>(
  items: readonly Item[],
  room: number,
  open: string,
  close: string,
  write: (item: Item, room: number) => string,
): string {
  let text = open;
  for (const [index, item] of items.entries()) {
    if (text.length > room) return text;
    text += `${index === 0 ? '' : ', '}${write(item, room - text.length)}`;
  }
  return text + close;
}
