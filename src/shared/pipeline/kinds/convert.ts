// `convert`: gives a value as another type, where a wire would not do so by itself. What may become what is declared here and nothing is
// guessed: a text that holds more than a number is no number, and an error says what was found in its place.

import { z } from 'zod';
import { LonglineError } from '../../errors.ts';
import { documentJsonLimits, readJson } from '../../json/read.ts';
import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../json/value.ts';
import { conversionBetween, fitsPort, portTypes, textOf, type PortSpec, type PortType } from '../../tool/ports.ts';
import { portTypeTitles, structuralCard, type StructuralKind } from './define.ts';

const params = z.strictObject({
  to: z
    .enum(portTypes)
    .default('json')
    .meta({ title: 'Type', description: 'What the value becomes.', choices: portTypeTitles }),
  list: z
    .boolean()
    .default(false)
    .meta({ title: 'List', description: 'Several values of this type: every item of a list is converted.' }),
  path: z.string().max(1000).default('').meta({
    title: 'Path',
    description:
      'What of the value is taken, such as "items.0" for the first item or "*.weight" for one property of every item. Empty: the value itself.',
  }),
  columns: z.array(z.string().min(1).max(200)).max(200).optional().meta({
    title: 'Columns',
    description: 'Columns of a table, in this order. Left out: all properties, as they are first seen.',
  }),
});

export const convertKind: StructuralKind = {
  card: structuralCard(
    {
      kind: 'convert',
      title: 'Convert',
      description: 'Give a value, or a part of it, as another type.',
      category: 'logic',
      icon: 'replace',
      performer: 'value',
      ports: {
        in: [{ name: 'value', type: 'json', required: true }],
        out: [{ name: 'result', type: 'json' }],
      },
      summary: '{path} to {to}',
    },
    params,
  ),
  portsOf: (values) => ({
    in: convertKind.card.ports.in,
    out: [{ name: 'result', type: typeIn(values), ...(values['list'] === true ? { list: true } : {}) }],
  }),
  compute: (values, inputs) => {
    const path = String(values['path'] ?? '');
    const found = taken(inputs['value'] ?? null, path);
    const columns = Array.isArray(values['columns']) ? values['columns'].map(String) : null;
    const given = (value: JsonValue) => converted(value, typeIn(values), columns);
    return {
      result:
        values['list'] === true ? itemsOf(found).map((item, index) => atItem(index, () => given(item))) : given(found),
    };
  },
  checkParams: (values) => [
    ...(values['columns'] !== undefined && typeIn(values) !== 'table'
      ? [{ pointer: '/columns', message: 'Only a table has columns', values: { reason: 'columns' } }]
      : []),
    ...(String(values['path'] ?? '')
      .split('.')
      .some((step, _, steps) => step === '' && steps.length > 1)
      ? [
          {
            pointer: '/path',
            message: 'A path is names and positions joined by single dots, such as items.0',
            values: { reason: 'path' },
          },
        ]
      : []),
  ],
  converts: (from, to) => {
    const params = conversionParams(from, to);
    return params === null ? null : { params, in: 'value', out: 'result' };
  },
};

function typeIn(values: JsonObject): PortType {
  return portTypes.find((type) => type === values['to']) ?? 'json';
}

// What a path finds. "*" stands for every item of a list, or every row of a table; with it all that is found is one list.
function taken(value: JsonValue, path: string): JsonValue {
  const steps = path === '' ? [] : path.split('.');
  let found: readonly { readonly value: JsonValue; readonly place: string }[] = [{ value, place: '' }];
  for (const step of steps) {
    found = found.flatMap(({ value: current, place }) => {
      const at = (name: string | number) => (place === '' ? String(name) : `${place}.${name}`);
      if (step === '*') return itemsOf(current).map((item, index) => ({ value: item, place: at(index) }));
      const next = stepInto(current, step);
      if (next !== undefined) return [{ value: next, place: at(step) }];
      throw new LonglineError(
        'convert.nothing_there',
        `There is nothing at "${at(step)}": ${place === '' ? 'the value' : `"${place}"`} is ${described(current)}.`,
        { action: 'Correct the path, or what gives the value.' },
      );
    });
  }
  return steps.includes('*') ? found.map((one) => one.value) : (found[0]?.value ?? null);
}

function stepInto(value: JsonValue, step: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^\d{1,9}$/.test(step) ? (value as readonly JsonValue[])[Number(step)] : undefined;
  return isJsonObject(value) ? ownValue(value, step) : undefined;
}

function itemsOf(value: JsonValue): readonly JsonValue[] {
  const parsed = typeof value === 'string' ? jsonIn(value) : value;
  if (isTable(parsed)) return objectsOf(parsed);
  if (Array.isArray(parsed)) return parsed as readonly JsonValue[];
  throw new LonglineError('convert.not_a_list', `A list is needed, and this is ${described(parsed)}.`, {
    action: 'Give the path of the list, or switch the list off.',
  });
}

// An error in a long list is found by the position of its item, counted from 0 as in a path.
function atItem(index: number, convert: () => JsonValue): JsonValue {
  try {
    return convert();
  } catch (thrown) {
    if (!(thrown instanceof LonglineError)) throw thrown;
    throw new LonglineError(thrown.code, `Item ${index}: ${thrown.message}`, {
      ...(thrown.action === undefined ? {} : { action: thrown.action }),
      cause: thrown,
    });
  }
}

