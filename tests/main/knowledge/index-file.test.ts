// The index of a folder is a cache: it follows the files, survives being opened again or by several processes at once, and whatever is
// wrong with it is repaired without a word.

import Database from 'better-sqlite3';
import fc from 'fast-check';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openFolderAt, type ClosableFolder } from '../../../src/main/knowledge/index.ts';
import { textFolder, type TextFolder } from '../../kit/text-folder.ts';

/** Starting processes takes its time on a machine that does other things too. */
vi.setConfig({ testTimeout: 60_000 });

let kept: TextFolder;
let files: TextFolder;
let opened: ClosableFolder[];
let children: ChildProcess[];

beforeEach(() => {
  kept = textFolder();
  files = textFolder({
    'a.md': '# Quay\n\nThe quay was repaired.',
    'b.md': '# Ferry\n\nThe ferry was late.',
    'c.txt': 'quay and ferry',
  });
  opened = [];
  children = [];
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of opened) folder.close();
  files.remove();
  kept.remove();
});

async function open(indexDirectory: string | null = kept.path): Promise<ClosableFolder> {
  const folder = await openFolderAt(files.path, { indexDirectory, folder: 'news' });
  opened.push(folder);
  return folder;
}

const found = async (folder: ClosableFolder, query: string) =>
  (await folder.search(query, { limit: 50 })).map((one) => one.file).toSorted();
const indexFiles = () => readdirSync(kept.path).filter((name) => name.endsWith('.db'));
const indexFile = () => join(kept.path, indexFiles()[0] ?? 'no index');

