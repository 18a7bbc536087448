// Text of models on the screen: Markdown without HTML, hidden characters made visible, links that may be opened, figures, fields.

import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../src/renderer/inspector/fields-of.ts';
import { inputValues } from '../../src/renderer/run/run-inputs.ts';
import { clock, cost, duration, moments, money, oneLine, tokens } from '../../src/renderer/ui/format.ts';
import { visible } from '../../src/renderer/ui/hidden-characters.ts';
import { openableUrl } from '../../src/renderer/ui/openable-url.ts';
import { parseMarkdown, parseSpans } from '../../src/renderer/ui/markdown/parse.ts';
import { structuralKinds } from '../../src/shared/pipeline/kinds/index.ts';

describe('Markdown', () => {
  test('gives headings, lists within lists, tables, quotes and code', () => {
    const parts = parseMarkdown(
      '# T\n\ntext **bold** `code`\n\n- a\n  1. b\n- c\n\n| h | i |\n|---|---|\n| 1 | 2 |\n\n> q\n\n```js\nx < 1\n```\n---',
    );
    expect(parts.map(({ type }) => type)).toEqual(['heading', 'paragraph', 'list', 'table', 'quote', 'fence', 'rule']);
    expect(parts[2]).toMatchObject({
      items: [{ parts: [{ type: 'paragraph' }, { type: 'list', ordered: true }] }, {}],
    });
    expect(parts[5]).toEqual({ type: 'fence', language: 'js', text: 'x < 1' });
  });

  test('puts headings into an outline that passes over no step, whatever count of # they have', () => {
    const depths = (text: string) =>
      parseMarkdown(text).map((part) => (part.type === 'heading' ? [part.level, part.depth] : []));
    expect(depths('## a\n#### b\n### c\n# d\n## e')).toEqual([
      [2, 1],
      [4, 2],
      [3, 2],
      [1, 1],
      [2, 2],
    ]);
  });

  test('keeps raw HTML as text', () => {
    expect(parseSpans('<img src=x onerror=1>')).toEqual([{ type: 'text', text: '<img src=x onerror=1>' }]);
  });

  test('makes citations of passage ids and of nothing else', () => {
    expect(parseSpans('So [p-1a2b3c4d, p-00000001] and [1].')).toEqual([
      { type: 'text', text: 'So ' },
      { type: 'cite', ids: ['p-1a2b3c4d', 'p-00000001'] },
      { type: 'text', text: ' and [1].' },
    ]);
  });

  test('ends for hostile input', () => {
    for (const text of [
      '>'.repeat(5000),
      '- '.repeat(3000),
      '*'.repeat(5000),
      '['.repeat(5000),
      '`'.repeat(5001),
      '|'.repeat(3000),
    ]) {
      expect(parseMarkdown(text).length).toBeGreaterThan(0);
    }
  });
});

test('hidden characters are shown as escapes, line ends and tabs are kept', () => {
  expect(visible('a\u200Bb\u202Ec\n\td')).toBe('a⟨U+200B⟩b⟨U+202E⟩c\n\td');
});

test('only https and this machine may be opened, with the host as it is spelt', () => {
  expect(openableUrl('https://exämple.org/a')).toBe('https://xn--exmple-cua.org/a');
  expect(openableUrl('http://127.0.0.1:8000/')).toBe('http://127.0.0.1:8000/');
  for (const url of [
    'http://example.org',
    // oxlint-disable-next-line no-script-url -- that it is refused is the point
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://user@example.org',
    'no',
  ]) {
    expect(openableUrl(url), url).toBeNull();
  }
});

test('figures read as people write them, and an unknown cost is not a zero', () => {
  expect([money(0), money(4_200_000), money(1_500_000_000), money(1)]).toEqual([
    '$0.00',
    '$0.0042',
    '$1.50',
    '< $0.0001',
  ]);
  expect([cost(null), cost({ low: 1e9, high: 1e9 }), cost({ low: 1e9, high: 2e9 })]).toEqual([
    null,
    '$1.00',
    '$1.00–$2.00',
  ]);
  expect([tokens(842), tokens(12_345), tokens(123_456), tokens(1_234_567)]).toEqual(['842', '12.3k', '123k', '1.23M']);
  expect([duration(340), duration(4200), duration(187_000), duration(7_500_000)]).toEqual([
    '340 ms',
    '4.2 s',
    '3 min 07 s',
    '2 h 05 min',
  ]);
  expect([clock(0), clock(7900), clock(750_000), clock(7_500_000)]).toEqual(['0:00', '0:07', '12:30', '2:05:00']);
  expect(oneLine(' a\n b ', 10)).toBe('a b');
});

test('every param of every structural kind has a field with a title and a control', () => {
  for (const { card } of structuralKinds) {
    for (const field of fieldsOf(card.params)) {
      expect(field.title, `${card.kind}.${field.name}`).not.toBe('');
      expect(field.control).toBeTruthy();
    }
  }
  const agent = fieldsOf(structuralKinds.find(({ card }) => card.kind === 'agent')?.card.params ?? {});
  expect(agent.map(({ name, control }) => [name, control])).toEqual([
    ['instructions', 'prompt'],
    ['endpoint', 'endpoint'],
    ['model', 'model'],
    ['maxSteps', 'number'],
    ['maxOutputTokens', 'number'],
    ['context', 'choice'],
    ['contextTokens', 'number'],
    ['trajectories', 'number'],
    ['approval', 'choice'],
    ['repairArguments', 'switch'],
    ['onRepeat', 'choice'],
    ['onAlternation', 'choice'],
    ['onNoEvidence', 'choice'],
    ['onMismatch', 'choice'],
    ['escalateEndpoint', 'endpoint'],
    ['escalateModel', 'model'],
  ]);
});

test('inputs are read by the type of their port', () => {
  const ports = [
    { name: 'question', type: 'text', required: true },
    { name: 'limit', type: 'number' },
    { name: 'tags', type: 'text', list: true },
  ] as const;
  expect(inputValues(ports, { question: '7', limit: '12', tags: '["a"]' })).toEqual({
    values: { question: '7', limit: 12, tags: ['a'] },
    wrong: [],
  });
  expect(inputValues(ports, { limit: 'many' }).wrong).toEqual(['question', 'limit']);
});

test('times that would read the same are told apart by their second, others are not', () => {
  const at = (text: string) => Date.parse(`2026-03-05T${text}`);
  const now = at('18:00:00');
  const times = [at('10:31:05'), at('10:31:40'), at('10:33:00'), Date.parse('2026-03-01T10:31:05')];
  expect(moments(times, 'de', now).map((text) => text.replaceAll(/\s/g, ' '))).toEqual([
    '10:31:05',
    '10:31:40',
    '10:33',
    '1. März, 10:31',
  ]);
});
