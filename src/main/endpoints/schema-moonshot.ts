// JSON Schema in Moonshot's flavour: few keywords, references only into the root's `$defs`, a type beside every enumeration, and nothing
// but words beside `anyOf`. Everything that it cannot say is left out, so a result never refuses what the schema allows, but that properties
// without a type mean an object.

import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../shared/json/value.ts';

type Entries = Record<string, JsonValue>;

/** A function's parameters in this flavour. */
export function moonshotSchema(parameters: JsonObject): JsonObject {
  const writer = new Writer(parameters);
  const root = writer.write(flatRoot(writer.merged(writer.resolved(parameters))));
  const definitions = definitionsOf(parameters);
  const written = Object.entries(definitions).map(([name, schema]) => [name, writer.write(schema)] as const);
  const { type: _, ...rest } = root;
  return { type: 'object', ...rest, ...(written.length === 0 ? {} : { $defs: Object.fromEntries(written) }) };
}

// What each type may have beside itself.
const ofType: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength', 'pattern'],
  number: ['minimum', 'maximum'],
  integer: ['minimum', 'maximum'],
  boolean: [],
  null: [],
};
const words: readonly string[] = ['title', 'description'];

class Writer {
  readonly #root: JsonObject;
  readonly #inlining = new Set<string>();

  constructor(root: JsonObject) {
    this.#root = root;
  }

  /** One schema; `true`, `false` and what is no schema become the one that allows everything. */
  write(schema: JsonValue): JsonObject {
    if (!isJsonObject(schema)) return {};
    const reference = ownValue(schema, '$ref');
    if (typeof reference === 'string') return this.#referred(reference);
    const whole = this.merged(schema);
    const branches = branchesOf(whole);
    if (branches.length > 0) return this.#choice(whole, branches);
    const values = ownValue(whole, 'const') === undefined ? ownValue(whole, 'enum') : [whole['const'] ?? null];
    if (Array.isArray(values)) return enumeration(values as readonly JsonValue[], wordsOf(whole));
    return this.#plain(whole);
  }

  /** What a schema refers to, if it only refers. */
  resolved(schema: JsonObject): JsonObject {
    const reference = ownValue(schema, '$ref');
    const target = typeof reference === 'string' ? this.#target(reference) : undefined;
    return isJsonObject(target) && !('$ref' in target) ? target : schema;
  }

  /** A schema with its `allOf` written into it. */
  merged(schema: JsonObject): JsonObject {
    const parts = ownValue(schema, 'allOf');
    if (!Array.isArray(parts)) return schema;
    const { allOf: _, ...rest } = schema;
    return (parts as readonly JsonValue[]).reduce<JsonObject>((whole, part) => {
      if (!isJsonObject(part)) return whole;
      const target = this.resolved(part);
      return join(whole, 'allOf' in target || '$ref' in target ? {} : target);
    }, rest);
  }

  #referred(reference: string): JsonObject {
    const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)?.[1];
    if (name !== undefined) return { $ref: `#/$defs/${name}` };
    const target = this.#target(reference);
    // A schema that refers to itself without a name cannot be said: from there on everything is allowed.
    if (target === undefined || this.#inlining.has(reference)) return {};
    this.#inlining.add(reference);
    const written = this.write(target);
    this.#inlining.delete(reference);
    return written;
  }

  #target(reference: string): JsonValue | undefined {
    if (!reference.startsWith('#')) return undefined;
    let at: JsonValue | undefined = this.#root;
    for (const token of reference.slice(1).split('/').slice(1)) {
      const key = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
      if (Array.isArray(at)) at = (at as readonly JsonValue[])[Number(key)];
      else at = isJsonObject(at) ? ownValue(at, key) : undefined;
    }
    return at;
  }

  // What stood beside the choice goes into each of its branches.
  #choice(whole: JsonObject, branches: readonly JsonValue[]): JsonObject {
    const { anyOf: _, oneOf: __, title: ___, description: ____, default: _____, ...beside } = whole;
    const written = branches.map((branch) => this.write(isJsonObject(branch) ? join(branch, beside) : branch));
    const only = written.length === 1 ? written[0] : undefined;
    if (only !== undefined) return '$ref' in only ? only : { ...wordsOf(whole), ...only };
    const own = Object.entries(wordsOf(whole)).filter(([word]) => !written.some((branch) => word in branch));
    return { ...Object.fromEntries(own), anyOf: written };
  }

  #plain(schema: JsonObject): JsonObject {
    const types = typesOf(schema);
    const written: Entries = wordsOf(schema);
    if (types.length > 0) written['type'] = types.length === 1 ? (types[0] ?? 'object') : types;
    const allowed = new Set(types.flatMap((type) => ofType[type] ?? []));
    const properties = ownValue(schema, 'properties');
    const names = isJsonObject(properties) ? Object.keys(properties) : [];
    if (allowed.has('properties') && isJsonObject(properties)) {
      written['properties'] = Object.fromEntries(names.map((name) => [name, this.write(properties[name] ?? {})]));
      const required = listOf(schema['required']).filter((name) => typeof name === 'string' && names.includes(name));
      if (required.length > 0) written['required'] = required;
    }
    if (allowed.has('additionalProperties')) {
      const more = ownValue(schema, 'additionalProperties');
      if (typeof more === 'boolean') written['additionalProperties'] = more;
      else if (isJsonObject(more)) written['additionalProperties'] = this.write(more);
    }
    if (allowed.has('items')) {
      const items = this.#items(schema);
      if (items !== null) written['items'] = items;
    }
    for (const keyword of ['minItems', 'maxItems', 'minLength', 'maxLength', 'minimum', 'maximum']) {
      const limit = limitOf(schema, keyword, types);
      if (allowed.has(keyword) && limit !== null) written[keyword] = limit;
    }
    const pattern = ownValue(schema, 'pattern');
    // Looking ahead or behind is not part of every engine of regular expressions.
    if (allowed.has('pattern') && typeof pattern === 'string' && !pattern.includes('(?')) written['pattern'] = pattern;
    const preset = ownValue(schema, 'default');
    if (types.length === 1 && preset !== undefined && typeOfValue(preset) === types[0]) written['default'] = preset;
    return written;
  }

  // A tuple becomes a list of its kinds, where nothing may follow it that is of none of them.
  #items(schema: JsonObject): JsonObject | null {
    const items = ownValue(schema, 'items');
    const first = listOf(ownValue(schema, 'prefixItems') ?? items);
    if (first.length === 0) return items === undefined ? null : this.write(items);
    const more = Array.isArray(items) ? ownValue(schema, 'additionalItems') : items;
    const most = ownValue(schema, 'maxItems');
    const closed = more === false || (typeof most === 'number' && most <= first.length);
    if (!closed && !isJsonObject(more)) return null;
    return this.#choice({}, isJsonObject(more) ? [...first, more] : first);
  }
}

