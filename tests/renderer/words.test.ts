// The catalogues of words: complete in every language, and nothing in them that nobody says.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '../../src/renderer/i18n/en.ts';
import { zhCn } from '../../src/renderer/i18n/zh-cn.ts';

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
    expect(extra.filter((key) => !/^(kind|param|choice|option|section|unit|code|said|todo|found)\./.test(key))).toEqual(
      [],
    );
  });
});
