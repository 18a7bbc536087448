// What a search of a folder finds and in which order: in English with its endings, in German, and in Chinese and Japanese, which are
// written without spaces; by days; and passages that hold exactly the characters of the file that they name.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFolderAt, type ClosableFolder } from '../../../src/main/knowledge/index.ts';
import { textFolder, type TextFolder } from '../../kit/text-folder.ts';

const corpus = {
  'news/2026-01-10-quay.md':
    '# Quay estimate rises\n\nThe programme office estimates that the repaired quay will cost 215 million crowns.\n',
  'news/2026-02-11-ferry.md':
    '# Ferry cancelled\n\nThe operator cancelled thirty crossings, because the ferries were waiting for batteries.\n',
  'news/2026-03-12-battery.html':
    '<title>Battery test</title><h1>Battery test</h1><p>The battery stored 240 MWh and fed 60 MW into the grid.</p>',
  'news/2026-04-13-choir.txt': 'The choir sang on the quay in the evening, as it does each winter.\n',
  'undated.md': '# Storage\n\nA battery loses capacity when it is cold.\n',
  'de/haeuser.md': '# Wärmepumpen\n\nIn den Häusern an der Hafenstraße stiegen die Heizkosten um 4,3 Prozent.\n',
  'de/schiff.md': '# Fähre\n\nDie Fähre fiel im Oktober an neun Tagen aus.\n',
  'zh/gangkou.md': '# 港口修复\n\n港口的修复工程费用上升到四亿八千万元。市议会批准了追加预算。\n',
  'zh/dianchi.md': '# 电池储能\n\n电池储能站在十月发生火灾，原因是冷却管松动。\n',
  'zh/xingui.html': '<title>海关新规</title><p>文件自明年起生效。</p>',
  'ja/feri.md': '# フェリー欠航\n\n十月にフェリーは三十一便が欠航した。\n',
} as const;

let files: TextFolder;
let folder: ClosableFolder;

beforeAll(async () => {
  files = textFolder(corpus);
  folder = await openFolderAt(files.path, { indexDirectory: null, folder: 'news' });
});

afterAll(() => {
  folder.close();
  files.remove();
});

const found = async (query: string, options: { since?: string; until?: string; limit?: number } = {}) =>
  (await folder.search(query, { limit: 10, ...options })).map((passage) => passage.file);

