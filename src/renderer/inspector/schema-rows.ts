// A JSON Schema of an object as a table of its properties, for people who do not write JSON: what the table cannot show stays as it is. And
// what is wrong with a text that should be such a schema.

import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../shared/json/value.ts';

export const rowTypes = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;
export type RowType = (typeof rowTypes)[number];

export interface SchemaRow {
  readonly name: string;
  /** null: something that the table has no word for. */
  readonly type: RowType | null;
  readonly required: boolean;
  readonly description: string;
}

/** The properties of an object schema; an empty schema has none, null for what is no schema of an object. */
export function schemaRows(schema: JsonValue | undefined): readonly SchemaRow[] | null {
  if (schema === undefined) return [];
  if (!isJsonObject(schema)) return null;
  const type = ownValue(schema, 'type');
  const properties = ownValue(schema, 'properties') ?? {};
  if ((type !== undefined && type !== 'object') || !isJsonObject(properties)) return null;
  const required = ownValue(schema, 'required');
  const names: readonly JsonValue[] = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, property]) => {
    const own = isJsonObject(property) ? property : {};
    const description = own['description'];
    return {
      name,
      type: rowTypes.find((candidate) => candidate === own['type']) ?? null,
      required: names.includes(name),
      description: typeof description === 'string' ? description : '',
    };
  });
}

/** A schema with a row changed, or with one more where `index` is behind the last; other keywords of the property stay. */
export function withRow(schema: JsonValue | undefined, index: number, row: SchemaRow): JsonObject {
  const rows = schemaRows(schema) ?? [];
  const before = rows[index];
  return rebuilt(
    schema,
    (entries) => {
      const own = before === undefined ? {} : (entries.find(([name]) => name === before.name)?.[1] ?? {});
      const entry = [row.name, propertyOf(own, row)] as const;
      return before === undefined ? [...entries, entry] : entries.map((each, at) => (at === index ? entry : each));
    },
    [...rows.map((each, at) => (at === index ? row : each)), ...(before === undefined ? [row] : [])],
  );
}

/** A schema without the property of a row. */
export function withoutRow(schema: JsonValue | undefined, index: number): JsonObject {
  const rows = (schemaRows(schema) ?? []).filter((_, at) => at !== index);
  return rebuilt(schema, (entries) => entries.filter((_, at) => at !== index), rows);
}

type Entry = readonly [string, JsonObject];

function rebuilt(
  schema: JsonValue | undefined,
  change: (entries: readonly Entry[]) => readonly Entry[],
  rows: readonly SchemaRow[],
): JsonObject {
  const { required: _, properties, ...rest } = isJsonObject(schema) ? schema : {};
  const entries = Object.entries(isJsonObject(properties) ? properties : {}).map(
    ([name, property]): Entry => [name, isJsonObject(property) ? property : {}],
  );
  const required = rows.filter((row) => row.required).map((row) => row.name);
  return {
    ...rest,
    type: 'object',
    properties: Object.fromEntries(change(entries)),
    ...(required.length === 0 ? {} : { required }),
    ...(Object.hasOwn(rest, 'additionalProperties') ? {} : { additionalProperties: false }),
  };
}

function propertyOf(before: JsonObject, { type, description }: SchemaRow): JsonObject {
  const { description: _, ...rest } = before;
  const kept = type === null || rest['type'] === type ? rest : typed(type);
  return description === '' ? kept : { ...kept, description };
}

function typed(type: RowType): JsonObject {
  return type === 'array' ? { type, items: { type: 'string' } } : { type };
}

export interface SchemaMistake {
  readonly code: 'root' | 'type' | 'properties' | 'required' | 'enum' | 'items' | 'keyword';
  /** Where, as names joined by dots; empty: the schema itself. */
  readonly path: string;
  readonly what: string;
}

/** Keywords that servers of models refuse or ignore, so that a schema with them would not hold what it says. */
const unsupported = ['not', 'if', 'then', 'else', 'oneOf', 'patternProperties', 'dependentRequired', 'prefixItems'];
const types = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];

/** What is wrong with a schema of a function's arguments or of an answer, or would not reach every model; empty when nothing is. */
export function schemaMistakes(schema: JsonValue): readonly SchemaMistake[] {
  if (!isJsonObject(schema) || (schema['type'] !== 'object' && schema['properties'] === undefined))
    return [{ code: 'root', path: '', what: '' }];
  const found: SchemaMistake[] = [];
  look(schema, '', found, 0);
  return found;
}

function look(schema: JsonObject, path: string, found: SchemaMistake[], depth: number): void {
  if (depth > 20) return;
  const report = (code: SchemaMistake['code'], what: string) => found.push({ code, path, what });
  const { type, properties, required, items } = schema;
  const named: readonly JsonValue[] = type === undefined ? [] : Array.isArray(type) ? type : [type];
  const unknown = named.find((one) => typeof one !== 'string' || !types.includes(one));
  if (unknown !== undefined) report('type', JSON.stringify(unknown));
  for (const keyword of unsupported) if (schema[keyword] !== undefined) report('keyword', keyword);
  if (schema['enum'] !== undefined && (!Array.isArray(schema['enum']) || schema['enum'].length === 0))
    report('enum', '');
  const below = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (properties !== undefined && !isJsonObject(properties)) report('properties', '');
  const members = isJsonObject(properties) ? Object.entries(properties) : [];
  for (const [name, property] of members) {
    if (isJsonObject(property)) look(property, below(name), found, depth + 1);
    else found.push({ code: 'properties', path: below(name), what: '' });
  }
  if (required !== undefined) {
    const names: readonly JsonValue[] | null = Array.isArray(required) ? required : null;
    const missing = names?.find((name) => !members.some(([known]) => known === name));
    if (names === null) report('required', '');
    else if (missing !== undefined) report('required', String(missing));
  }
  if (items !== undefined) {
    if (isJsonObject(items)) look(items, below('items'), found, depth + 1);
    else report('items', '');
  }
  const options = schema['anyOf'];
  if (Array.isArray(options)) {
    for (const option of options) if (isJsonObject(option)) look(option, below('anyOf'), found, depth + 1);
  }
}
