// The inspector's fields: which control a schema gets, that every param of every kind has one with words in both languages, and what is
// made of schemas that nobody tidied up.

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cardOf } from '../../src/main/tools/define.ts';
import { tools } from '../../src/main/tools/index.ts';
import { zhCn } from '../../src/renderer/i18n/zh-cn.ts';
import { fieldsInWords } from '../../src/renderer/inspector/field-words.ts';
import { endpointOfModel, fieldsOf, type FieldSpec } from '../../src/renderer/inspector/fields-of.ts';
import { isChanged, isFound, sectionsOf } from '../../src/renderer/inspector/sections.ts';
import type { JsonObject } from '../../src/shared/json/value.ts';
import { paramsSchema } from '../../src/shared/pipeline/kinds/define.ts';
import { structuralKinds } from '../../src/shared/pipeline/kinds/index.ts';

const cards = [...structuralKinds.map(({ card }) => card), ...tools.map(cardOf)];
const chinese: Readonly<Record<string, string>> = zhCn;
const word = (key: string, otherwise: string) => chinese[key] ?? otherwise;
const paramsOf = (kind: string): JsonObject => cards.find((card) => card.kind === kind)?.params ?? {};

const controlsOf = (schema: JsonObject) => fieldsOf(schema).map(({ name, control }) => [name, control]);
const only = (property: JsonObject): FieldSpec => {
  const [field] = fieldsOf({ type: 'object', properties: { it: property } });
  if (field === undefined) throw new Error('The schema has no field.');
  return field;
};

describe.each(cards.map((card) => [card.kind, card] as const))('the params of %s', (kind, card) => {
  const fields = fieldsOf(card.params);

  test('have each a title and a control of their own, or the JSON that they are', () => {
    for (const field of fields) {
      expect(field.title, field.name).not.toBe(field.name);
      const json =
        (card.params['properties'] as Readonly<Record<string, JsonObject>>)[field.name]?.['widget'] === 'json';
      expect(field.control === 'json', field.name).toBe(json);
    }
  });

  test('have a title, help, example, section, unit and choices in Chinese', () => {
    const ideograph = /[\u4e00-\u9fff]/;
    const units = new Set(['tokens']);
    for (const [index, field] of fieldsInWords(kind, card.params, word).entries()) {
      const english = fields[index];
      expect(field.title, field.name).toMatch(ideograph);
      if (field.description !== null) expect(field.description, field.name).toMatch(ideograph);
      // A single word stands there as an example of a name; a sentence is to be read.
      if (english?.placeholder?.includes(' ') === true) expect(field.placeholder, field.name).toMatch(ideograph);
      if (field.section !== null) expect(field.section, field.name).toMatch(ideograph);
      if (field.unit !== null && !units.has(english?.unit ?? '')) expect(field.unit, field.name).toMatch(ideograph);
      for (const choice of field.choices)
        expect(choice.title, `${field.name} ${String(choice.value)}`).toMatch(ideograph);
    }
  });
});

test.each(['endpoint', 'model', 'escalateModel'])(
  'what holds where %s is empty is said once, in its control',
  (name) => {
    const field = fieldsOf(paramsOf('agent')).find((candidate) => candidate.name === name);
    expect(field?.description).toBeNull();
  },
);

test('words are in the catalogue only for kinds, params and choices that are there', () => {
  const known = new Set(
    cards.flatMap(({ kind, params }) =>
      fieldsOf(params).flatMap(({ name }) => ['', '.help', '.placeholder'].map((of) => `${kind}.${name}${of}`)),
    ),
  );
  const params = Object.keys(chinese).filter((key) => key.startsWith('param.'));
  expect(params.filter((key) => !known.has(key.slice('param.'.length)))).toEqual([]);
  const values = new Set(
    cards.flatMap(({ kind, params: schema }) =>
      fieldsOf(schema).flatMap(({ name, choices }) =>
        choices.flatMap(({ value }) => [String(value), `${kind}.${name}.${String(value)}`]),
      ),
    ),
  );
  const choices = Object.keys(chinese).filter((key) => /^choice\.[a-z-]+\./.test(key) || key.startsWith('option.'));
  expect(choices.filter((key) => !values.has(key.replace(/^(choice|option)\./, '')))).toEqual([]);
});

