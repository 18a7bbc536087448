// Port types, which values fit them, and the conversions that a data wire makes by itself. The eight types are all there are;
// "list of" is a modifier.

import { canonicalJson } from '../json/canonical.ts';
import { isJsonObject, type JsonValue } from '../json/value.ts';

export const portTypes = ['text', 'number', 'boolean', 'json', 'table', 'file', 'image', 'passages'] as const;
export type PortType = (typeof portTypes)[number];

export interface PortSpec {
  readonly name: string;
  readonly type: PortType;
  /** The port carries a list of values of its type. */
  readonly list?: boolean | undefined;
  /** An input port without which the node cannot run. Ignored on output ports. */
  readonly required?: boolean | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
}

export interface Ports {
  readonly in: readonly PortSpec[];
  readonly out: readonly PortSpec[];
}

/**
 * A passage of a source: what retrieval returns and what an answer cites by `[id]`.
 * `start` and `end` are character offsets (UTF-16 units) into the file's plain text, `end` exclusive.
 */
export interface Passage {
  /** `p-` and eight hex digits, the same for the same file, span and text on every machine. */
  readonly id: string;
  /** Name of the handle that the file belongs to. */
  readonly folder: string;
  /** Path inside the folder, with `/`. */
  readonly file: string;
  readonly title?: string;
  readonly heading?: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** ISO date of the source, where it states one. */
  readonly date?: string;
  /** Higher is better; comparable only within one search. */
  readonly score?: number;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly JsonValue[])[];
}

/** A port's type in a word, with `[]` behind it for a list. */
export function typeName({ type, list }: Pick<PortSpec, 'type' | 'list'>): string {
  return list === true ? `${type}[]` : type;
}

/** How a wire turns the value of one port into a value for another. */
export type Conversion = 'same' | 'to-json' | 'to-text' | 'wrap' | 'to-text-wrap';

/** The conversion a wire makes between two ports, or null where the types do not fit. */
export function conversionBetween(from: PortSpec, to: PortSpec): Conversion | null {
  const fromList = from.list === true;
  const toList = to.list === true;
  if (to.type === 'json' && !toList) return from.type === 'json' && !fromList ? 'same' : 'to-json';
  if (from.type === to.type && fromList === toList) return 'same';
  if (from.type === to.type && toList) return 'wrap';
  if (to.type === 'text' && from.type !== 'image' && from.type !== 'file') {
    if (!toList) return 'to-text';
    if (!fromList) return 'to-text-wrap';
  }
  return null;
}

/** A value as a wire with this conversion delivers it. */
export function convert(value: JsonValue, conversion: Conversion): JsonValue {
  switch (conversion) {
    case 'same':
    case 'to-json':
      return value;
    case 'wrap':
      return [value];
    case 'to-text':
      return textOf(value);
    case 'to-text-wrap':
      return [textOf(value)];
  }
}

/** A value as text for a template or a model: texts verbatim, lists of texts as paragraphs, passages with their ids, else canonical JSON. */
export function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length > 0) {
    if (value.every((item) => typeof item === 'string')) return value.join('\n\n');
    if (value.every(isPassage)) return value.map(passageText).join('\n\n');
  }
  return canonicalJson(value);
}

/** Whether a value may stand on a port. Lists are checked item by item. */
export function fitsPort(value: JsonValue, port: Pick<PortSpec, 'type' | 'list'>): boolean {
  if (port.list === true) return Array.isArray(value) && value.every((item) => fitsType(item as JsonValue, port.type));
  return fitsType(value, port.type);
}

/** Whether a value is a passage. */
export function isPassage(value: unknown): value is Passage {
  return (
    isJsonObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['file'] === 'string' &&
    typeof value['text'] === 'string' &&
    typeof value['start'] === 'number' &&
    typeof value['end'] === 'number'
  );
}

function fitsType(value: JsonValue, type: PortType): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'json':
      return true;
    case 'table':
      return isJsonObject(value) && Array.isArray(value['columns']) && Array.isArray(value['rows']);
    case 'file':
    case 'image':
      return isJsonObject(value) && typeof value['ref'] === 'string' && typeof value['mime'] === 'string';
    case 'passages':
      return Array.isArray(value) && value.every(isPassage);
  }
}

function passageText(passage: Passage): string {
  const place = [passage.title ?? passage.file, passage.heading, passage.date].filter(
    (part) => part !== undefined && part !== '',
  );
  return `[${passage.id}] ${place.join(' · ')}\n${passage.text}`;
}
