// A value that fits a JSON Schema, made from candidates that a supplier offers for each place. Used for the arguments of calls and for
// answers in JSON alike; what a place means and what is offered for it is the supplier's matter, the rules of the schema are this file's.

import { schemaCheck, type SchemaCheck } from '../../../../shared/tool/schema.ts';
import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../../../shared/json/value.ts';
import { textForPattern } from './pattern.ts';

/** Where in a schema a value is wanted. */
export interface Place {
  /** Name of the property, or of the list that it is an item of. */
  readonly name: string;
  readonly description: string;
  /** Names of the enclosing properties, outermost first. */
  readonly parents: readonly string[];
  readonly schema: JsonObject;
  readonly required: boolean;
  /** Position among the items of a list, else 0. */
  readonly item: number;
}

/** What may stand at a place; candidates best first, and none when nothing is known. */
export interface Supplier {
  readonly texts: (place: Place) => readonly string[];
  readonly numbers: (place: Place) => readonly number[];
  readonly choice: (place: Place, options: readonly JsonValue[]) => JsonValue;
  readonly flag: (place: Place) => boolean;
  /** Whether an optional property is filled too. */
  readonly wants: (place: Place) => boolean;
  readonly itemCount: (place: Place) => number;
  /** A place that nothing fits may be filled with a plain placeholder of its type. */
  readonly mayInvent: (place: Place) => boolean;
  /** A place that nothing fits is null where its schema allows that; absent: never. */
  readonly mayLeaveNull?: (place: Place) => boolean;
  readonly variant: number;
}

/** A value that fits the schema, or undefined when the supplier has nothing to fill a required place with. */
export function fillSchema(schema: JsonObject, supplier: Supplier): JsonValue | undefined {
  const check = checkOf(schema);
  for (const wantsOptional of [true, false]) {
    const chosen = wantsOptional ? supplier : { ...supplier, wants: () => false };
    const place: Place = { name: '', description: '', parents: [], schema, required: true, item: 0 };
    const value = fill({ root: schema, supplier: chosen, depth: 0 }, schema, place);
    if (value !== undefined && check(value).length === 0) return value;
  }
  return undefined;
}

/** Whether a value fits a schema. */
export function fitsSchema(schema: JsonObject, value: JsonValue): boolean {
  return checkOf(schema)(value).length === 0;
}

/** A schema with its reference followed and its `allOf`, `anyOf` and `oneOf` resolved to one plain schema. */
export function resolved(root: JsonObject, schema: JsonObject, variant = 0, depth = 0): JsonObject {
  if (depth > 16) return schema;
  const reference = ownValue(schema, '$ref');
  if (typeof reference === 'string') {
    const target = atPointer(root, reference);
    const { $ref: _, ...beside } = schema;
    return target === null ? beside : resolved(root, { ...target, ...beside }, variant, depth + 1);
  }
  const all = ownValue(schema, 'allOf');
  if (Array.isArray(all)) {
    const { allOf: _, ...beside } = schema;
    let merged: JsonObject = beside;
    for (const part of all) if (isJsonObject(part)) merged = merge(merged, resolved(root, part, variant, depth + 1));
    return resolved(root, merged, variant, depth + 1);
  }
  for (const keyword of ['anyOf', 'oneOf']) {
    const options = ownValue(schema, keyword);
    if (!Array.isArray(options)) continue;
    const real = options.filter(
      (option): option is JsonObject => isJsonObject(option) && ownValue(option, 'type') !== 'null',
    );
    const chosen = real[variant % Math.max(1, real.length)];
    const { [keyword]: _, ...beside } = schema;
    return chosen === undefined
      ? beside
      : resolved(root, merge(beside, resolved(root, chosen, variant, depth + 1)), variant, depth + 1);
  }
  return schema;
}

interface Filling {
  readonly root: JsonObject;
  readonly supplier: Supplier;
  readonly depth: number;
}

const checks = new WeakMap<JsonObject, SchemaCheck>();

function checkOf(schema: JsonObject): SchemaCheck {
  const known = checks.get(schema);
  if (known !== undefined) return known;
  let check: SchemaCheck;
  try {
    check = schemaCheck(schema);
  } catch {
    check = () => [];
  }
  const safe: SchemaCheck = (value) => {
    try {
      return check(value);
    } catch {
      return [];
    }
  };
  checks.set(schema, safe);
  return safe;
}

