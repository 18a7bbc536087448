// The parser that spares itself what it has read before gives the same as one that reads everything.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ChunkParser } from '../../../src/main/endpoints/chunk-parser.ts';
import { seeded } from '../../kit/seeded.ts';

function chunk(delta: unknown, more: object = {}): string {
  return JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: null, ...more }] });
}

/** Parses in a row, each result as text at once, since a value is valid until the next. */
function parsed(texts: readonly string[]): readonly string[] {
  const parser = new ChunkParser();
  return texts.map((text) => {
    try {
      return JSON.stringify(parser.parse(text));
    } catch {
      return 'no JSON';
    }
  });
}

function expected(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return 'no JSON';
  }
}

test('chunks of all known streams come out as they are', () => {
  const folder = resolve(import.meta.dirname, '../../fixtures/chunks');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sse'));
  expect(files.length).toBeGreaterThan(40);
  for (const file of files) {
    const lines = readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('data: {'))
      .map((line) => line.slice('data: '.length));
    expect(parsed(lines), file).toEqual(lines.map(expected));
  }
});

test('chunks that look alike and are not come out as they are', () => {
  const first = chunk({ content: 'a' });
  const [head = '', tail = ''] = first.split('"a"');
  const alike = [
    'b',
    '',
    'x","role":"y',
    '\\u4ef7',
    '\\n',
    '\\',
    '\\"',
    '"',
    '\t',
    '\u0001',
    'a"},"finish_reason":"stop"},{"index":1,"delta":{"content":"b',
    '价 🚢',
    '\u2028',
    '\\ud83d',
    '__proto__',
    'a","content":"b',
    '\\"}',
  ].map((between) => `${head}"${between}"${tail}`);
  const others = [
    head,
    tail,
    head + tail,
    `${first} `,
    ` ${first}`,
    'null',
    '7',
    '"a"',
    '[]',
    '',
    '{',
    chunk({ content: ['a'] }),
    chunk({ content: null }),
    chunk({ content: { content: 'a' } }),
    chunk({ content: 'a', reasoning: 'a' }),
    chunk({ content: 'a' }, { note: 'content":"a' }),
    chunk({ content: 'a' }, { extra: { content: 'a' } }),
    chunk({ content: 'a' }, { extra: { content: 'b' } }),
    chunk({ content: 'a' }, { extra: { content: 'a' } }).replace('"a"', String.raw`"\u0061"`),
    chunk({ content: 'a' }, { extra: { content: 'b' } }).replace('"a"', String.raw`"\u0061"`),
    '{"choices":[{"delta":{"content":"a","content":"b"}}]}',
    '{"choices":[{"delta":{"content":"c","content":"b"}}]}',
    '{"choices":[{"delta":{"content":"b","content":"b"}}]}',
  ];
  for (const one of [...alike, ...others]) {
    for (const other of [...alike, ...others]) {
      const row = [first, one, other, first];
      expect(parsed(row), JSON.stringify(row)).toEqual(row.map(expected));
    }
  }
});

test('4,000 random rows of chunks, with errors strewn in, come out as they are', () => {
  const random = seeded(77);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const texts = ['a', ' word', '"', '\\', '\n', '价', '🚢', '', '{"x":1}', '","', '\u0007', 'content'];
  const one = (): string => {
    const text = pick(texts) + pick(texts);
    const call = (more: object): unknown => ({ tool_calls: [{ index: 0, ...more, function: { arguments: text } }] });
    const whole = pick([
      () => chunk({ content: text }),
      () => chunk({ reasoning: text }),
      () => chunk({ reasoning_content: text, reasoning: text }),
      () => chunk({ reasoning_content: text, content: '' }),
      () => chunk(call({})),
      () => chunk(call({ id: pick(texts) })),
      () => chunk({ content: text }, { finish_reason: pick([null, 'stop']) }),
      () => chunk({ content: text }).replaceAll('":', '": '),
    ])();
    if (random() > 0.05) return whole;
    const at = Math.floor(random() * whole.length);
    return whole.slice(0, at) + pick(['"', '', '}', '\\', 'x']) + whole.slice(at + 1);
  };
  for (let nth = 0; nth < 4000; nth += 1) {
    const row = Array.from({ length: 8 }, one);
    expect(parsed(row)).toEqual(row.map(expected));
  }
});

test('of a long stream of alike chunks one is read whole', () => {
  const parser = new ChunkParser();
  const values = new Set(
    Array.from({ length: 500 }, (_, at) => parser.parse(chunk({ reasoning_content: ` word ${at}` }))),
  );
  expect(values.size).toBe(1);
});
