// Schemas for servers that take only a part of the standard: what comes out is what they take, and it never refuses what the schema
// allows, so that a model is not kept from a call that would be right.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schemaFor } from '../../../src/main/endpoints/schema-subset.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/shared/json/value.ts';
import { schemaCheck } from '../../../src/shared/tool/schema.ts';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });
const moonshot = (property: JsonObject): unknown =>
  (schemaFor(object({ x: property }), 'moonshot')['properties'] as JsonObject)['x'];

describe('for Moonshot', () => {
  test.each<readonly [string, JsonObject, unknown]>([
    ['a constant is an enumeration of one', { const: 'any' }, { type: 'string', enum: ['any'] }],
    ['an enumeration has its type', { enum: ['a', 'b'] }, { type: 'string', enum: ['a', 'b'] }],
    [
      'values of several types are a choice',
      { enum: [1, 'a', null, 2.5], description: 'D' },
      {
        description: 'D',
        anyOf: [{ type: 'number', enum: [1, 2.5] }, { type: 'string', enum: ['a'] }, { type: 'null' }],
      },
    ],
    ['booleans are left at their type', { const: true }, { type: 'boolean' }],
    [
      'the type beside a choice goes into its branches',
      { type: 'string', title: 'T', anyOf: [{ maxLength: 3 }, { enum: ['long'] }] },
      {
        title: 'T',
        anyOf: [
          { type: 'string', maxLength: 3 },
          { type: 'string', enum: ['long'] },
        ],
      },
    ],
    [
      'what a choice requires has its properties beside it',
      { ...object({ a: {}, b: {} }), oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      {
        anyOf: [
          { type: 'object', properties: { a: {}, b: {} }, required: ['a'] },
          { type: 'object', properties: { a: {}, b: {} }, required: ['b'] },
        ],
      },
    ],
    [
      'parts that all hold are one schema',
      { allOf: [object({ a: { type: 'string' } }, { required: ['a'] }), object({ b: { type: 'null' } })] },
      { type: 'object', properties: { b: { type: 'null' }, a: { type: 'string' } }, required: ['a'] },
    ],
    [
      'limits that leave their value out become the next whole number',
      { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 10 },
      { type: 'integer', minimum: 1, maximum: 9 },
    ],
    ['and stay what they are for others', { type: 'number', exclusiveMinimum: 0 }, { type: 'number', minimum: 0 }],
    [
      'what cannot be said is left out',
      { type: 'string', format: 'date', not: { const: '' }, $comment: 'c', minLength: 1, default: 'x' },
      { type: 'string', minLength: 1, default: 'x' },
    ],
    [
      'a tuple is a list of its kinds',
      {
        items: false,
        type: 'array',
        prefixItems: [{ type: 'string' }, { type: 'integer' }],
        uniqueItems: true,
      },
      { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
    ],
    [
      'only what exists is required',
      object({ a: { type: 'string' } }, { required: ['a', 'b'] }),
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
    ],
  ])('%s', (_, property, written) => {
    expect(moonshot(property)).toEqual(written);
  });

  test('references lead into $defs, also those that were elsewhere or lead back to themselves', () => {
    const schema = {
      type: 'object',
      properties: {
        tree: { $ref: '#/definitions/Node' },
        again: { $ref: '#/properties/size', description: 'dropped beside a reference' },
        size: { type: 'integer' },
        self: { $ref: '#' },
      },
      definitions: { Node: object({ next: { $ref: '#/definitions/Node' }, at: { const: 1 } }) },
    };
    expect(schemaFor(schema, 'moonshot')).toEqual({
      type: 'object',
      properties: {
        tree: { $ref: '#/$defs/Node' },
        again: { type: 'integer' },
        size: { type: 'integer' },
        self: {
          type: 'object',
          properties: {
            tree: { $ref: '#/$defs/Node' },
            again: { type: 'integer' },
            size: { type: 'integer' },
            self: {},
          },
        },
      },
      $defs: {
        Node: { type: 'object', properties: { next: { $ref: '#/$defs/Node' }, at: { type: 'integer', enum: [1] } } },
      },
    });
  });

  test('a choice at the root is one object with the properties of all', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      anyOf: [
        object({ file: { type: 'string' }, name: { type: 'string' } }, { required: ['file', 'name'] }),
        object({ url: { type: 'string' }, name: { type: 'string' } }, { required: ['url', 'name'] }),
      ],
    };
    expect(schemaFor(schema, 'moonshot')).toEqual({
      type: 'object',
      properties: { url: { type: 'string' }, name: { type: 'string' }, file: { type: 'string' } },
      required: ['name'],
    });
  });

  test('any schema becomes one that its validator takes, the same each time, and that refuses nothing more', () => {
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    let allowed = 0;
    fc.assert(
      fc.property(schemas, fc.array(values, { minLength: 8, maxLength: 8 }), (property, tries) => {
        const schema = object({ x: property }, { $defs: definitions });
        const written = schemaFor(schema, 'moonshot');
        expect(mistakesIn(written, written, '#', true)).toEqual([]);
        expect(JSON.stringify(schemaFor(structuredClone(schema), 'moonshot'))).toBe(JSON.stringify(written));
        const before = schemaCheck(schema);
        const after = schemaCheck(written);
        for (const x of tries) {
          if (before({ x }).length > 0) continue;
          allowed += 1;
          expect(after({ x })).toEqual([]);
        }
      }),
      { numRuns: 1500, seed },
    );
    expect(allowed, `seed ${seed}`).toBeGreaterThan(500);
  });
});

