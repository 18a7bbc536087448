// What the inspector shows for a JSON Schema of params: one field for each property, with the control that its widget, unit or type asks
// for. Only the schema decides; no kind is known here.

import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../shared/json/value.ts';

export const controlNames = [
  'text',
  'prompt',
  'template',
  'json',
  'schema',
  'code',
  'number',
  'duration',
  'money',
  'choice',
  'switch',
  'multi-choice',
  'list',
  'group',
  'folder',
  'file',
  'timezone',
  'endpoint',
  'model',
  'pipeline',
] as const;
export type ControlName = (typeof controlNames)[number];

export interface Choice {
  readonly value: JsonValue;
  readonly title: string;
}

export interface FieldSpec {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly section: string | null;
  readonly control: ControlName;
  readonly required: boolean;
  readonly unit: string | null;
  readonly integer: boolean;
  readonly least: number | null;
  readonly most: number | null;
  readonly step: number | null;
  readonly placeholder: string | null;
  /** Of a code field. */
  readonly language: string | null;
  readonly choices: readonly Choice[];
  /** The value without which the schema's default holds. */
  readonly preset: JsonValue | undefined;
  /** Of a list: what one of its items is. */
  readonly item: FieldSpec | null;
  /** Of a group: its fields. */
  readonly fields: readonly FieldSpec[];
  /** Of a model: the field that names its endpoint, the nearest one before it. */
  readonly endpointField: string | null;
  readonly mostItems: number | null;
}

/** The endpoint whose models a field of a model offers: the one that the params name, else the one chosen for the run. */
export function endpointOfModel({ endpointField }: FieldSpec, params: JsonObject, chosen: string): string {
  const named = endpointField === null ? undefined : params[endpointField];
  return typeof named === 'string' && named !== '' ? named : chosen;
}

/** Fields of an object schema, in its order. */
export function fieldsOf(schema: JsonObject): readonly FieldSpec[] {
  return fieldsIn(schema, schema, deepest);
}

/** How deep lists and groups are drawn as fields; what lies deeper is JSON. */
const deepest = 3;

function fieldsIn(schema: JsonObject, root: JsonObject, depth: number): readonly FieldSpec[] {
  const properties = ownValue(schema, 'properties');
  const required = ownValue(schema, 'required');
  if (!isJsonObject(properties)) return [];
  let endpointField: string | null = null;
  const fields: FieldSpec[] = [];
  for (const [name, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue;
    const isRequired = Array.isArray(required) && required.includes(name);
    const field: FieldSpec = { ...fieldOf(name, property, root, depth), required: isRequired, endpointField };
    if (field.control === 'endpoint') endpointField = name;
    fields.push(field);
  }
  return fields;
}

function fieldOf(name: string, given: JsonObject, root: JsonObject, depth: number): FieldSpec {
  const property = plain(given, root);
  const text = (key: string) => (typeof property[key] === 'string' ? property[key] : null);
  const number = (key: string) => {
    const value = property[key];
    return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : null;
  };
  const items = isJsonObject(property['items']) ? plain(property['items'], root) : null;
  const control = controlOf(property, items, depth);
  return {
    name,
    title: text('title') ?? name,
    description: text('description'),
    section: text('section'),
    control,
    required: false,
    unit: text('unit'),
    integer: property['type'] === 'integer',
    least: number('minimum') ?? number('exclusiveMinimum'),
    most: number('maximum') ?? number('exclusiveMaximum'),
    step: number('multipleOf'),
    placeholder: text('placeholder'),
    language: text('language'),
    choices: control === 'multi-choice' && items !== null ? choicesOf(items) : choicesOf(property),
    preset: property['default'],
    item: control === 'list' && items !== null ? fieldOf('item', items, root, depth - 1) : null,
    fields: control === 'group' ? fieldsIn(property, root, depth - 1) : [],
    endpointField: null,
    mostItems: number('maxItems'),
  };
}

function controlOf(property: JsonObject, items: JsonObject | null, depth: number): ControlName {
  const named = controlNames.find((name) => name === property['widget']);
  if (named !== undefined && suits(named, property)) return named;
  if (choicesOf(property).length > 0) return 'choice';
  switch (property['type']) {
    case 'string':
      return property['format'] === 'json' ? 'json' : 'text';
    case 'number':
    case 'integer':
      return property['unit'] === 'ms' || property['unit'] === 's'
        ? 'duration'
        : property['unit'] === 'USD'
          ? 'money'
          : 'number';
    case 'boolean':
      return 'switch';
    case 'array':
      if (items === null || depth <= 0) return 'json';
      if (choicesOf(items).length > 0 && property['uniqueItems'] !== false) return 'multi-choice';
      return controlOf(items, isJsonObject(items['items']) ? items['items'] : null, depth - 1) === 'json'
        ? 'json'
        : 'list';
    case 'object':
      return depth > 0 && Object.keys(isJsonObject(property['properties']) ? property['properties'] : {}).length > 0
        ? 'group'
        : 'json';
    default:
      return 'json';
  }
}

// A widget that cannot be drawn for its type (a list without items, a choice of nothing) gives way to the type.
function suits(control: ControlName, property: JsonObject): boolean {
  switch (control) {
    case 'list':
      return isJsonObject(property['items']);
    case 'group':
      return isJsonObject(property['properties']);
    case 'choice':
      return choicesOf(property).length > 0;
    case 'multi-choice':
      return isJsonObject(property['items']) && choicesOf(property['items']).length > 0;
    default:
      return true;
  }
}

function choicesOf(property: JsonObject): readonly Choice[] {
  const values = property['enum'];
  const titles = property['choices'];
  const all: readonly JsonValue[] = Array.isArray(values) ? values : constsOf(property);
  return all.map((value) => {
    const given = isJsonObject(titles) && typeof value === 'string' ? ownValue(titles, value) : undefined;
    return {
      value,
      title: typeof given === 'string' ? given : typeof value === 'string' ? value : JSON.stringify(value),
    };
  });
}

// zod writes a union of literals as `anyOf` of `const`.
function constsOf(property: JsonObject): readonly JsonValue[] {
  const options = property['anyOf'] ?? property['oneOf'];
  if (!Array.isArray(options) || options.length === 0) return [];
  const values = options.map((option) => (isJsonObject(option) ? ownValue(option as JsonObject, 'const') : undefined));
  return values.every((value): value is JsonValue => value !== undefined) ? values : [];
}

// What a reference within the schema points to, and the one that is left of "this or null"; what stands beside goes before.
function plain(property: JsonObject, root: JsonObject): JsonObject {
  const { $ref: reference, ...beside } = property;
  if (typeof reference === 'string') {
    const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(reference)?.[1];
    const defined = ownValue(root, '$defs') ?? ownValue(root, 'definitions');
    const found = name !== undefined && isJsonObject(defined) ? ownValue(defined, name) : undefined;
    // One step only: a definition that refers to itself is drawn as JSON.
    return isJsonObject(found) && found['$ref'] === undefined ? { ...found, ...beside } : beside;
  }
  const types = property['type'];
  if (Array.isArray(types)) {
    const [type, ...more] = types.filter((one) => one !== 'null');
    return type === undefined || more.length > 0 ? property : { ...property, type };
  }
  const options = property['anyOf'];
  if (!Array.isArray(options)) return property;
  const others = options.filter((option) => !(isJsonObject(option) && option['type'] === 'null'));
  const [only] = others;
  if (others.length !== 1 || options.length === 1 || !isJsonObject(only)) return property;
  const { anyOf: _, ...outside } = property;
  return { ...(only as JsonObject), ...outside };
}