test('an agent has its fields in sections, and each model belongs to the endpoint before it', () => {
  const fields = fieldsOf(paramsOf('agent'));
  expect(sectionsOf(fields).map(({ title, fields: inside }) => [title, inside.map(({ name }) => name)])).toEqual([
    [null, ['instructions']],
    ['Model', ['endpoint', 'model']],
    ['Limits', ['maxSteps', 'maxOutputTokens', 'trajectories']],
    ['Context', ['context', 'contextTokens']],
    ['Approval', ['approval', 'repairArguments']],
    ['Guards', ['onRepeat', 'onAlternation', 'onNoEvidence', 'onMismatch', 'escalateEndpoint', 'escalateModel']],
  ]);
  expect(fields.filter(({ control }) => control === 'model').map(({ endpointField }) => endpointField)).toEqual([
    'endpoint',
    'escalateEndpoint',
  ]);
});

test('the schema alone decides which control a property gets', () => {
  const schema = paramsSchema(
    z.strictObject({
      text: z.string(),
      prompt: z.string().meta({ widget: 'prompt' }),
      template: z.string().meta({ widget: 'template' }),
      code: z.string().meta({ widget: 'code', language: 'javascript' }),
      count: z.int(),
      share: z.number(),
      waitMs: z.int().meta({ unit: 'ms' }),
      waitSeconds: z.number().meta({ unit: 's' }),
      budget: z.number().meta({ unit: 'USD' }),
      one: z.enum(['a', 'b']),
      literals: z.union([z.literal(1), z.literal(2)]),
      flag: z.boolean(),
      several: z.array(z.enum(['a', 'b'])),
      lines: z.array(z.string()),
      rules: z.array(z.strictObject({ path: z.string(), on: z.boolean().default(true) })),
      group: z.strictObject({ a: z.string(), b: z.int() }),
      folder: z.string().meta({ widget: 'folder' }),
      file: z.string().meta({ widget: 'file' }),
      folders: z.array(z.string().meta({ widget: 'folder' })),
      zone: z.string().meta({ widget: 'timezone' }),
      endpoint: z.string().meta({ widget: 'endpoint' }),
      model: z.string().meta({ widget: 'model' }),
      pipeline: z.string().meta({ widget: 'pipeline' }),
      schema: z.record(z.string(), z.json()).meta({ widget: 'schema' }),
      map: z.record(z.string(), z.string()),
      anything: z.json(),
      mixed: z.union([z.string(), z.number()]),
      matrix: z.array(z.array(z.array(z.array(z.number())))),
      tuple: z.tuple([z.string(), z.number()]),
      maybe: z.string().nullable(),
      perhaps: z.enum(['a', 'b']).nullable(),
    }),
  );
  expect(controlsOf(schema)).toEqual([
    ['text', 'text'],
    ['prompt', 'prompt'],
    ['template', 'template'],
    ['code', 'code'],
    ['count', 'number'],
    ['share', 'number'],
    ['waitMs', 'duration'],
    ['waitSeconds', 'duration'],
    ['budget', 'money'],
    ['one', 'choice'],
    ['literals', 'choice'],
    ['flag', 'switch'],
    ['several', 'multi-choice'],
    ['lines', 'list'],
    ['rules', 'list'],
    ['group', 'group'],
    ['folder', 'folder'],
    ['file', 'file'],
    ['folders', 'list'],
    ['zone', 'timezone'],
    ['endpoint', 'endpoint'],
    ['model', 'model'],
    ['pipeline', 'pipeline'],
    ['schema', 'schema'],
    ['map', 'json'],
    ['anything', 'json'],
    ['mixed', 'json'],
    ['matrix', 'json'],
    ['tuple', 'json'],
    ['maybe', 'text'],
    ['perhaps', 'choice'],
  ]);
  const fields = new Map(fieldsOf(schema).map((field) => [field.name, field]));
  expect(fields.get('rules')?.item?.fields.map(({ name, control, required }) => [name, control, required])).toEqual([
    ['path', 'text', true],
    ['on', 'switch', false],
  ]);
  expect(fields.get('folders')?.item?.control).toBe('folder');
  expect(fields.get('literals')?.choices).toEqual([
    { value: 1, title: '1' },
    { value: 2, title: '2' },
  ]);
});

