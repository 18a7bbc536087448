// Passages of generated documents: spans that are exact, ids that are the same everywhere, nothing lost and nothing twice.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cutPages,
  cutPassages,
  passageDigest,
  passageId,
  wholeCharacters,
} from '../../../src/main/knowledge/passages.ts';
import { textOfFile } from '../../../src/main/knowledge/text-of.ts';
import { isWellFormed } from '../../../src/shared/json/canonical.ts';

const sentence = fc.oneof(
  fc.lorem({ maxCount: 30 }),
  fc.constantFrom(
    '港口的修复工程费用上升。',
    'Größere Kähne – übermorgen!',
    '🛳️🛳️ sailed 👩‍👩‍👧',
    '\t\u00a0',
    '\u3000',
    'ß',
    '𠮷𠮷𠮷',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.nat({ max: 3000 }).map((length) => 'x'.repeat(length)),
  fc.nat({ max: 900 }).map((length) => '🛳'.repeat(length)),
);
const line = fc.oneof(
  { weight: 6, arbitrary: sentence },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat({ max: 4 }), fc.integer({ min: 1, max: 6 }), fc.lorem({ maxCount: 4 }))
      .map(([pad, level, text]) => `${' '.repeat(pad)}${'#'.repeat(level)} ${text}`),
  },
  { weight: 1, arbitrary: fc.constantFrom('---', '```', 'Date: 2026-01-02', '=====') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '<h2>Head</h2>',
      '<p>para',
      '<li>item',
      '<td>cell',
      '<pre>\n  kept',
      '</pre>',
      '<script>',
      '</script>',
    ),
  },
);
const document = fc.record({
  file: fc.constantFrom('a.md', 'a.txt', 'a.html'),
  text: fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\n\n', '\r\n\r\n', '\n \n\n', ' ')), { maxLength: 30 })
    .map((lines) => lines.flat().join('')),
  passageChars: fc.integer({ min: 200, max: 4000 }),
});

const sourceOf = (file: string, text: string) => textOfFile(file, new TextEncoder().encode(text));
const withoutSpace = (text: string) => text.replaceAll(/\s+/g, '');

describe('the passages of any document', () => {
  test('hold every character that is not space once, in order, and none is longer than wanted by more than a half', () => {
    fc.assert(
      fc.property(document, ({ file, text, passageChars }) => {
        const source = sourceOf(file, text);
        const passages = cutPassages(source, passageChars);
        let end = 0;
        for (const passage of passages) {
          expect(passage.start).toBeGreaterThanOrEqual(end);
          expect(source.text.slice(end, passage.start).trim()).toBe('');
          end = passage.end;
          const own = source.text.slice(passage.start, passage.end);
          expect(own.trim()).toBe(own);
          expect(own).not.toBe('');
          expect(own.length).toBeLessThanOrEqual(passageChars * 1.5);
          expect(isWellFormed(own)).toBe(true);
        }
        expect(source.text.slice(end).trim()).toBe('');
      }),
      { numRuns: 300 },
    );
  });

  test('have headings that the document has, and headings begin where their text stands', () => {
    fc.assert(
      fc.property(document, ({ file, text, passageChars }) => {
        const source = sourceOf(file, text);
        const known = source.headings.map((heading) => heading.text);
        for (const { heading, start } of cutPassages(source, passageChars)) {
          if (heading !== null) expect(known).toContain(heading);
          else expect(source.headings.every((one) => one.start > start)).toBe(true);
        }
        if (file !== 'a.html') return;
        for (const { start, text: own } of source.headings) {
          const here = withoutSpace(source.text.slice(start, start + own.length * 2 + 20));
          expect(here.startsWith(withoutSpace(own).slice(0, 1))).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('have ids that are the same each time and differ from each other', () => {
    fc.assert(
      fc.property(document, ({ file, text, passageChars }) => {
        const ids = () => {
          const source = sourceOf(file, text);
          return cutPassages(source, passageChars).map((span) =>
            passageId(passageDigest(file, span, source.text.slice(span.start, span.end))),
          );
        };
        const first = ids();
        expect(ids()).toEqual(first);
        expect(new Set(first).size).toBe(first.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the pages of any document', () => {
  test('hold the whole text in order, and none is longer than wanted', () => {
    fc.assert(
      fc.property(document, ({ file, text, passageChars }) => {
        const source = sourceOf(file, text);
        const pages = cutPages(source, passageChars);
        let end = 0;
        for (const page of pages) {
          expect(source.text.slice(end, page.start).trim()).toBe('');
          expect(page.end - page.start).toBeLessThanOrEqual(passageChars);
          expect(isWellFormed(source.text.slice(page.start, page.end))).toBe(true);
          end = page.end;
        }
        expect(source.text.slice(end).trim()).toBe('');
      }),
      { numRuns: 200 },
    );
  });
});

describe('a passage', () => {
  test('has an id that never changes for the same file, span and text', () => {
    const digest = passageDigest('report.md', { start: 3, end: 9 }, 'quay 1');
    expect(digest).toBe('72cbcd83785cea3c');
    expect(passageId(digest)).toBe(`p-${digest.slice(0, 8)}`);
    expect(passageId(digest, true)).toBe(`p-${digest}`);
    expect(passageDigest('other.md', { start: 3, end: 9 }, 'quay 1')).not.toBe(digest);
    expect(passageDigest('report.md', { start: 4, end: 9 }, 'quay 1')).not.toBe(digest);
    expect(passageDigest('report.md', { start: 3, end: 9 }, 'quay 2')).not.toBe(digest);
  });

  test('begins at its heading, and a chain of headings stays with the text below it', () => {
    const text = `# Report\n\n## Costs\n\n${'The quay cost more. '.repeat(10).trim()}\n\n## Time\n\n${'The work took longer. '.repeat(10).trim()}\n`;
    const source = sourceOf('a.md', text);
    const passages = cutPassages(source, 300);
    expect(passages.map(({ start, heading }) => [text.slice(start, start + 8), heading])).toEqual([
      ['# Report', 'Report'],
      ['## Time\n', 'Time'],
    ]);
  });

  test('ends behind a sentence where a paragraph is too long for one', () => {
    const source = sourceOf('a.txt', 'The quay was closed for a week in spring. '.repeat(40));
    const passages = cutPassages(source, 400);
    expect(passages.length).toBeGreaterThan(3);
    for (const { start, end } of passages) expect(source.text.slice(start, end)).toMatch(/^The quay .* spring\.$/s);
  });
});

test('a span that would cut a character is widened to hold it', () => {
  const text = 'a🛳b';
  expect(wholeCharacters(text, { start: 2, end: 4 })).toEqual({ start: 1, end: 4 });
  expect(wholeCharacters(text, { start: 0, end: 2 })).toEqual({ start: 0, end: 3 });
  expect(wholeCharacters(text, { start: 1, end: 3 })).toEqual({ start: 1, end: 3 });
});
