// The library as a list: what is shown in which order, what a search leaves, how names become paths, and what its edits are called.

import { describe, expect, test } from 'vitest';
import {
  folderPath,
  libraryRows,
  rowsBetween,
  tagCounts,
  tagsFrom,
  type LibraryRow,
  type Wanted,
} from '../../src/renderer/library/library-rows.ts';
import { entryInWords, isTagged } from '../../src/renderer/library/entry-words.ts';
import { libraryEditText } from '../../src/renderer/library/library-edit-text.ts';
import { recentOf } from '../../src/renderer/library/start/recent.ts';
import type { LibraryEntry } from '../../src/renderer/workspace.ts';
import { en } from '../../src/renderer/i18n/en.ts';
import type { Words } from '../../src/renderer/i18n/words.ts';

const entry = (id: string, more: Partial<LibraryEntry> = {}): LibraryEntry => ({
  id,
  title: id,
  description: null,
  sample: false,
  updatedAt: 0,
  openedAt: null,
  tags: [],
  folder: null,
  nodes: 1,
  picture: { width: 0, height: 0, boxes: [], wires: [] },
  ...more,
});
const all: Wanted = { sorting: 'name', closed: new Set(), search: '', tags: new Set(), found: new Map() };
const drawn = (rows: readonly LibraryRow[]) =>
  rows.map((row) => `${'  '.repeat(row.depth)}${row.of === 'folder' ? `${row.name}/ ${row.count}` : row.entry.title}`);

const entries = [
  entry('Brief 10', { updatedAt: 30 }),
  entry('Brief 9', { updatedAt: 10, tags: ['weekly'] }),
  entry('Review', { updatedAt: 20, folder: 'Research/2026', tags: ['weekly', 'heat', 'heat', 'sample'] }),
  entry('Old', { updatedAt: 40, folder: 'Research', description: 'Heating costs' }),
];
const folders = ['Research/2026', 'Archive', 'Research'];

describe('the library', () => {
  test('shows folders before pipelines on each level, with how many are inside, and counts as people do', () => {
    expect(drawn(libraryRows(entries, folders, all))).toEqual([
      'Archive/ 0',
      'Research/ 2',
      '  2026/ 1',
      '    Review',
      '  Old',
      'Brief 9',
      'Brief 10',
    ]);
  });

  test('puts what was changed last first when it is sorted so', () => {
    const rows = libraryRows(entries, [], { ...all, sorting: 'recent' });
    expect(drawn(rows)).toEqual(['Brief 10', 'Brief 9']);
  });

  test('hides what is in a closed folder and still counts it', () => {
    expect(drawn(libraryRows(entries, folders, { ...all, closed: new Set(['Research']) }))).toEqual([
      'Archive/ 0',
      'Research/ 2',
      'Brief 9',
      'Brief 10',
    ]);
  });

  test('finds every word of a search in title, description and tags, also in closed folders', () => {
    const search = (text: string) =>
      drawn(libraryRows(entries, folders, { ...all, search: text, closed: new Set(['Research']) }));
    expect(search('heat')).toEqual(['Old', 'Review']);
    expect(search('HEAT rev')).toEqual(['Review']);
    expect(search('nothing')).toEqual([]);
  });

  test('adds what the host found in the contents, with the place, and nothing else', () => {
    const found = new Map([
      ['Brief 9', 'search with short queries'],
      ['Gone', 'was deleted meanwhile'],
    ]);
    const rows = libraryRows(entries, folders, { ...all, search: 'queries', found });
    expect(rows).toEqual([
      { of: 'pipeline', id: 'Brief 9', entry: entries[1], depth: 0, found: 'search with short queries' },
    ]);
  });

  test('leaves what has all chosen tags', () => {
    expect(drawn(libraryRows(entries, folders, { ...all, tags: new Set(['weekly']) }))).toEqual(['Brief 9', 'Review']);
    expect(drawn(libraryRows(entries, folders, { ...all, tags: new Set(['weekly', 'heat']) }))).toEqual(['Review']);
  });

  test('offers each tag once, the most used first, and not that of samples', () => {
    expect(tagCounts(entries)).toEqual([
      ['weekly', 2],
      ['heat', 1],
    ]);
  });

  test('selects from one row to another, whichever comes first', () => {
    const rows = libraryRows(entries, folders, all);
    expect(rowsBetween(rows, 'Brief 9', 'Review')).toEqual(['Review', 'Old', 'Brief 9']);
    expect(rowsBetween(rows, 'Review', 'Brief 9')).toEqual(['Review', 'Old', 'Brief 9']);
    expect(rowsBetween(rows, 'gone', 'Old')).toEqual(['Old']);
  });
});

