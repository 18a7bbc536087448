// What a file of each type becomes: its plain text, its title, its date, and headings whose offsets point into that text.

import { describe, expect, test } from 'vitest';
import { textOfFile } from '../../../src/main/knowledge/text-of.ts';
import type { SourceText } from '../../../src/main/tools/define.ts';

const read = (file: string, text: string): SourceText => textOfFile(file, new TextEncoder().encode(text));
const headingTexts = (source: SourceText) => source.headings.map(({ text, level }) => [level, text]);

describe('a Markdown file', () => {
  test('is kept as it reads, and its headings point to where they begin', () => {
    const text =
      '# Harbour *news*\n\nFirst.\n\n## The [quay](https://example.org) ##\n\nSecond.\n\nCosts\n-----\n\nThird.\n';
    const source = read('a.md', text);
    expect(source.text).toBe(text);
    expect(source.title).toBe('Harbour news');
    expect(headingTexts(source)).toEqual([
      [1, 'Harbour news'],
      [2, 'The quay'],
      [2, 'Costs'],
    ]);
    expect(source.headings.map(({ start }) => text.slice(start, start + 5))).toEqual(['# Har', '## Th', 'Costs']);
  });

  test('has a heading that is indented begin at its first mark, not at the space before it', () => {
    const source = read('a.md', 'Text.\n\n  ## Indented\n\nMore.');
    expect(source.headings).toEqual([{ text: 'Indented', level: 2, start: 9 }]);
  });

  test('has no headings in code, in tables, in lists or in front matter', () => {
    const source = read(
      'a.md',
      '---\ntitle: Front\nnote: x\n---\n\n```sh\n# a comment\n```\n\n~~~\n```\n# still code\n~~~\n\n| a |\n---\n\n- item\n---\n\n#hashtag\n\n# Real\n',
    );
    expect(headingTexts(source)).toEqual([[1, 'Real']]);
    expect(source.title).toBe('Front');
  });

  test.each([
    ['its front matter', 'x.md', '---\ntitle: T\ndate: "2026-03-04"\n---\n# H\n', '2026-03-04'],
    ['a line "Date:"', 'x.md', '# H\n\nDate: 2026-03-05\n', '2026-03-05'],
    ['a bold line', 'x.md', '# H\n\n**Date:** 2026-03-06, late\n', '2026-03-06'],
    ['a German line', 'x.md', '# H\n\nDatum: 2026-03-07\n', '2026-03-07'],
    ['a Chinese line', 'x.md', '# H\n\n日期：2026-03-08\n', '2026-03-08'],
    ['its name', '2026-03-09-quay.md', '# H\n', '2026-03-09'],
    ['its line before its name', '2026-03-09-quay.md', '# H\n\nDate: 2026-03-10\n', '2026-03-10'],
    ['a time in its line', 'x.txt', 'Date: 2026-03-11T08:00:00Z\n', '2026-03-11'],
    ['nothing, where the day does not exist', '2026-02-30-quay.md', '# H\n\nDate: 2026-13-01\n', null],
    ['nothing, where a longer number only looks like one', '12026-03-091.md', '# H\n', null],
    ['nothing', 'x.md', '# H\n\nUpdated in spring.\n', null],
  ])('takes its date from %s', (_from, file, text, date) => {
    expect(read(file, text).date).toBe(date);
  });
});

describe('a text file', () => {
  test('takes its title from its name and counts characters after line ends are made one', () => {
    const source = read('notes/quay-cost_2026.txt', 'one\r\ntwo\rthree\n');
    expect(source).toEqual({
      file: 'notes/quay-cost_2026.txt',
      title: 'quay cost 2026',
      date: null,
      text: 'one\ntwo\nthree\n',
      headings: [],
    });
  });

  test.each([
    ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, 0x47, 0xc3, 0xbc], 'Gü'],
    ['UTF-16, little end first', [0xff, 0xfe, 0x47, 0x00, 0xfc, 0x00], 'Gü'],
    ['UTF-16, big end first', [0xfe, 0xff, 0x00, 0x47, 0x00, 0xfc], 'Gü'],
    ['an older Windows code page', [0x47, 0xfc, 0x80], 'Gü€'],
    ['a NUL inside', [0x47, 0x00, 0x48], 'G\uFFFDH'],
    ['nothing', [], ''],
  ])('is read as %s', (_what, bytes, text) => {
    expect(textOfFile('a.txt', Uint8Array.from(bytes)).text).toBe(text);
  });
});

describe('an HTML file', () => {
  test('becomes readable text: paragraphs apart, list items and table rows on lines, entities decoded', () => {
    const source = read(
      'a.html',
      `<!doctype html><html><head><title>Quay &amp; crane</title><meta property="article:published_time" content="2026-04-01T10:00:00Z">
      <style>p { color: red }</style></head><body><script>alert("x")</script>
      <h1>The  <em>quay</em></h1><p>One&nbsp;line,<br>another.</p><ul><li>first</li><li>second</li></ul>
      <h2>Figures</h2><table><tr><th>Year</th><th>Cost</th></tr><tr><td>2025</td><td>412</td></tr></table>
      <div hidden>not shown</div><p style="display:none">nor this</p></body></html>`,
    );
    expect(source.title).toBe('Quay & crane');
    expect(source.date).toBe('2026-04-01');
    expect(source.text).toBe(
      'The quay\n\nOne line,\nanother.\n\n- first\n- second\n\nFigures\n\nYear | Cost\n2025 | 412',
    );
    expect(source.headings.map(({ text, level, start }) => [text, level, source.text.slice(start, start + 4)])).toEqual(
      [
        ['The quay', 1, 'The '],
        ['Figures', 2, 'Figu'],
      ],
    );
  });

  test('takes its date from <time> where nothing else states one, and its title from its first heading', () => {
    const source = read(
      '2026-01-01-a.htm',
      '<h1>Head</h1><p>On <time datetime="2026-05-06T01:00">Wednesday</time></p>',
    );
    expect([source.title, source.date, source.text]).toEqual(['Head', '2026-05-06', 'Head\n\nOn Wednesday']);
  });

  test('that is broken or hostile still becomes text, quickly', () => {
    expect(read('a.html', '<p>one<p>two<b>three</p></div></b> four<h2>open').text).toBe(
      'one\n\ntwothree\n\nfour\n\nopen',
    );
    expect(read('a.html', '<script>while(true){}').text).toBe('');
    expect(read('a.html', '&#xD800;').text).toBe('\uFFFD');
    const deep = read('a.html', `${'<div>'.repeat(20_000)}core${'</div>'.repeat(20_000)}`);
    expect(deep.text).toBe('core');
  });
});
