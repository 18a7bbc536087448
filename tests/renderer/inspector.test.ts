// The inspector's rules: what people type as amounts, what an editor says about templates, JSON and schemas, which problems belong to which
// field, and how handles and params become edits.

import { describe, expect, test } from 'vitest';
import { tools } from '../../src/main/tools/index.ts';
import { cardOf } from '../../src/main/tools/define.ts';
import {
  changeHandle,
  isHandleUsed,
  newHandle,
  removeHandle,
  setParamOf,
} from '../../src/renderer/inspector/handles.ts';
import { en } from '../../src/renderer/i18n/en.ts';
import { problemText } from '../../src/renderer/i18n/said.ts';
import { zhCn } from '../../src/renderer/i18n/zh-cn.ts';
import { inTitles } from '../../src/renderer/inspector/in-titles.ts';
import { readJsonText, writeJsonText } from '../../src/renderer/inspector/json-text.ts';
import { knownPaths } from '../../src/renderer/inspector/known-paths.ts';
import { pathInParams, problemsOfNode } from '../../src/renderer/inspector/node-problems.ts';
import { valueInLine } from '../../src/renderer/inspector/run-values.ts';
import { schemaMistakes, schemaRows, withoutRow, withRow } from '../../src/renderer/inspector/schema-rows.ts';
import { completePath, mistakesIn } from '../../src/renderer/inspector/template-text.ts';
import { readDuration, readNumber, writeDuration } from '../../src/renderer/ui/amounts.ts';
import type { JsonValue } from '../../src/shared/json/value.ts';
import { check } from '../../src/shared/pipeline/check.ts';
import { emptyDocument, type PipelineDocument, type PipelineNode } from '../../src/shared/pipeline/document.ts';
import { applyEdit, invertEdit } from '../../src/shared/pipeline/edits.ts';
import { catalogWithTools } from '../../src/shared/pipeline/kinds/index.ts';
import { schemaCheck } from '../../src/shared/tool/schema.ts';

const catalog = catalogWithTools(tools.map(cardOf));
const node = (id: string, kind: string, params: PipelineNode['params'] = {}): PipelineNode => ({
  id,
  kind,
  version: 1,
  params,
});

describe('amounts', () => {
  test.each([
    ['12', 12],
    ['1,250.5', 1250.5],
    ['12k', 12_000],
    ['1.5M', 1_500_000],
    ['1.1M', 1_100_000],
    ['2 k', 2000],
    ['-3', -3],
    ['.5', 0.5],
    ['1e3', 1000],
    ['', null],
    ['  ', null],
    ['12x', undefined],
    ['k', undefined],
    ['1.2.3', undefined],
    ['Infinity', undefined],
    ['0x10', undefined],
  ])('"%s" is the number %s', (text, value) => expect(readNumber(text)).toBe(value));

  test('a whole number is asked for by its field', () => {
    expect(readNumber('1.5', true)).toBeUndefined();
    expect(readNumber('1.5k', true)).toBe(1500);
  });

  test.each([
    ['90 s', 'ms', 90_000],
    ['90 s', 's', 90],
    ['5 min', 'ms', 300_000],
    ['1 h 30 min', 's', 5400],
    ['1h30m', 's', 5400],
    ['1:30:00', 's', 5400],
    ['2:05', 's', 125],
    ['1.5 h', 's', 5400],
    ['250 ms', 's', 0.25],
    ['5 分钟', 's', 300],
    ['1 小时 30 分钟', 's', 5400],
    ['90', 'ms', 90],
    ['90', 's', 90],
    ['', 's', null],
    ['soon', 's', undefined],
    ['5 parsecs', 's', undefined],
    ['5 constructor', 's', undefined],
    ['min 5', 's', undefined],
  ] as const)('"%s" in %s is the duration %s', (text, unit, value) => expect(readDuration(text, unit)).toBe(value));

  test.each([
    [90_000, 'ms', '1 min 30 s'],
    [5400, 's', '1 h 30 min'],
    [250, 'ms', '250 ms'],
    [0.25, 's', '250 ms'],
    [90.5, 's', '1 min 30.5 s'],
    [3600, 's', '1 h'],
    [0, 'ms', '0 ms'],
  ] as const)('%s %s is written as "%s"', (value, unit, text) => expect(writeDuration(value, unit)).toBe(text));

  test('a duration reads as what it was written from', () => {
    for (const ms of [1, 10, 999, 1000, 1001, 59_999, 60_000, 61_500, 3_599_999, 3_600_000, 3_661_001, 86_400_000])
      expect(readDuration(writeDuration(ms, 'ms'), 'ms')).toBe(ms);
  });
});

