// The catalogues of words: complete in every language, and nothing in them that nobody says.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cardOf } from '../../src/main/tools/define.ts';
import { tools } from '../../src/main/tools/index.ts';
import { en } from '../../src/renderer/i18n/en.ts';
import { portTitle, summaryWords } from '../../src/renderer/i18n/kind-words.ts';
import { zhCn } from '../../src/renderer/i18n/zh-cn.ts';
import { catalogWithTools } from '../../src/shared/pipeline/kinds/index.ts';
import { summaryLines } from '../../src/shared/pipeline/view/summary.ts';
import { node, pipeline } from '../kit/pipelines.ts';

const folder = resolve(import.meta.dirname, '../../src/renderer');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/^i18n\/(?:en|zh-cn)/.test(path))
  .map((path) => readFileSync(join(folder, path), 'utf8'))
  .join('\n');
const stem = (key: string) => key.replace(/_(one|other)$/, '');
const places = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

describe('the words of the window', () => {
  test('exist in Chinese for every English one, with the same places', () => {
    for (const [key, text] of Object.entries(en)) {
      const other = (zhCn as Readonly<Record<string, string>>)[key];
      expect(other, key).toBeTruthy();
      expect(places(other ?? ''), key).toEqual(places(text));
    }
  });

  test('stand in one file each, so that none hides another', () => {
    for (const language of ['en', 'zh-cn']) {
      const place = join(folder, 'i18n', language);
      const keys = readdirSync(place).flatMap((file) =>
        [...readFileSync(join(place, file), 'utf8').matchAll(/^  '([^']+)':/gm)].map((match) => match[1] ?? ''),
      );
      expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    }
  });

  test('have every key that a component uses', () => {
    const known = new Set(Object.keys(en).map(stem));
    const used = [...sources.matchAll(/\bt\(\s*'([a-z_.]+)'/g)].map((match) => match[1] ?? '');
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((key) => !known.has(key))).toEqual([]);
  });

  test('hold no key that nothing uses', () => {
    const families = [...sources.matchAll(/(?:\bt\(|= )\s*`([a-z_]+\.)\$\{/g)].map((match) => match[1] ?? '');
    const unused = Object.keys(en)
      .map(stem)
      .filter((key) => !sources.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)));
    expect(unused).toEqual([]);
  });

  test('name in Chinese only kinds, their params with choices, sections and units, and errors besides', () => {
    const extra = Object.keys(zhCn).filter((key) => !(key in en));
    expect(
      extra.filter(
        (key) => !/^(kind|summary|port_name|param|choice|option|section|unit|code|said|todo|found)\./.test(key),
      ),
    ).toEqual([]);
  });
});

describe('the words of kinds', () => {
  const zh: Readonly<Record<string, string>> = zhCn;
  const word = (key: string, otherwise: string) => zh[key] ?? otherwise;
  const plain = (_: string, otherwise: string) => otherwise;
  const cards = [...catalogWithTools(tools.map(cardOf)).values()].map(({ card }) => card);
  const card = (kind: string) => cards.find((candidate) => candidate.kind === kind)!;
  const inner = pipeline([], []);
  const pipelines = { part: { ...inner, meta: { ...inner.meta, title: 'Rate them' } } };
  const lines = (kind: string, params: object, language = word) =>
    summaryLines(card(kind), node('n', kind, params as never), summaryWords(language, pipelines));

  test('are there in Chinese for every title, every port that a kind declares and every summary, with its places', () => {
    const placesOf = (text: string) =>
      text.split('\n').map((line) => (line.match(/\{[\w-]+\}/g) ?? []).toSorted().join(''));
    for (const { kind, ports, summary } of cards) {
      expect(zh[`kind.${kind}`], kind).toMatch(/[\u4e00-\u9fff]/);
      for (const { name } of [...ports.in, ...ports.out]) expect(zh[`port_name.${kind}.${name}`], name).toBeTruthy();
      if (summary !== '') expect(placesOf(zh[`summary.${kind}`] ?? ''), kind).toEqual(placesOf(summary));
    }
  });

  test('say what a node does, its choices by their titles and a pipeline inside by its own', () => {
    expect(lines('agent', { maxSteps: 40 })).toEqual(['最多 40 步']);
    expect(lines('input', { name: 'question', type: 'text' })).toEqual(['question：文本']);
    expect(lines('branch', { path: 'score', operator: 'less', value: 3 })).toEqual(['score 小于 3']);
    expect(lines('branch', { path: 'score', operator: 'less', value: 3 }, plain)).toEqual(['score is less than 3']);
    expect(lines('convert', { to: 'json' }, plain)).toEqual(['to any value']);
    expect(lines('subpipeline', { pipeline: 'part' })).toEqual(['Rate them']);
    expect(lines('subpipeline', { pipeline: 'gone' })).toEqual(['gone']);
  });

  test('leave a port that an author named as he named it', () => {
    expect(portTitle(card('agent'), 'in', { name: 'task', title: 'task' }, word)).toBe('任务');
    expect(portTitle(card('text'), 'in', { name: 'text' }, word)).toBe('text');
    expect(portTitle(card('text'), 'out', { name: 'text' }, word)).toBe('文本');
    expect(portTitle(card('map'), 'in', { name: 'criteria' }, word)).toBe('criteria');
    expect(portTitle(null, 'in', { name: 'value' }, word)).toBe('value');
  });
});