function fill(filling: Filling, rawSchema: JsonObject, at: Place): JsonValue | undefined {
  if (filling.depth > 24) return undefined;
  const { supplier } = filling;
  const options = countOptions(filling.root, rawSchema);
  for (let attempt = 0; attempt < options; attempt += 1) {
    const schema = resolved(filling.root, rawSchema, supplier.variant + attempt);
    const description = ownValue(schema, 'description') ?? ownValue(schema, 'title');
    const place = { ...at, schema, description: typeof description === 'string' ? description : at.description };
    const value = fillPlain(filling, schema, place);
    if (value !== undefined) return value;
    if (supplier.mayLeaveNull?.(place) === true && allowsNull(schema)) return null;
  }
  return undefined;
}

function allowsNull(schema: JsonObject): boolean {
  const type = ownValue(schema, 'type');
  return Array.isArray(type) && type.includes('null');
}

function fillPlain(filling: Filling, schema: JsonObject, place: Place): JsonValue | undefined {
  const { supplier } = filling;
  const fixed = ownValue(schema, 'const');
  if (fixed !== undefined) return fixed;
  const options = ownValue(schema, 'enum');
  if (Array.isArray(options) && options.length > 0) {
    const real = options.filter((option) => option !== null);
    return supplier.choice(place, real.length > 0 ? real : options);
  }
  switch (typeOf(schema)) {
    case 'object':
      return fillObject(filling, schema, place);
    case 'array':
      return fillArray(filling, schema, place);
    case 'string':
      return fillText(supplier, schema, place);
    case 'number':
    case 'integer':
      return fillNumber(supplier, schema, place);
    case 'boolean': {
      const preset = ownValue(schema, 'default');
      return typeof preset === 'boolean' && supplier.variant === 0 ? preset : supplier.flag(place);
    }
    case 'null':
      return null;
    default:
      return fillText(supplier, schema, place);
  }
}

function fillObject(filling: Filling, schema: JsonObject, place: Place): JsonValue | undefined {
  const properties = ownValue(schema, 'properties');
  const requiredNames = ownValue(schema, 'required');
  const required = new Set(
    Array.isArray(requiredNames) ? requiredNames.filter((name) => typeof name === 'string') : [],
  );
  const inside = { ...filling, depth: filling.depth + 1 };
  const parents = place.name === '' ? place.parents : [...place.parents, place.name];
  const filled: Record<string, JsonValue> = {};
  const placeOf = (name: string, propertySchema: JsonObject): Place => {
    const description = ownValue(propertySchema, 'description');
    return {
      name,
      description: typeof description === 'string' ? description : '',
      parents,
      schema: resolved(filling.root, propertySchema),
      required: required.has(name),
      item: place.item,
    };
  };
  const entries = isJsonObject(properties) ? Object.entries(properties) : [];
  for (const [name, property] of entries) {
    const propertySchema = isJsonObject(property) ? property : {};
    if (property === false) continue;
    const at = placeOf(name, propertySchema);
    if (!at.required && !filling.supplier.wants(at)) continue;
    const value = fill(inside, propertySchema, at);
    if (value !== undefined) filled[name] = value;
    else if (at.required) return undefined;
  }
  const dependent = ownValue(schema, 'dependentRequired');
  for (const name of [
    ...required,
    ...(isJsonObject(dependent) ? Object.keys(filled).flatMap((key) => listed(dependent[key])) : []),
  ]) {
    if (Object.hasOwn(filled, name)) continue;
    const property = isJsonObject(properties) ? properties[name] : undefined;
    const extra = ownValue(schema, 'additionalProperties');
    const propertySchema = isJsonObject(property) ? property : isJsonObject(extra) ? extra : {};
    const value = fill(inside, propertySchema, { ...placeOf(name, propertySchema), required: true });
    if (value === undefined) return undefined;
    filled[name] = value;
  }
  const fewest = Number(ownValue(schema, 'minProperties') ?? 0);
  for (const [name, property] of entries) {
    if (Object.keys(filled).length >= fewest) break;
    if (Object.hasOwn(filled, name) || !isJsonObject(property)) continue;
    const value = fill(inside, property, { ...placeOf(name, property), required: true });
    if (value !== undefined) filled[name] = value;
  }
  const extra = ownValue(schema, 'additionalProperties');
  for (let count = 0; Object.keys(filled).length < fewest && extra !== false && count < fewest; count += 1) {
    const name = `item${count + 1}`;
    const propertySchema = isJsonObject(extra) ? extra : {};
    const value = fill(inside, propertySchema, { ...placeOf(name, propertySchema), required: true });
    if (value !== undefined) filled[name] = value;
  }
  return filled;
}