describe('a search', () => {
  test.each([
    ['estimated cost of the quay', 'news/2026-01-10-quay.md'],
    ['cancelling a crossing', 'news/2026-02-11-ferry.md'],
    ['WAITS', 'news/2026-02-11-ferry.md'],
    ['240 MWh', 'news/2026-03-12-battery.html'],
    ['battery test grid', 'news/2026-03-12-battery.html'],
    ['singing choirs', 'news/2026-04-13-choir.txt'],
    ['Heizkosten Häuser', 'de/haeuser.md'],
    ['hafenstrasse', 'de/haeuser.md'],
    ['HAUSERN', 'de/haeuser.md'],
    ['Wann fiel die Fähre aus?', 'de/schiff.md'],
    ['港口费用', 'zh/gangkou.md'],
    ['市议会批准预算了吗？', 'zh/gangkou.md'],
    ['火灾的原因', 'zh/dianchi.md'],
    ['电池', 'zh/dianchi.md'],
    ['海关', 'zh/xingui.html'],
    ['欠航したフェリー', 'ja/feri.md'],
    ['ﾌｪﾘｰ', 'ja/feri.md'],
  ])('for "%s" finds %s first', async (query, file) => {
    expect((await found(query))[0]).toBe(file);
  });

  test('puts a word in the title above the same word in the text', async () => {
    expect((await found('quay')).slice(0, 2)).toEqual(['news/2026-01-10-quay.md', 'news/2026-04-13-choir.txt']);
  });

  test('finds one character of a script without spaces wherever it stands', async () => {
    expect(await found('灾')).toEqual(['zh/dianchi.md']);
    expect(await found('元')).toEqual(['zh/gangkou.md']);
  });

  test('for words that nothing holds, or for no words, finds nothing and does not fail', async () => {
    for (const query of ['zeppelin', '', '   ', '?!', '。、', '"', '́']) expect(await found(query)).toEqual([]);
  });

  test('takes every query as words, whatever operators stand in it', async () => {
    const queries = [
      'quay"',
      'NEAR(quay, 2',
      'title:quay',
      'quay AND',
      'quay NOT quay',
      'quay*',
      '^quay',
      '(quay',
      'quay\0',
      "'; DROP TABLE file; -- quay",
    ];
    for (const query of queries) expect(await found(query), query).toContain('news/2026-01-10-quay.md');
    expect(await found(`${'zeppelin '.repeat(5000)}`)).toEqual([]);
  });

  test('returns at most as many passages as asked for, best first', async () => {
    const passages = await folder.search('battery quay ferry', { limit: 3 });
    expect(passages).toHaveLength(3);
    const scores = passages.map((passage) => passage.score ?? 0);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  test('gives the same passages each time', async () => {
    const first = await folder.search('battery quay ferry', { limit: 10 });
    const other = await openFolderAt(files.path, { indexDirectory: null, folder: 'news' });
    expect(await folder.search('battery quay ferry', { limit: 10 })).toEqual(first);
    expect(await other.search('battery quay ferry', { limit: 10 })).toEqual(first);
    other.close();
  });
});

describe('a search by days', () => {
  test.each([
    [
      { since: '2026-02-11' },
      ['news/2026-02-11-ferry.md', 'news/2026-03-12-battery.html', 'news/2026-04-13-choir.txt'],
    ],
    [{ until: '2026-02-11' }, ['news/2026-01-10-quay.md', 'news/2026-02-11-ferry.md']],
    [{ since: '2026-02-12', until: '2026-03-12' }, ['news/2026-03-12-battery.html']],
    [{ since: '2027-01-01' }, []],
  ])('%j finds what is dated within them, ends included, and nothing undated', async (days, expected) => {
    expect((await found('quay battery batteries ferry choir storage', days)).toSorted()).toEqual(expected);
  });
});

describe('a passage that was found', () => {
  test('holds exactly the characters of its span, and reading that span gives the same id', async () => {
    const passages = await folder.search('quay battery ferry 港口 电池 海关 フェリー Heizkosten Fähre choir', {
      limit: 50,
    });
    expect(passages).toHaveLength(Object.keys(corpus).length);
    for (const passage of passages) {
      const source = await folder.read(passage.file);
      expect(source.text.slice(passage.start, passage.end)).toBe(passage.text);
      const { score: _, ...rest } = passage;
      expect(folder.passageOf(source, passage)).toEqual(rest);
      expect(passage.folder).toBe('news');
    }
    expect(new Set(passages.map((passage) => passage.id)).size).toBe(passages.length);
  });

  test('carries title, heading and date of its source where it has them', async () => {
    const [first] = await folder.search('estimate quay', { limit: 1 });
    expect(first).toMatchObject({ title: 'Quay estimate rises', heading: 'Quay estimate rises', date: '2026-01-10' });
    const [undated] = await folder.search('cold capacity', { limit: 1 });
    expect(undated).not.toHaveProperty('date');
    const [plain] = await folder.search('choir', { limit: 1 });
    expect(plain).not.toHaveProperty('heading');
  });

  test('is shorter where shorter passages are asked for', async () => {
    const long = textFolder({ 'long.txt': `${'The quay was closed for a week. '.repeat(100)}` });
    const open = await openFolderAt(long.path, { indexDirectory: null, folder: 'long' });
    for (const passageChars of [200, 900, 4000]) {
      const [passage] = await open.search('quay', { limit: 1, passageChars });
      expect(passage?.text.length).toBeLessThanOrEqual(passageChars);
      expect(passage?.text.length).toBeGreaterThan(Math.min(passageChars, 3200) / 2);
    }
    open.close();
    long.remove();
  });
});

test('a folder lists its files with title and date, by name', async () => {
  const listed = await folder.list();
  expect(listed.map((one) => one.file)).toEqual(Object.keys(corpus).toSorted());
  expect(listed).toContainEqual({ file: 'news/2026-03-12-battery.html', title: 'Battery test', date: '2026-03-12' });
  expect(listed).toContainEqual({ file: 'undated.md', title: 'Storage', date: null });
});