describe('a template in an editor', () => {
  test('has its mistakes where they stand, each once', () => {
    const text = '{{a}} {{not a path}} {{b}} {{not a path}} {{}}';
    expect(mistakesIn(text).map(({ from, to }) => text.slice(from, to))).toEqual([
      '{{not a path}}',
      '{{not a path}}',
      '{{}}',
    ]);
    expect(mistakesIn(text).map(({ from }) => from)).toEqual([6, 27, 42]);
  });

  test('completes paths inside of places and nowhere else', () => {
    const at = (marked: string) => {
      const offset = marked.indexOf('|');
      return completePath(marked.replace('|', ''), offset, ['question', 'items.0']);
    };
    expect(at('Say {{|')).toEqual({
      from: 6,
      options: [
        { label: 'question', apply: 'question}}' },
        { label: 'items.0', apply: 'items.0}}' },
      ],
    });
    expect(at('Say {{ qu|')?.from).toBe(7);
    expect(at('{{qu|}} more')?.options[0]).toEqual({ label: 'question', apply: 'question' });
    for (const outside of ['|', 'a { |', '{{a}} |', '{{a}|', '{{a\n|']) expect(at(outside), outside).toBeNull();
  });

  const document: PipelineDocument = {
    ...emptyDocument('Test'),
    nodes: [
      node('ask', 'input', { name: 'question' }),
      node('search', 'documents', { folder: 'documents' }),
      node('sum', 'calculate'),
      node('text', 'text', { template: '{{question}} {{found}} {{free}}' }),
    ],
    wires: [
      { kind: 'data', from: { node: 'ask', port: 'value' }, to: { node: 'text', port: 'question' } },
      { kind: 'data', from: { node: 'search', port: 'passages' }, to: { node: 'text', port: 'found' } },
      { kind: 'data', from: { node: 'sum', port: 'result' }, to: { node: 'text', port: 'sum' } },
    ],
  };

  test('knows its ports, what is wired to them, and what lies inside by type and by the last run', () => {
    const outputs = {
      result: { value: 3, unit: { name: 'km' }, 'not a name': 1, list: [{ deep: { er: { est: 1 } } }] },
    };
    const paths = knownPaths(document, catalog, 'text', (id) => (id === 'sum' ? outputs : null));
    expect(paths.slice(0, 4)).toEqual(['question', 'found', 'free', 'sum']);
    expect(paths).toEqual(expect.arrayContaining(['found.0.text', 'sum.value', 'sum.unit.name', 'sum.list.0.deep']));
    expect(paths.filter((path) => path.includes(' '))).toEqual([]);
    expect(knownPaths(document, catalog, 'nobody', () => null)).toEqual([]);
  });

  test('knows no more paths than anybody reads, however large a value is', () => {
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`k${at}`, { a: { b: { c: at } } }]));
    expect(knownPaths(document, catalog, 'text', () => ({ result: wide })).length).toBeLessThanOrEqual(200);
  });
});