describe('a schema that nobody tidied up', () => {
  test('gives fields for what it has and throws for nothing', () => {
    for (const schema of [{}, { properties: null }, { properties: [] }, { type: 'array' }, { properties: { a: true } }])
      expect(fieldsOf(schema as JsonObject)).toEqual([]);
    expect(only({}).control).toBe('json');
    expect(only({ widget: 'no-such-widget', type: 'string' }).control).toBe('text');
    expect(only({ widget: 'list', type: 'string' }).control).toBe('text');
    expect(only({ widget: 'choice', type: 'string' }).control).toBe('text');
    expect(only({ type: 'array', items: {} }).control).toBe('json');
    expect(only({ type: 'object', properties: {} }).control).toBe('json');
    expect(only({ enum: ['a', null, 3] }).choices.map(({ title }) => title)).toEqual(['a', 'null', '3']);
  });

  test('reaches no further than its own definitions, and ends where they go in circles', () => {
    const tree: JsonObject = {
      properties: { root: { $ref: '#/$defs/tree', title: 'Root' }, away: { $ref: 'https://example.org/x' } },
      $defs: {
        tree: { type: 'object', properties: { left: { $ref: '#/$defs/tree' }, value: { type: 'number' } } },
      },
    };
    const [root, away] = fieldsOf(tree);
    expect([root?.title, root?.control]).toEqual(['Root', 'group']);
    expect(root?.fields.map(({ name, control }) => [name, control])).toEqual([
      ['left', 'group'],
      ['value', 'number'],
    ]);
    expect(away?.control).toBe('json');
  });

  test('shows no bounds that only say what a safe whole number is', () => {
    const [count] = fieldsOf(paramsSchema(z.strictObject({ count: z.int() })));
    expect([count?.least, count?.most, count?.integer]).toEqual([null, null, true]);
  });
});

test('a field counts as changed only when it differs from its default', () => {
  const [steps, model, folder] = fieldsOf({
    properties: { steps: { type: 'integer', default: 3 }, model: { type: 'string' }, folder: { type: 'string' } },
    required: ['folder'],
  });
  if (steps === undefined || model === undefined || folder === undefined) throw new Error('A field is missing.');
  expect([isChanged(steps, {}), isChanged(steps, { steps: 3 }), isChanged(steps, { steps: 4 })]).toEqual([
    false,
    false,
    true,
  ]);
  expect([isChanged(model, {}), isChanged(model, { model: '' }), isChanged(model, { model: 'k2' })]).toEqual([
    false,
    false,
    true,
  ]);
  expect(isChanged(folder, { folder: 'documents' })).toBe(false);
});

test('a search finds fields by title, name, help, section and choices, in either case', () => {
  const fields = fieldsOf(paramsOf('agent'));
  const found = (text: string) => fields.filter((field) => isFound(field, text)).map(({ name }) => name);
  expect(found('STEP LIMIT')).toEqual(['maxSteps']);
  expect(found('contextTokens')).toEqual(['contextTokens']);
  expect(found('keep all')).toEqual(['context']);
  expect(found(' guards ')).toHaveLength(6);
  expect(found('no such words')).toEqual([]);
});

test('a model is chosen among those of its endpoint, or of the one that the run is given', () => {
  const model = fieldsOf(paramsOf('agent')).find(({ name }) => name === 'model');
  if (model === undefined) throw new Error('An agent has no model.');
  expect(endpointOfModel(model, { endpoint: 'own' }, 'chosen')).toBe('own');
  expect(endpointOfModel(model, {}, 'chosen')).toBe('chosen');
  expect(endpointOfModel(model, { endpoint: '' }, 'chosen')).toBe('chosen');
});