function fillArray(filling: Filling, schema: JsonObject, place: Place): JsonValue | undefined {
  const fewest = Number(ownValue(schema, 'minItems') ?? 0);
  const most = Number(ownValue(schema, 'maxItems') ?? 100);
  const prefix = ownValue(schema, 'prefixItems');
  const items = ownValue(schema, 'items');
  const tuple = Array.isArray(prefix) ? prefix : [];
  const count = Math.min(Math.max(fewest, tuple.length, filling.supplier.itemCount(place)), most);
  const unique = ownValue(schema, 'uniqueItems') === true;
  const inside = { ...filling, depth: filling.depth + 1 };
  const filled: JsonValue[] = [];
  for (let item = 0; item < count + (unique ? 8 : 0) && filled.length < count; item += 1) {
    const itemSchema = tuple[filled.length] ?? (isJsonObject(items) ? items : {});
    const at = { ...place, item, required: true, schema: isJsonObject(itemSchema) ? itemSchema : {} };
    const value = fill(inside, at.schema, at);
    if (value === undefined) break;
    if (unique && filled.some((other) => JSON.stringify(other) === JSON.stringify(value))) continue;
    filled.push(value);
  }
  return filled.length >= fewest ? filled : undefined;
}

function fillText(supplier: Supplier, schema: JsonObject, place: Place): string | undefined {
  const preset = ownValue(schema, 'default');
  const candidates = supplier.texts(place).filter((candidate) => candidate.trim() !== '');
  for (const candidate of candidates) {
    const fitted = fitText(candidate, schema, candidates);
    if (fitted !== undefined) return fitted;
  }
  if (typeof preset === 'string') return preset;
  const examples = ownValue(schema, 'examples');
  const example = Array.isArray(examples)
    ? examples[supplier.variant % Math.max(1, examples.length)]
    : ownValue(schema, 'example');
  if (typeof example === 'string' && supplier.mayInvent(place)) return example;
  if (!supplier.mayInvent(place)) return undefined;
  const pattern = ownValue(schema, 'pattern');
  if (typeof pattern === 'string') return textForPattern(pattern, supplier.variant) ?? undefined;
  const format = ownValue(schema, 'format');
  if (typeof format === 'string' && Object.hasOwn(formatTexts, format)) return formatTexts[format];
  const length = Math.max(1, Number(ownValue(schema, 'minLength') ?? 1));
  return 'unknown'.padEnd(length, ' unknown').slice(0, Number(ownValue(schema, 'maxLength') ?? 10_000));
}