describe('JSON in a field', () => {
  test('is a value, nothing, or a mistake with its place', () => {
    expect(readJsonText('{"a": [1]}', false)).toEqual({ is: 'value', value: { a: [1] } });
    expect(readJsonText('  ', false)).toEqual({ is: 'empty' });
    expect(readJsonText('null', true)).toEqual({ is: 'value', value: null });
    const wrong = readJsonText('{\n  "a": 1,\n  oops\n}', false);
    expect(wrong.is === 'wrong' ? [wrong.mistake.from, wrong.mistake.to] : wrong).toEqual([14, 15]);
    expect(readJsonText('{"a":', true)).toMatchObject({ is: 'wrong', mistake: { from: 4, to: 5 } });
  });

  test('takes a bare word as a text where that is wanted', () => {
    expect(readJsonText('high', true)).toEqual({ is: 'value', value: 'high' });
    expect(readJsonText('high', false).is).toBe('wrong');
  });

  test('reads as what it was written from', () => {
    const values: readonly JsonValue[] = ['high', '12', 'true', '', '"', '{', 12, null, false, [], { a: ['b'] }];
    for (const value of values)
      expect(readJsonText(writeJsonText(value, true), true), JSON.stringify(value)).toEqual({ is: 'value', value });
    expect(writeJsonText(undefined, true)).toBe('');
  });
});

describe('a JSON Schema as a table', () => {
  const schema = {
    type: 'object',
    title: 'Answer',
    properties: {
      title: { type: 'string', maxLength: 80, description: 'In few words' },
      kind: { enum: ['a', 'b'] },
    },
    required: ['title'],
  };

  test('shows its properties, and none for something else', () => {
    expect(schemaRows(schema)).toEqual([
      { name: 'title', type: 'string', required: true, description: 'In few words' },
      { name: 'kind', type: null, required: false, description: '' },
    ]);
    expect(schemaRows(undefined)).toEqual([]);
    expect(schemaRows({ type: 'array' })).toBeNull();
    expect(schemaRows('text')).toBeNull();
  });

  test('changes what it shows and keeps what it does not', () => {
    const row = { name: 'headline', type: 'string', required: false, description: '' } as const;
    expect(withRow(schema, 0, row)).toEqual({
      type: 'object',
      title: 'Answer',
      properties: { headline: { type: 'string', maxLength: 80 }, kind: { enum: ['a', 'b'] } },
      additionalProperties: false,
    });
    expect(withoutRow(schema, 1)['properties']).toEqual({ title: schema.properties.title });
    expect(withRow(undefined, 0, { ...row, required: true })).toEqual({
      type: 'object',
      properties: { headline: { type: 'string' } },
      required: ['headline'],
      additionalProperties: false,
    });
  });

  test('says what is wrong, and what not every server takes', () => {
    const codes = (value: JsonValue) => schemaMistakes(value).map(({ code, path }) => `${code} ${path}`.trim());
    expect(codes(schema)).toEqual([]);
    expect(codes([])).toEqual(['root']);
    expect(codes({ type: 'string' })).toEqual(['root']);
    expect(codes({ type: 'object', properties: { a: { type: 'text' }, b: 3 } })).toEqual(['type a', 'properties b']);
    expect(codes({ type: 'object', properties: { a: { type: 'array', items: [] } }, required: ['b'] })).toEqual([
      'items a',
      'required',
    ]);
    expect(codes({ type: 'object', properties: { a: { not: {}, enum: [] } } })).toEqual(['keyword a', 'enum a']);
  });
});