describe('an index', () => {
  test('is one file for each folder and passage length, readable by its owner alone', async () => {
    const folder = await open();
    await folder.search('quay', { limit: 1 });
    await folder.search('quay', { limit: 1, passageChars: 300 });
    expect(indexFiles()).toHaveLength(2);
    if (process.platform !== 'win32')
      for (const name of indexFiles()) expect(statSync(join(kept.path, name)).mode & 0o777).toBe(0o600);
    for (const name of indexFiles()) expect(name).not.toContain('longline-folder');
  });

  test.each([['kept in a file'], ['in memory']])(
    'that is %s sees what changed, came and went since the search before',
    async (where) => {
      const folder = await open(where === 'in memory' ? null : kept.path);
      expect(await found(folder, 'quay')).toEqual(['a.md', 'c.txt']);
      files.write('a.md', '# Road\n\nThe road was repaired.');
      files.write('sub/d.html', '<p>quay</p>');
      rmSync(join(files.path, 'c.txt'));
      expect(await found(folder, 'quay')).toEqual(['sub/d.html']);
      expect(await found(folder, 'road')).toEqual(['a.md']);
      expect(await found(folder, 'ferry')).toEqual(['b.md']);
      expect((await folder.list()).map((one) => one.file)).toEqual(['a.md', 'b.md', 'sub/d.html']);
    },
  );

  test('sees a change that keeps the size and the time of the file, where the file had only just been written', async () => {
    const path = files.write('a.md', 'quay');
    const now = new Date();
    utimesSync(path, now, now);
    const folder = await open();
    expect(await found(folder, 'quay')).toContain('a.md');
    files.write('a.md', 'road');
    utimesSync(path, now, now);
    expect(await found(folder, 'road')).toEqual(['a.md']);
  });

  test('keeps what a file said when only its time changed', async () => {
    const folder = await open();
    const before = await folder.search('quay', { limit: 5 });
    utimesSync(join(files.path, 'a.md'), new Date('2020-01-01'), new Date('2020-01-01'));
    expect(await folder.search('quay', { limit: 5 })).toEqual(before);
  });

  test('that was kept gives the same passages to whoever opens it later', async () => {
    const first = await open();
    const passages = await first.search('quay ferry', { limit: 5 });
    first.close();
    const bytes = readFileSync(indexFile()).length;
    expect(await (await open()).search('quay ferry', { limit: 5 })).toEqual(passages);
    expect(readFileSync(indexFile())).toHaveLength(bytes);
  });

  test('of one folder knows nothing of another', async () => {
    const folder = await open();
    const other = textFolder({ 'x.md': 'zeppelin' });
    const second = await openFolderAt(other.path, { indexDirectory: kept.path, folder: 'other' });
    expect(await found(second, 'zeppelin quay')).toEqual(['x.md']);
    expect(await found(folder, 'zeppelin')).toEqual([]);
    second.close();
    other.remove();
  });

  test('of generated files holds passages that stand in their files letter for letter, each with its own id', async () => {
    const word = fc.constantFrom(
      'quay',
      'ferry',
      '港口',
      'Fähre',
      '🛳️',
      '\u0000',
      '\r\n',
      '\n\n# Head\n\n',
      '. ',
      '<p>',
      '&amp;',
    );
    const text = fc.array(word, { maxLength: 400 }).map((words) => `quay ${words.join(' ')}`);
    const folderOf = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}\.(?:md|txt|html)$/), text, {
      minKeys: 1,
      maxKeys: 4,
    });
    await fc.assert(
      fc.asyncProperty(folderOf, fc.integer({ min: 200, max: 900 }), async (generated, passageChars) => {
        const some = textFolder(generated);
        const folder = await openFolderAt(some.path, { indexDirectory: null, folder: 'some' });
        try {
          const passages = await folder.search('quay ferry', { limit: 500, passageChars });
          expect(new Set(passages.map((one) => one.file)).size).toBe(Object.keys(generated).length);
          expect(new Set(passages.map((one) => one.id)).size).toBe(passages.length);
          for (const { file, start, end, text: body } of passages) {
            expect((await folder.read(file)).text.slice(start, end)).toBe(body);
          }
        } finally {
          folder.close();
          some.remove();
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('an index file that is damaged', () => {
  const damages: readonly (readonly [string, (path: string) => void])[] = [
    ['overwritten with other text', (path) => writeFileSync(path, 'this is no database')],
    ['cut to a few bytes', (path) => truncateSync(path, 100)],
    ['cut in the middle', (path) => truncateSync(path, 4096)],
    ['emptied', (path) => truncateSync(path, 0)],
    [
      'overwritten behind its first page',
      (path) => {
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(0xa5, 4096));
      },
    ],
    [
      'a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
    ['of another version', (path) => raw(path, (database) => database.pragma('user_version=99'))],
    ['without one of its tables', (path) => raw(path, (database) => database.exec('DROP TABLE passage'))],
    ['without its words', (path) => raw(path, (database) => database.exec('DROP TABLE term'))],
    [
      'of another program',
      (path) => {
        rmSync(path);
        raw(path, (database) => database.exec('CREATE TABLE other (x); PRAGMA user_version = 3'));
      },
    ],
  ];

  test.each(damages)('because it was %s is made again, and the search is answered', async (_how, damage) => {
    const first = await open();
    const passages = await first.search('quay', { limit: 5 });
    first.close();
    damage(indexFile());
    const second = await open();
    expect(await second.search('quay', { limit: 5 })).toEqual(passages);
    files.write('d.md', 'another quay');
    expect(await found(second, 'quay')).toEqual(['a.md', 'c.txt', 'd.md']);
    second.close();
    expect(statSync(indexFile()).isFile()).toBe(true);
    expect(await found(await open(), 'quay')).toEqual(['a.md', 'c.txt', 'd.md']);
  });

  test('while it is open is made again too', async () => {
    const folder = await open();
    const passages = await folder.search('quay', { limit: 5 });
    raw(indexFile(), (database) => database.exec('DROP TABLE passage'));
    expect(await folder.search('quay', { limit: 5 })).toEqual(passages);
  });

  test('and cannot be replaced, because nothing can be written there, is done without', async () => {
    writeFileSync(join(kept.path, 'file'), '');
    const folder = await open(join(kept.path, 'file', 'index'));
    expect(await found(folder, 'quay')).toEqual(['a.md', 'c.txt']);
    mkdirSync(join(kept.path, 'closed'));
    chmodSync(join(kept.path, 'closed'), 0o500);
    expect(await found(await open(join(kept.path, 'closed')), 'quay')).toEqual(['a.md', 'c.txt']);
  });
});

describe('several at once', () => {
  test('searches of one folder all see the files as they are', async () => {
    const folder = await open();
    const searches = ['quay', 'ferry', 'quay', 'late', 'repaired'].map((query) => found(folder, query));
    expect(await Promise.all(searches)).toEqual([
      ['a.md', 'c.txt'],
      ['b.md', 'c.txt'],
      ['a.md', 'c.txt'],
      ['b.md'],
      ['a.md'],
    ]);
    const early = found(folder, 'zeppelin');
    files.write('z.md', 'zeppelin');
    const late = found(folder, 'zeppelin');
    expect(await late).toEqual(['z.md']);
    await early;
  });

  test('openers of one index find the same, and each sees what the other has indexed', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    const [one, other] = await Promise.all([
      first.search('quay ferry', { limit: 5 }),
      second.search('quay ferry', { limit: 5 }),
    ]);
    expect(one).toEqual(other);
    files.write('d.md', 'quay');
    expect(await found(first, 'quay')).toEqual(['a.md', 'c.txt', 'd.md']);
    rmSync(join(files.path, 'd.md'));
    expect(await found(second, 'quay')).toEqual(['a.md', 'c.txt']);
    expect(await found(first, 'quay')).toEqual(['a.md', 'c.txt']);
  });

  test('processes that build one index at the same moment find the same, and leave a sound index', async () => {
    for (let at = 0; at < 300; at += 1) files.write(`many/${at}.md`, `# Number ${at}\n\nThe quay ${at} was repaired.`);
    const script = new URL('./processes/searcher.ts', import.meta.url).pathname;
    const searchers = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const child = fork(script, [files.path, kept.path, 'quay', '500'], { execArgv: [] });
        children.push(child);
        expect((await once(child, 'message'))[0]).toBe('ready');
        return child;
      }),
    );
    const answers = await Promise.all(
      searchers.map(async (child) => {
        const answered = once(child, 'message');
        child.send('go');
        return (await answered)[0] as readonly string[];
      }),
    );
    const alone = (await (await open(null)).search('quay', { limit: 500 })).map((one) => one.id);
    expect(alone).toHaveLength(302);
    for (const answer of answers) expect(answer).toEqual(alone);
    raw(indexFile(), (database) => {
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(database.prepare('SELECT count(*) AS count FROM passage').get()).toEqual({ count: 303 });
    });
  });
});

function raw(path: string, work: (database: Database.Database) => unknown): void {
  const database = new Database(path);
  try {
    work(database);
  } finally {
    database.close();
  }
}