function fitText(candidate: string, schema: JsonObject, others: readonly string[]): string | undefined {
  const shortest = Number(ownValue(schema, 'minLength') ?? 0);
  const longest = Number(ownValue(schema, 'maxLength') ?? 2000);
  let text = candidate.trim();
  for (const other of others) {
    if ([...text].length >= shortest) break;
    if (other !== candidate) text = `${text} ${other}`;
  }
  if (text.length > longest) {
    const cut = text.slice(0, longest);
    text = longest > 12 && cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut;
  }
  if ([...text].length < shortest) return undefined;
  const pattern = ownValue(schema, 'pattern');
  if (typeof pattern === 'string' && !matchesPattern(pattern, text)) return undefined;
  const format = ownValue(schema, 'format');
  if (typeof format === 'string' && Object.hasOwn(formatShapes, format)) {
    if (format === 'date-time' && /^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T00:00:00Z`;
    if (formatShapes[format]?.test(text) !== true) return undefined;
  }
  return text;
}

function fillNumber(supplier: Supplier, schema: JsonObject, place: Place): number | undefined {
  const preset = ownValue(schema, 'default');
  for (const candidate of supplier.numbers(place)) {
    const fitted = fitNumber(candidate, schema);
    if (fitted === candidate) return fitted;
  }
  if (typeof preset === 'number') return preset;
  const examples = ownValue(schema, 'examples');
  const example = Array.isArray(examples) ? examples[0] : undefined;
  if (typeof example === 'number') return example;
  const [first] = supplier.numbers(place);
  if (first === undefined && !supplier.mayInvent(place)) return undefined;
  return fitNumber(first ?? 1 + supplier.variant, schema);
}

/** The nearest number that the bounds, `integer` and `multipleOf` of a schema allow. */
export function fitNumber(wanted: number, schema: JsonObject): number | undefined {
  const step = Number(ownValue(schema, 'multipleOf') ?? (typeOf(schema) === 'integer' ? 1 : 0));
  const grain = step > 0 ? step : 1e-6;
  const least = Math.max(bound(schema, 'minimum', -Infinity), bound(schema, 'exclusiveMinimum', -Infinity, grain));
  const most = Math.min(bound(schema, 'maximum', Infinity), bound(schema, 'exclusiveMaximum', Infinity, -grain));
  let value = Math.min(Math.max(wanted, least), most);
  if (step > 0 && Math.abs(value / step - Math.round(value / step)) > 1e-9) {
    value = Math.round(value / step) * step;
    if (value > most) value = Math.floor(most / step) * step;
    if (value < least) value = Math.ceil(least / step) * step;
    value = Number(value.toPrecision(12));
  }
  return value >= least && value <= most ? value : undefined;
}

function bound(schema: JsonObject, keyword: string, otherwise: number, inward = 0): number {
  const value = ownValue(schema, keyword);
  return typeof value === 'number' ? value + inward : otherwise;
}

function typeOf(schema: JsonObject): string {
  const type = ownValue(schema, 'type');
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return String(type.find((name) => name !== 'null') ?? 'null');
  if (ownValue(schema, 'properties') !== undefined) return 'object';
  if (ownValue(schema, 'items') !== undefined || ownValue(schema, 'prefixItems') !== undefined) return 'array';
  if (ownValue(schema, 'minimum') !== undefined || ownValue(schema, 'maximum') !== undefined) return 'number';
  return 'string';
}

function countOptions(root: JsonObject, schema: JsonObject): number {
  const reference = ownValue(schema, '$ref');
  const target = typeof reference === 'string' ? (atPointer(root, reference) ?? {}) : schema;
  const options = ownValue(target, 'anyOf') ?? ownValue(target, 'oneOf');
  return Array.isArray(options) ? Math.max(1, options.length) : 1;
}

function merge(one: JsonObject, other: JsonObject): JsonObject {
  const properties = { ...objectAt(one, 'properties'), ...objectAt(other, 'properties') };
  const required = [...listed(one['required']), ...listed(other['required'])];
  return {
    ...one,
    ...other,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required: [...new Set(required)] } : {}),
  };
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = ownValue(object, key);
  return isJsonObject(value) ? value : {};
}

function listed(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function atPointer(root: JsonObject, reference: string): JsonObject | null {
  if (!reference.startsWith('#')) return null;
  let value: JsonValue | undefined = root;
  for (const token of reference.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
    value = isJsonObject(value)
      ? ownValue(value, key)
      : Array.isArray(value)
        ? (value[Number(key)] as JsonValue)
        : undefined;
  }
  return isJsonObject(value) ? value : null;
}

function matchesPattern(pattern: string, text: string): boolean {
  try {
    return text.length < 400 && new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
}

const formatShapes: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$|^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}(?::\d{2})?/,
  email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  uri: /^[a-z][a-z\d+.-]*:\S+$/i,
  url: /^https?:\S+$/i,
  uuid: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
  ipv4: /^\d{1,3}(?:\.\d{1,3}){3}$/,
  duration: /^P/,
  hostname: /^[a-z\d.-]+$/i,
};
const formatTexts: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  time: '00:00:00Z',
  email: 'nobody@example.org',
  uri: 'https://example.org/',
  url: 'https://example.org/',
  uuid: '00000000-0000-4000-8000-000000000000',
  ipv4: '127.0.0.1',
  duration: 'P1D',
  hostname: 'example.org',
};