describe('a name that a person types', () => {
  test.each([
    ['Clients', null, 'Clients'],
    ['  Clients  ', 'Research', 'Research/Clients'],
    ['A/B', null, 'A-B'],
    ['', null, null],
    ['Archive', null, null],
    ['2026', 'Research', null],
    ['i', 'a/b/c/d/e/f/g/h', null],
  ])('%j in the folder %j becomes the path %j', (name, parent, path) => {
    expect(folderPath(name, parent, folders)).toBe(path);
  });

  test('is cut where a folder could not be that long', () => {
    expect(folderPath('x'.repeat(300), null, [])).toBe('x'.repeat(100));
  });

  test('becomes tags at commas of any script, each once', () => {
    expect(tagsFrom(' weekly, heat，研究、heat;  ,')).toEqual(['weekly', 'heat', '研究']);
    expect(tagsFrom('')).toEqual([]);
  });
});

describe('the start page', () => {
  test('shows own pipelines by when they were last opened, or else changed, and samples only if opened', () => {
    const recent = recentOf([
      entry('changed', { updatedAt: 5 }),
      entry('opened', { updatedAt: 1, openedAt: 9 }),
      entry('sample', { sample: true, updatedAt: null }),
      entry('never', { updatedAt: null }),
    ]);
    expect(recent.map(({ id }) => id)).toEqual(['opened', 'changed', 'never']);
  });
});

describe('an edit of the library in words', () => {
  const t: Words = (key, values) =>
    String((en as Readonly<Record<string, string>>)[key]).replace('{{title}}', String(values?.['title']));
  const labels = ['create', 'import', 'duplicate', 'remove', 'rename', 'tag', 'move', 'folder', 'rename_folder'];

  test.each([...labels, 'remove_folder'])('says what "library.edit.%s" was and to what', (label) => {
    const text = libraryEditText(t, { label: `library.edit.${label}`, title: 'News' });
    expect(text).toMatch(/^[a-z].*“News”$/);
  });

  test('is named by what it was done to where there are no words for it', () => {
    expect(libraryEditText(t, { label: 'library.edit.later', title: 'News' })).toBe('News');
  });
});

describe('a sample with words in Chinese', () => {
  const brief = entry('sample:brief', {
    title: 'News brief',
    description: 'A brief on recent events.',
    sample: true,
    tags: ['sample', 'retrieval', 'new'],
    words: { 'zh-cn': { title: '新闻简报', description: '近期事件的简报。', tags: { retrieval: '检索' } } },
  });

  test('is called by them in a Chinese window and by its own in an English one; a tag without a word stays', () => {
    expect(entryInWords(brief, 'en')).toBe(brief);
    expect(entryInWords(brief, 'zh-CN')).toMatchObject({
      id: 'sample:brief',
      title: '新闻简报',
      description: '近期事件的简报。',
      tags: ['sample', '检索', 'new'],
    });
    const own = entry('Own');
    expect(entryInWords(own, 'zh-CN')).toBe(own);
  });

  test.each(['en', 'zh-CN'] as const)('is found by both in the window in %s', (language) => {
    const shown = entryInWords(brief, language);
    for (const search of ['news BRIEF', '新闻', '近期 recent', 'retrieval', '检索'])
      expect(libraryRows([shown], [], { ...all, search }), search).toHaveLength(1);
    expect(libraryRows([shown], [], { ...all, search: 'report' })).toEqual([]);
    expect(isTagged(shown, 'retrieval')).toBe(true);
    expect(isTagged(shown, 'table')).toBe(false);
  });
});