function branchesOf(schema: JsonObject): readonly JsonValue[] {
  const any = listOf(ownValue(schema, 'anyOf'));
  return any.length > 0 ? any : listOf(ownValue(schema, 'oneOf'));
}

// The root has to be one object: its choices become one object with the properties of all of them.
function flatRoot(schema: JsonObject): JsonObject {
  const branches = branchesOf(schema).filter(isJsonObject);
  if (branches.length === 0) return { ...schema, type: 'object' };
  const { anyOf: _, oneOf: __, additionalProperties: ___, ...rest } = schema;
  const required = branches
    .map((branch) => listOf(branch['required']))
    .reduce((all, names) => all.filter((name) => names.includes(name)));
  const properties = branches.reduce<JsonObject>(
    (all, { properties: own }) => ({ ...(isJsonObject(own) ? own : {}), ...all }),
    {},
  );
  return { ...join(rest, { properties, required }), type: 'object' };
}

// Both hold at once: properties of both, required by either; for the rest the first has the word.
function join(first: JsonObject, second: JsonObject): JsonObject {
  const properties = [second['properties'], first['properties']].filter(isJsonObject);
  const required = [...new Set([...listOf(first['required']), ...listOf(second['required'])])];
  return {
    ...second,
    ...first,
    ...(properties.length === 0 ? {} : { properties: Object.assign({}, ...properties) as JsonObject }),
    ...(required.length === 0 ? {} : { required }),
  };
}

// Values of one type are an enumeration of that type; several types are a choice; what has no enumeration is left at its type.
function enumeration(values: readonly JsonValue[], beside: Entries): JsonObject {
  const groups = new Map<string, JsonValue[]>();
  for (const value of values) {
    const type = typeof value === 'number' ? 'number' : typeOfValue(value);
    groups.set(type, [...(groups.get(type) ?? []), value]);
  }
  const written = [...groups].map(([type, group]): JsonObject => {
    if (type === 'string') return { type, enum: group };
    return type === 'number' ? { type: group.every(Number.isInteger) ? 'integer' : type, enum: group } : { type };
  });
  const only = written.length === 1 ? written[0] : undefined;
  if (only !== undefined) return { ...beside, ...only };
  return written.length === 0 ? beside : { ...beside, anyOf: written };
}

function typesOf(schema: JsonObject): readonly string[] {
  const given = ownValue(schema, 'type');
  const named = (Array.isArray(given) ? (given as readonly JsonValue[]) : [given]).filter(
    (type): type is string => typeof type === 'string' && Object.hasOwn(ofType, type),
  );
  if (named.length > 0) return named;
  if ('properties' in schema || 'required' in schema) return ['object'];
  return 'items' in schema || 'prefixItems' in schema ? ['array'] : [];
}

// A limit that leaves its own value out becomes the next one for whole numbers, and the value itself for others.
function limitOf(schema: JsonObject, keyword: string, types: readonly string[]): number | null {
  const plain = ownValue(schema, keyword);
  if (typeof plain === 'number') return plain;
  const outside = ownValue(schema, keyword.replace(/^m/, 'exclusiveM'));
  if (typeof outside !== 'number' || !(keyword === 'minimum' || keyword === 'maximum')) return null;
  if (types.includes('number') || !Number.isInteger(outside)) return outside;
  return keyword === 'minimum' ? outside + 1 : outside - 1;
}

function typeOfValue(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function wordsOf(schema: JsonObject): Entries {
  const entries = words.flatMap((word) => (typeof schema[word] === 'string' ? [[word, schema[word]] as const] : []));
  return Object.fromEntries(entries);
}

function definitionsOf(schema: JsonObject): JsonObject {
  const both = [schema['definitions'], schema['$defs']].filter(isJsonObject);
  return Object.assign({}, ...both) as JsonObject;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
