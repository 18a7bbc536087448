// What is wrong, said in the language of the window: every problem, refusal and error that a window can meet has its Chinese words.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { extract } from '../../src/renderer/document/extract.ts';
import { refusalOf } from '../../src/renderer/document/wire-rules.ts';
import { en } from '../../src/renderer/i18n/en.ts';
import { actionText, errorText, problemText, reasonText } from '../../src/renderer/i18n/said.ts';
import { zhCn } from '../../src/renderer/i18n/zh-cn.ts';
import { LonglineError } from '../../src/shared/errors.ts';
import type { JsonValue } from '../../src/shared/json/value.ts';
import { check } from '../../src/shared/pipeline/check.ts';
import { readDocument, writeDocument, type PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { convertKind } from '../../src/shared/pipeline/kinds/convert.ts';
import { textKind } from '../../src/shared/pipeline/kinds/text.ts';
import { partOf } from '../../src/shared/pipeline/part.ts';
import { recordedError } from '../../src/shared/run/evaluate.ts';
import { agentPipeline, node, pipeline, plug, testCatalog, wire } from '../kit/pipelines.ts';

const zh: Readonly<Record<string, string>> = zhCn;
const hasLatinSentence = (text: string) => /[A-Za-z]+ [a-z]+ [a-z]+ /.test(text);

describe('the Chinese window (D10)', () => {
  const broken = pipeline(
    [
      node('a', 'text', { template: 5 }),
      node('a', 'text', { template: '{{1+1}} {{x}}' }),
      node('b', 'warp'),
      node('c', 'look', {}, { version: 9 }),
      node('d', 'subpipeline', { pipeline: 'gone' }, { bypass: true }),
      node('e', 'convert', { to: 'number', columns: ['x'], path: 'a..b' }),
      node('f', 'input', { name: 'n' }),
      node('g', 'input', { name: 'n', type: 'image' }),
      node('h', 'map', { pipeline: 'gone', concurrency: 0, more: 1 }),
      node('i', 'agent', { approval: 'never', context: true }),
      node('j', 'text', { template: '{{y}}' }),
      node('k', 'text', { template: '{{y}}' }),
    ],
    [
      wire('f.value', 'nobody.x'),
      wire('f.nothing', 'c.query'),
      wire('c.text', 'f.x'),
      wire('g.value', 'i.task'),
      wire('g.value', 'i.context'),
      wire('g.value', 'i.context'),
      wire('j.text', 'k.y'),
      wire('k.text', 'j.y'),
      plug('a', 'i'),
      plug('c', 'f'),
    ],
  );

  test('says every problem of a document in whole Chinese sentences', () => {
    const problems = check(broken, testCatalog);
    expect(new Set(problems.map(({ code }) => code)).size).toBeGreaterThan(12);
    for (const problem of problems) {
      const text = problemText(problem, false, zh);
      expect(text, problem.message).toMatch(/[\u4e00-\u9fff]/);
      expect(text, problem.message).not.toMatch(/\{\{(?!items|1\+1)/);
      expect(hasLatinSentence(text), text).toBe(false);
    }
    const said = problems.map((problem) => problemText(problem, true, zh));
    expect(said).toContain('类型不符，应为 文本。');
    expect(said).toContain('“g.value”给出图像，而“i.task”接受文本。');
    expect(said).toContain('没有这项设置。');
  });

  test('says why a wire, a gesture or a part of a run is refused (D9)', () => {
    const tools = agentPipeline([node('look', 'look')]);
    const document = { ...tools, nodes: [...tools.nodes, node('n', 'output', { name: 'n', type: 'number' })] };
    const refusal = refusalOf(document, testCatalog, wire('agent.answer', 'n.value'));
    expect(refusal === null ? '' : errorText(refusal, zh)).toBe('“agent.answer”给出文本，而“n.value”接受数字。');
    const made = extract(document, testCatalog, new Set(['look']), 'Part');
    expect('refusal' in made ? errorText(made.refusal, zh) : '').toBe('“look”是工具；请同时选择它的智能体“agent”。');
    const part = thrownBy(() => partOf(document, { from: null, to: 'look', given: {} }, testCatalog));
    expect(errorText(part, zh)).toBe('“look”是智能体的工具，不是流水线中的一步。');
    expect(actionText(part, zh)).toBe('请改为选择它的智能体。');
  });

  test('says what a run recorded, with what was found', () => {
    const convert = (params: object, value: JsonValue) =>
      recordedError(thrownBy(() => convertKind.compute?.(params as never, { value })));
    expect(errorText(convert({ to: 'number' }, '12 kg'), zh)).toBe(
      '需要一个数字，例如 1234.5 或 1,234.5，后面不带其他内容；这里是文本“12 kg”。',
    );
    expect(errorText(convert({ to: 'number', list: true }, ['1', ' ']), zh)).toMatch(/^第 1 项：.*这里是空文本。$/);
    for (const value of [null, '', 'x', 3.5, true, [], [1], { columns: [], rows: [] }, {}, { a: 1, b: 2 }] as const) {
      const sentences = [
        convert({ to: 'image' }, value),
        convert({ path: 'gone.far' }, value),
        ...(typeof value === 'number' ? [] : [convert({ to: 'number' }, value)]),
        ...(typeof value === 'boolean' ? [] : [convert({ to: 'boolean' }, value)]),
        ...(isTableOrList(value) ? [] : [convert({ list: true }, value), convert({ to: 'table' }, value)]),
      ];
      for (const each of sentences) expect(errorText(each, zh), each.message).toMatch(/[这找].*[\u4e00-\u9fff].*。$/);
    }
    expect(errorText(convert({ to: 'table' }, [1]), zh)).toBe('表格的每一行都来自一个对象，而第 0 项是数字 1。');
    const template = (text: string) =>
      recordedError(thrownBy(() => textKind.compute?.({ template: text }, { items: [] })));
    expect(errorText(template('{{items.0.title}}'), zh)).toBe('{{items.0.title}} 处没有值。');
    expect(errorText(template('{{1+1}}'), zh)).toBe('{{1+1}} 不是路径。');
    const unknown = { code: 'convert.not_a_number', message: 'Said in some other way.' };
    expect(errorText(unknown, zh)).toBe(unknown.message);
  });

  test('says what is wrong in a file', () => {
    const text = (document: unknown) =>
      errorText(
        thrownBy(() => readDocument(JSON.stringify(document))),
        zh,
      );
    const empty = JSON.parse(writeDocument(pipeline([], []))) as PipelineDocument;
    expect(text({ ...empty, format: 'longline/9' })).toBe('这不是 longline/1 文档：其格式为“longline/9”。');
    expect(text({ ...empty, colour: 'red' })).toBe('/colour 不是 longline/1 认识的属性。');
    expect(
      errorText(
        thrownBy(() => readDocument('{')),
        zh,
      ),
    ).toContain('第 1 行');
  });
});

describe('the English window', () => {
  test('says what the host says, and reasons of a schema in words of its own', () => {
    const [problem] = check(pipeline([node('a', 'warp'), node('o', 'output', { name: 'o' })], []), testCatalog);
    expect(problem && problemText(problem, false, en)).toBe(problem?.message);
    expect(reasonText({ reason: 'least', value: '3' }, undefined, en)).toBe('It must be at least 3.');
    expect(reasonText({ reason: 'least', value: '3' }, '3 s', en)).toBe('It must be at least 3 s.');
  });
});

describe('every code that a window can meet (D10)', () => {
  const root = resolve(import.meta.dirname, '../../src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^(?:shared|renderer|main\/(?:store|hosts|drivers|endpoints|knowledge))\/.*\.tsx?$/.test(path))
    .filter((path) => !/hosts\/cli|i18n\//.test(path));
  const areas =
    'node|kind|params|handle|pipeline|input|output|graph|wire|port|extract|inline|edit|edits|part|template|plan|document|convert|library|run|endpoint|folder|journal|storage|host|json';
  const call = new RegExp(
    `(?:LonglineError|report|refused|stop|again|errorOf|fail)\\(\\s*'((?:${areas})\\.[a-z_]+)'|\\bcode: '((?:${areas})\\.[a-z_]+)'`,
    'g',
  );
  const codes = files.flatMap((path) => {
    const source = readFileSync(join(root, path), 'utf8');
    return [...source.matchAll(call)].map((match) => ({
      path,
      code: match[1] ?? match[2] ?? '',
      names: namesAround(source, match.index + match[0].length),
    }));
  });
  // What servers, disks and databases said goes along in their own words, under a short name.
  const apart = /^(?:storage|journal|endpoint|folder)\./;
  const keysOf = (code: string) =>
    Object.keys(zh).filter((key) => key === `said.${code}` || key.startsWith(`said.${code}.`));

  test('has a sentence in Chinese, or for those of servers and disks at least a short name', () => {
    expect(codes.length).toBeGreaterThan(120);
    const wordless = codes.filter(({ code }) => keysOf(code).length === 0);
    const nameless = wordless.filter(({ code }) => zh[`code.${code}`] === undefined || !apart.test(code));
    expect([...new Set(nameless.map(({ code }) => code))]).toEqual([]);
  });

  test('gives the values that its Chinese sentence says', () => {
    for (const { code, path, names } of codes) {
      // Of some the sentence is all that a run records, and every fault of a JSON text has its place; see above.
      if (/^(?:convert|template|json)\./.test(code)) continue;
      const keys = keysOf(code);
      if (keys.length === 0) continue;
      // Whatever a check reports of a node names it.
      const has = (name: string) => names.has(name) || (name === 'node' && path === 'shared/pipeline/check.ts');
      const fits = keys.some((key) => placesIn(zh[key] ?? '').every(has));
      expect(fits, `${code} in ${path} has ${[...names].join(', ')}`).toBe(true);
    }
  });
});

function isTableOrList(value: unknown): boolean {
  return Array.isArray(value) || (typeof value === 'object' && value !== null && 'columns' in value);
}

function placesIn(template: string): readonly string[] {
  return [...template.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '');
}

// The names in the rest of the call or object that a code stands in, without those inside its texts; where it passes its details on, those
// of the whole file.
function namesAround(source: string, from: number): ReadonlySet<string> {
  let depth = 1;
  let at = from;
  for (; at < source.length && depth > 0; at += 1) {
    if ('({['.includes(source[at] ?? '')) depth += 1;
    else if (')}]'.includes(source[at] ?? '')) depth -= 1;
  }
  const rest = source.slice(from, at).replaceAll(/`[^`]*`|'[^']*'|"[^"]*"/g, '');
  if (/\bdetails\s*[,}]/.test(rest)) return new Set(source.match(/\b[a-zA-Z]+\b/g));
  return new Set(rest.match(/\b[a-zA-Z]+\b/g) ?? []);
}

function thrownBy(act: () => unknown): LonglineError {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof LonglineError) return thrown;
    throw thrown;
  }
  throw new Error('Nothing was thrown.');
}