describe('problems', () => {
  const inner: PipelineDocument = { ...emptyDocument('Inner'), nodes: [node('search', 'documents', { topK: 0 })] };
  const document: PipelineDocument = {
    ...emptyDocument('Test'),
    nodes: [
      node('search', 'documents', { folder: 'nowhere', topK: 500 }),
      node('searching', 'map', { pipeline: 'in' }),
    ],
    wires: [{ kind: 'data', from: { node: 'search', port: 'no' }, to: { node: 'searching', port: 'items' } }],
    pipelines: { in: inner },
  };
  const problems = check(document, catalog);

  test('belong to the field that their pointer leads to, on their own level', () => {
    const outside = problemsOfNode(problems, [], 0, 'search');
    expect(Object.keys(outside.ofParam).toSorted()).toEqual(['folder', 'topK']);
    const inside = problemsOfNode(problems, ['in'], 0, 'search');
    expect(Object.keys(inside.ofParam).toSorted()).toEqual(['folder', 'topK']);
    expect(inside.ofParam['folder']?.[0]?.message).toContain('required property');
    expect(problemsOfNode(problems, [], 1, 'searching').ofParam).toEqual({});
  });

  test('of wires and ports belong to the node', () => {
    const { general } = problemsOfNode(problems, [], 0, 'search');
    expect(general.map(({ code }) => code)).toEqual(['wire.port', 'port.unwired']);
  });

  test('say at their field where inside it they are, without the name of the node', () => {
    const problem = {
      severity: 'error',
      code: 'params.invalid',
      pointer: '/nodes/0/params/rules/2/path',
      message: '"a": String is too short (0 < 1).',
      values: {},
      node: 'a',
    } as const;
    expect(Object.keys(problemsOfNode([problem], [], 0, 'a').ofParam)).toEqual(['rules']);
    expect(pathInParams(problem)).toEqual(['rules', '2', 'path']);
    expect(problemText(problem, true, {})).toBe('String is too short (0 < 1).');
  });

  test('are said with the titles of nodes, ports and fields', () => {
    const level: PipelineDocument = {
      ...emptyDocument('Level'),
      nodes: [
        { ...node('ask', 'agent', { maxSteps: 0 }), title: 'Ask twice' },
        node('clock', 'clock'),
        { ...node('later', 'text', { template: '{{a}}' }), title: 'Later' },
        { ...node('list', 'convert', { to: 'table', columns: ['a', ''] }), title: 'List' },
        { ...node('picture', 'output', { name: 'picture', type: 'image' }), title: 'Picture' },
      ],
      wires: [
        { kind: 'data', from: { node: 'clock', port: 'time' }, to: { node: 'picture', port: 'value' } },
        { kind: 'data', from: { node: 'ask', port: 'later' }, to: { node: 'list', port: 'value' } },
      ],
    };
    const said = (words: Readonly<Record<string, string>>, atNode = false) =>
      check(level, catalog).map((problem) => problemText(inTitles(problem, level, catalog, words), atNode, words));
    expect(said(en)).toEqual([
      '"Ask twice", Step limit: It must be at least 1.',
      '"List", Columns › 2: It must have at least 1 characters.',
      'The data wire from "Clock · time" to "Picture · value" does not fit: "time" gives json, "value" takes image.',
      'The data wire from "Ask twice · later" to "List · value" names a port "later" that "Ask twice" does not have; it has "answer", "evidence".',
      '"Ask twice" needs a wire to its port "task".',
      '"Later" needs a wire to its port "a".',
    ]);
    expect(said(zhCn)).toEqual([
      '“Ask twice”的“步数上限”：不能小于 1。',
      '“List”的“列 › 2”：至少需要 1 个字符。',
      '“时钟 · 时间”给出任意值，而“Picture · 值”接受图像。',
      '“Ask twice”没有端口“later”；这一侧的端口有：回答, 证据。',
      '“Ask twice”的端口“任务”需要连线。',
      '“Later”的端口“a”需要连线。',
    ]);
    expect(said(en, true)[0]).toBe('It must be at least 1.');
  });

  test.each([
    [{ required: ['a'] }, {}, 'missing', 'a'],
    [{ properties: { a: { type: 'string' } } }, { a: 1 }, 'type', '"string"'],
    [{ properties: { a: { enum: ['x', 'y'] } } }, { a: 'z' }, 'choice', '["x","y"]'],
    [{ properties: { a: { minimum: 3 } } }, { a: 1 }, 'least', '3'],
    [{ properties: { a: { maximum: 3 } } }, { a: 9.5 }, 'most', '3'],
    [{ properties: { a: { multipleOf: 5 } } }, { a: 9 }, 'step', '5'],
    [{ properties: { a: { pattern: '^b$' } } }, { a: 'c' }, 'pattern', ''],
    [{ properties: { a: { minLength: 2 } } }, { a: 'c' }, 'short', '2'],
    [{ properties: { a: { maxLength: 2 } } }, { a: 'ccc' }, 'long', '2'],
    [{ properties: { a: { minItems: 2 } } }, { a: [] }, 'few', '2'],
    [{ properties: { a: { maxItems: 1 } } }, { a: [1, 2] }, 'many', '1'],
  ])('of %j have words of their own', (schema, value, code, figure) => {
    const [problem] = schemaCheck(schema as never)(value);
    expect(problem?.values).toEqual({ reason: code, value: figure });
  });
});