describe('for others', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { pattern: { type: 'string', pattern: 'a+' }, exact: { type: 'string', pattern: '^a+$' } },
    default: { pattern: 'a+' },
  };
  test('the standard is sent as it is, with an object at the root', () => {
    expect(schemaFor(schema, 'full')).toBe(schema);
    expect(schemaFor({}, 'full')).toEqual({ type: 'object' });
  });

  test('a grammar gets only patterns that are anchored; properties of that name stay', () => {
    expect(schemaFor(schema, 'anchored')).toEqual({
      ...schema,
      properties: { pattern: { type: 'string' }, exact: { type: 'string', pattern: '^a+$' } },
    });
  });
});

const definitions: JsonObject = { Word: { type: 'string', minLength: 1, format: 'uuid' }, Any: {} };
const values: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<JsonValue>(null, true, 0, 1, 2.5, -3, '', 'a', 'bb'),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 2 }),
  ),
})).value;

const schemas: fc.Arbitrary<JsonObject> = fc.letrec<{ schema: JsonObject }>((tie) => {
  const several = fc.array(tie('schema'), { minLength: 1, maxLength: 3 });
  return {
    schema: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<JsonObject>(
        {},
        { $ref: '#/$defs/Word' },
        { $ref: '#/$defs/Any' },
        { type: 'string', pattern: '^a' },
      ),
      fc.record({
        enum: fc.array(fc.constantFrom<JsonValue>(null, true, 1, 2.5, 'a', 'bb', []), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ const: fc.constantFrom<JsonValue>(null, 'a', 1, false) }),
      fc.record(
        {
          type: fc.constantFrom<JsonValue>('integer', 'number', ['integer', 'null'], ['string', 'number']),
          minimum: fc.integer({ min: -2, max: 2 }),
          exclusiveMaximum: fc.integer({ min: 0, max: 3 }),
        },
        { requiredKeys: ['type'] },
      ),
      fc.record(
        { type: fc.constant('array'), items: tie('schema'), minItems: fc.constant(1), uniqueItems: fc.constant(true) },
        { requiredKeys: ['type'] },
      ),
      fc.record(
        {
          type: fc.constant('array'),
          prefixItems: several,
          items: fc.oneof(fc.boolean(), tie('schema')),
          maxItems: fc.constantFrom(1, 3),
        },
        { requiredKeys: ['type', 'prefixItems'] },
      ),
      fc.record(
        {
          type: fc.constant('object'),
          properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('schema'), { maxKeys: 2 }),
          required: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
          additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
          description: fc.constant('D'),
        },
        { requiredKeys: ['type'] },
      ),
      fc.record({ anyOf: several, description: fc.constant('D') }, { requiredKeys: ['anyOf'] }),
      fc.record({ oneOf: several, type: fc.constantFrom('object', 'string') }, { requiredKeys: ['oneOf'] }),
      fc.record({ allOf: several }),
    ),
  };
}).schema;

const taken: ReadonlySet<string> = new Set(
  'type properties additionalProperties items enum required anyOf description $defs $ref title default maxLength minLength maximum minimum maxItems minItems pattern'.split(
    ' ',
  ),
);

// The rules of the validator, read from its source: every place at which a schema breaks one.
function mistakesIn(schema: JsonValue | undefined, root: JsonObject, at: string, isRoot: boolean): string[] {
  if (!isJsonObject(schema)) return [`${at}: not a schema`];
  const keys = Object.keys(schema);
  const mistakes = keys.filter((key) => !taken.has(key)).map((key) => `${at}: ${key}`);
  if (isRoot && schema['type'] !== 'object') mistakes.push('the root is no object');
  const { $ref, anyOf, properties, required, items, additionalProperties: more, $defs } = schema;
  if ($ref !== undefined) {
    const name = String($ref).replace(/^#\/\$defs\//, '');
    if (keys.length > 1 || !isJsonObject(root['$defs']) || !(name in root['$defs'])) mistakes.push(`${at}: reference`);
  }
  if ($defs !== undefined && !isRoot) mistakes.push(`${at}: $defs below the root`);
  if (anyOf !== undefined && keys.some((key) => !['anyOf', 'description', 'title'].includes(key)))
    mistakes.push(`${at}: something beside anyOf`);
  if (schema['enum'] !== undefined && typeof schema['type'] !== 'string') mistakes.push(`${at}: enum without a type`);
  const names = isJsonObject(properties) ? Object.keys(properties) : [];
  if (Array.isArray(required) && (required as readonly JsonValue[]).some((name) => !names.includes(String(name))))
    mistakes.push(`${at}: required but not there`);
  const inner: readonly (readonly [string, JsonValue | undefined])[] = [
    ...(Array.isArray(anyOf) ? (anyOf as readonly JsonValue[]) : []).map(
      (branch, index) => [`anyOf/${index}`, branch] as const,
    ),
    ...(isJsonObject(properties) ? Object.entries(properties) : []),
    ...(isJsonObject($defs) ? Object.entries($defs) : []),
    ...(items === undefined ? [] : [['items', items] as const]),
    ...(more === undefined || typeof more === 'boolean' ? [] : [['more', more] as const]),
  ];
  return [...mistakes, ...inner.flatMap(([name, value]) => mistakesIn(value, root, `${at}/${name}`, false))];
}