function converted(value: JsonValue, to: PortType, columns: readonly string[] | null): JsonValue {
  switch (to) {
    case 'text':
      return textOf(value);
    case 'number':
      return numberIn(value);
    case 'boolean':
      return booleanIn(value);
    case 'json':
      if (typeof value === 'string') return jsonIn(value);
      return isTable(value) ? objectsOf(value) : value;
    case 'table':
      return tableIn(typeof value === 'string' ? jsonIn(value) : value, columns);
    case 'file':
    case 'image':
    case 'passages':
      if (fitsPort(value, { type: to })) return value;
      throw new LonglineError(
        'convert.does_not_fit',
        `Nothing becomes ${to} by conversion; this is ${described(value)}.`,
      );
  }
}

// A text is a number when it holds one and nothing else: digits, commas between thousands, a point, an exponent.
const writtenNumber = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d{1,3})?$/i;

function numberIn(value: JsonValue): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value.trim().replace(/^\u2212/, '-') : '';
  const number = writtenNumber.test(text) ? Number(text.replaceAll(',', '')) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw new LonglineError(
    'convert.not_a_number',
    `A number is needed, such as 1234.5 or 1,234.5 with nothing behind it, and this is ${described(value)}.`,
    { action: 'Ask for the bare number where the value is made.' },
  );
}

function booleanIn(value: JsonValue): boolean {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (word === 'true' || word === 'yes') return true;
  if (word === 'false' || word === 'no') return false;
  throw new LonglineError(
    'convert.not_a_boolean',
    `true, false, yes or no is needed, and this is ${described(value)}.`,
    { action: 'Ask for true or false where the value is made.' },
  );
}

// Models put JSON into a fenced block, with a sentence before it.
function jsonIn(text: string): JsonValue {
  const fenced = [...text.matchAll(/^[ \t]*```(?:json)?[ \t]*\r?\n([\s\S]*?)^[ \t]*```[ \t]*$/gim)];
  const block = fenced.length === 1 ? fenced[0]?.[1] : undefined;
  try {
    return readJson((block ?? text).trim(), documentJsonLimits);
  } catch (thrown) {
    if (!(thrown instanceof LonglineError)) throw thrown;
    throw new LonglineError('convert.not_json', `JSON is needed, and this is ${described(text)}: ${thrown.message}`, {
      action: 'Ask for nothing but JSON where the text is made.',
      cause: thrown,
    });
  }
}

interface TableValue extends JsonObject {
  readonly columns: readonly JsonValue[];
  readonly rows: readonly JsonValue[];
}

function isTable(value: JsonValue): value is TableValue {
  return isJsonObject(value) && fitsPort(value, { type: 'table' });
}

function objectsOf({ columns, rows }: TableValue): readonly JsonObject[] {
  return rows.map((row) =>
    Object.fromEntries(
      columns.map((column, index) => [String(column), (Array.isArray(row) ? row[index] : null) ?? null]),
    ),
  );
}

function tableIn(value: JsonValue, wanted: readonly string[] | null): JsonValue {
  const rows = isTable(value) ? objectsOf(value) : value;
  if (!Array.isArray(rows))
    throw new LonglineError('convert.not_a_table', `A list of objects is needed, and this is ${described(value)}.`, {
      action: 'Give the path of the list.',
    });
  const objects = (rows as readonly JsonValue[]).map((row, index): JsonObject => {
    if (isJsonObject(row)) return row;
    throw new LonglineError(
      'convert.not_a_table',
      `Every row of a table is made of an object, and item ${index} is ${described(row)}.`,
      { action: 'Convert the items to JSON first.' },
    );
  });
  const columns = wanted ?? (isTable(value) ? value.columns.map(String) : [...new Set(objects.flatMap(Object.keys))]);
  return { columns, rows: objects.map((row) => columns.map((column) => ownValue(row, column) ?? null)) };
}

function described(value: JsonValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string')
    return value.trim() === '' ? 'an empty text' : `the text "${value.length > 60 ? `${value.slice(0, 57)}…` : value}"`;
  if (typeof value !== 'object') return `${typeof value === 'number' ? 'the number' : 'the value'} ${String(value)}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (isTable(value)) return `a table of ${value.rows.length} rows`;
  const names = Object.keys(value);
  if (names.length === 0) return 'an empty object';
  return `an object with ${names.slice(0, 6).join(', ')}${names.length > 6 ? ' and more' : ''}`;
}

// The params with which this kind stands between two ports that no wire can join, or null where nothing honest could be done.
function conversionParams(from: PortSpec, to: PortSpec): JsonObject | null {
  if (conversionBetween(from, to) !== null) return null;
  const fromList = from.list === true;
  if (from.type === to.type && fromList)
    return to.type === 'passages' ? { to: to.type, path: '*.*' } : { to: to.type, path: '0' };
  if (!becomes(from.type, to.type)) return null;
  if (to.list === true) return fromList || holdsItems.has(from.type) ? { to: to.type, list: true } : null;
  if (to.type === 'table') return from.type === 'passages' && fromList ? { to: 'table', path: '*.*' } : { to: 'table' };
  return fromList ? null : { to: to.type };
}

// Types whose one value can be several things: a text may be JSON of a list.
const holdsItems: ReadonlySet<PortType> = new Set(['text', 'json', 'table', 'passages']);

function becomes(from: PortType, to: PortType): boolean {
  switch (to) {
    case 'text':
      return from !== 'file' && from !== 'image';
    case 'number':
    case 'boolean':
      return from === to || from === 'text' || from === 'json';
    case 'json':
      return true;
    case 'table':
      return from === to || from === 'text' || from === 'json' || from === 'passages';
    case 'file':
    case 'image':
    case 'passages':
      return false;
  }
}
