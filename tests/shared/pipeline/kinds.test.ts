// The structural kinds: what they compute and which ports their nodes have.

import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/shared/json/value.ts';
import { check } from '../../../src/shared/pipeline/check.ts';
import { computeOf, structuralKinds } from '../../../src/shared/pipeline/kinds/index.ts';
import { nodePorts, pipelinePorts } from '../../../src/shared/pipeline/ports-of.ts';
import { kindCardSchema } from '../../../src/shared/tool/kind.ts';
import { node, pipeline, testCatalog, wire } from '../../kit/pipelines.ts';

const branch = (value: JsonValue, params: JsonObject): string =>
  Object.keys(computeOf('branch')(params, { value })).join();
const inner = pipeline(
  [
    node('a', 'input', { name: 'item', type: 'json' }),
    node('b', 'input', { name: 'style', required: false, description: 'How.' }),
    node('c', 'input', { name: 'p', preset: 1, type: 'number' }),
    node('d', 'output', { name: 'made', type: 'number' }),
  ],
  [wire('c.value', 'd.value')],
);
const portsIn = (kind: string, params: JsonObject, pipelines = { each: inner }) =>
  nodePorts(node('n', kind, params), pipeline([], [], { pipelines }), testCatalog);

describe('branch', () => {
  const operators: readonly (readonly [string, JsonValue, JsonValue | undefined, boolean])[] = [
    ['equals', { a: [1, 2] }, { a: [1, 2] }, true],
    ['equals', 1, '1', false],
    ['equals', null, null, true],
    ['not-equals', 1, '1', true],
    ['not-equals', 'x', 'x', false],
    ['less', 1, 2, true],
    ['less', 2, 2, false],
    ['less', '10', 9, false],
    ['less', '2026-01-02', '2026-01-10', true],
    ['less-or-equal', 2, 2, true],
    ['less-or-equal', 3, 2, false],
    ['greater', 3, 2, true],
    ['greater', 2, 2, false],
    ['greater', null, 2, false],
    ['greater-or-equal', 2, 2, true],
    ['greater-or-equal', 1, 2, false],
    ['contains', 'a needle here', 'needle', true],
    ['contains', ['a', 1], 1, true],
    ['contains', ['a', 1], '1', false],
    ['contains', 'abc', 'x', false],
    ['contains', 123, 2, true],
    ['exists', 0, undefined, true],
    ['exists', null, undefined, false],
    ['is-empty', '', undefined, true],
    ['is-empty', [], undefined, true],
    ['is-empty', null, undefined, true],
    ['is-empty', 0, undefined, false],
    ['is-empty', {}, undefined, false],
  ];
  test.each(operators)('%s of %j and %j is %s (P24)', (operator, found, wanted, holds) => {
    const params = { operator, ...(wanted === undefined ? {} : { value: wanted }) };
    expect(branch(found, params)).toBe(holds ? 'then' : 'else');
    expect(branch({ deep: [found] }, { ...params, path: 'deep.0' })).toBe(holds ? 'then' : 'else');
  });

  test('sends the whole value on, and a path to nowhere does not exist (P24)', () => {
    expect(computeOf('branch')({ path: 'a', operator: 'exists' }, { value: { a: 1, b: 2 } })).toEqual({
      then: { a: 1, b: 2 },
    });
    for (const operator of ['equals', 'contains', 'exists', 'less', 'greater'])
      expect(branch({}, { path: 'toString', operator, value: 1 })).toBe('else');
    for (const operator of ['not-equals', 'is-empty'])
      expect(branch({}, { path: 'x.y', operator, value: 1 })).toBe('then');
  });
});

describe('kinds', () => {
  test('have cards that are valid, JSON alone, and compute only where the card says so (P25)', () => {
    for (const { card, compute } of structuralKinds) {
      expect(kindCardSchema.parse(JSON.parse(JSON.stringify(card)))).toEqual(card);
      expect(compute !== undefined).toBe(card.performer === 'value');
    }
    expect(() => computeOf('agent')).toThrow('The kind "agent" computes no values.');
  });

  test('a text node has a port for each name and fills its template (P25)', () => {
    expect(portsIn('text', { template: '{{a.b}} {{c}}' })?.in).toEqual([
      { name: 'a', type: 'json', required: true },
      { name: 'c', type: 'json', required: true },
    ]);
    expect(computeOf('text')({ template: '{{a.b}} {{c}}' }, { a: { b: 1 }, c: 'x' })).toEqual({ text: '1 x' });
  });

  test('a given node has the ports of the node that it stands for and gives its values, and is never offered (P46)', () => {
    const params = {
      ports: [
        { name: 'a', type: 'text' },
        { name: 'b', type: 'number', list: true },
      ],
      values: { b: [1] },
    };
    expect(portsIn('given', params)).toEqual({ in: [], out: params.ports });
    expect(computeOf('given')(params, {})).toEqual({ b: [1] });
    const problems = (values: JsonObject) =>
      check(pipeline([node('g', 'given', { ...params, values })], []), testCatalog).filter(
        ({ severity }) => severity === 'error',
      );
    expect(problems(params.values)).toEqual([]);
    expect(problems({ b: ['x'] })).toMatchObject([{ code: 'params.invalid', pointer: '/nodes/0/params/values/b' }]);
    expect(problems({ c: 1 })).toMatchObject([{ code: 'params.invalid', pointer: '/nodes/0/params/values/c' }]);
    expect(structuralKinds.filter(({ card }) => card.hidden === true).map(({ card }) => card.kind)).toEqual(['given']);
  });

  test('input and output have one port of their type (P25)', () => {
    expect(portsIn('input', { name: 'x', type: 'table', list: true })).toEqual({
      in: [],
      out: [{ name: 'value', type: 'table', list: true }],
    });
    expect(portsIn('output', { name: 'x' })).toEqual({
      in: [{ name: 'value', type: 'text', required: true }],
      out: [],
    });
  });

  test('a subpipeline has the ports of its pipeline; required are inputs without preset (P25)', () => {
    expect(portsIn('subpipeline', { pipeline: 'each' })).toEqual(pipelinePorts(inner, testCatalog));
    expect(pipelinePorts(inner, testCatalog)).toEqual({
      in: [
        { name: 'item', type: 'json', required: true },
        { name: 'style', type: 'text', description: 'How.', required: false },
        { name: 'p', type: 'number', required: false },
      ],
      out: [{ name: 'made', type: 'number', required: undefined }],
    });
    for (const unknown of ['nope', 'constructor', 'toString'])
      expect(portsIn('subpipeline', { pipeline: unknown })).toEqual({ in: [], out: [] });
  });

  test('a map takes a list and the other inputs, and gives a list of the only output (P25)', () => {
    expect(portsIn('map', { pipeline: 'each' })).toEqual({
      in: [
        { name: 'items', type: 'json', required: true },
        { name: 'style', type: 'text', description: 'How.', required: false },
        { name: 'p', type: 'number', required: false },
      ],
      out: [{ name: 'results', type: 'number', list: true }],
    });
    const two = pipeline([...inner.nodes, node('e', 'output', { name: 'more' })], inner.wires);
    expect(portsIn('map', { pipeline: 'each', item: 'style' }, { each: two })?.out).toEqual([
      { name: 'results', type: 'json', list: true },
    ]);
  });

  test('an unknown kind has no ports (P25)', () => {
    expect(portsIn('warp', {})).toBeNull();
  });
});