describe('edits of params', () => {
  const inner: PipelineDocument = {
    ...emptyDocument('Inner'),
    nodes: [node('a', 'documents', { folder: 'x', topK: 3 }), node('b', 'documents', { folder: 'y' })],
  };
  const outermost: PipelineDocument = {
    ...emptyDocument('Outer'),
    handles: { documents: { kind: 'folder', title: 'Documents' } },
    pipelines: { in: inner },
  };
  const place = { outermost, level: inner, within: ['in'] };
  const level = (document: PipelineDocument) => document.pipelines?.['in'] ?? emptyDocument('none');

  test('reach several nodes in one step and can be taken back', () => {
    const edit = setParamOf(place, ['a', 'b'], 'topK', 9, null);
    const after = applyEdit(outermost, edit);
    expect(level(after).nodes.map(({ params }) => params['topK'])).toEqual([9, 9]);
    expect(applyEdit(after, invertEdit(edit))).toEqual(outermost);
    expect(level(applyEdit(outermost, setParamOf(place, ['a'], 'topK', undefined, null))).nodes[0]?.params).toEqual({
      folder: 'x',
    });
  });

  test('declare a new folder on the level and outside, under a name that is free in both', () => {
    const named = newHandle(place, { kind: 'folder', title: 'Documents' });
    expect(named.name).toBe('documents-2');
    const edit = setParamOf(place, ['a'], 'folder', named.name, named);
    const after = applyEdit(outermost, edit);
    expect(Object.keys(after.handles ?? {})).toEqual(['documents', 'documents-2']);
    expect(level(after).handles).toEqual({ 'documents-2': named.handle });
    expect(level(after).nodes[0]?.params['folder']).toBe('documents-2');
    expect(applyEdit(after, invertEdit(edit))).toEqual(outermost);
  });

  test('declare on a level what is known outside, and outside nothing twice', () => {
    const named = { name: 'documents', handle: { kind: 'folder', title: 'Documents' } } as const;
    const after = applyEdit(outermost, setParamOf(place, ['a'], 'folder', 'documents', named));
    expect(Object.keys(level(after).handles ?? {})).toEqual(['documents']);
    expect(after.handles).toEqual(outermost.handles);
    expect(isHandleUsed(after, catalog, 'documents')).toBe(true);
    expect(isHandleUsed(outermost, catalog, 'documents')).toBe(false);
  });

  test('rename a handle wherever it is declared, and take one away', () => {
    const named = { name: 'documents', handle: { kind: 'folder', title: 'Documents' } } as const;
    const both = applyEdit(outermost, setParamOf(place, ['a'], 'folder', 'documents', named));
    const renamed = applyEdit(
      both,
      changeHandle({ outermost: both, level: level(both), within: ['in'] }, 'documents', { title: 'Reports' }),
    );
    expect([renamed.handles?.['documents']?.title, level(renamed).handles?.['documents']?.title]).toEqual([
      'Reports',
      'Reports',
    ]);
    expect(applyEdit(outermost, removeHandle(outermost, 'documents')).handles).toBeUndefined();
  });
});

describe('a value in one line', () => {
  test('is its beginning', () => {
    expect(valueInLine('two\n lines', 20)).toBe('two lines');
    expect(valueInLine('abcdef', 4)).toBe('abc…');
    expect(valueInLine({ a: [1, 'x'], b: null }, 40)).toBe('{a: [1, "x"], b: null}');
    expect(valueInLine([], 10)).toBe('[]');
  });

  test('costs no more for a long value', () => {
    const long: JsonValue = Array.from({ length: 1_000_000 }, (_, at) => at);
    const before = performance.now();
    for (let at = 0; at < 1000; at += 1) valueInLine(long, 80);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
