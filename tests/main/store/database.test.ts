// The database file: its rights, its settings on every connection, and the files that are refused and left as they are.

import Database from 'better-sqlite3';
import { fork } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Claim } from '../../../src/main/drivers/journal.ts';
import { coreOver } from '../../../src/main/store/core.ts';
import { dataDirectory } from '../../../src/main/store/data-directory.ts';
import { assertDurable, databaseFileName, openDatabase } from '../../../src/main/store/database.ts';
import { storeInThread } from '../../../src/main/store/in-thread.ts';
import { applicationId, migrate, schemaVersion } from '../../../src/main/store/migrations.ts';
import { nodeFinished, sampleRun, seeded } from '../../kit/journal-samples.ts';
import { type StoreFolder, storeFolder } from '../../kit/store-folder.ts';

let folder: StoreFolder;
beforeEach(() => {
  folder = storeFolder();
});
afterEach(() => folder.remove());

describe('a connection', () => {
  const expected = {
    journal_mode: 'wal',
    synchronous: 2,
    auto_vacuum: 2,
    busy_timeout: 5000,
    foreign_keys: 1,
    trusted_schema: 0,
    cell_size_check: 1,
    mmap_size: 0,
    journal_size_limit: 67_108_864,
    wal_autocheckpoint: 1000,
    fullfsync: 1,
    checkpoint_fullfsync: 1,
    application_id: applicationId,
    user_version: schemaVersion,
  };
  const settings = (connection: Database.Database) =>
    Object.fromEntries(Object.keys(expected).map((name) => [name, connection.pragma(name, { simple: true })]));

  test('waits for the disk and trusts nothing, when new, after its first write, and when opened again', () => {
    for (const _ of ['new', 'again', 'and again']) {
      const connection = openDatabase(folder.directory);
      const beside = openDatabase(folder.directory);
      expect(settings(connection)).toEqual(expected);
      connection.exec("INSERT INTO binding VALUES ('p', 'h', 'x') ON CONFLICT DO NOTHING");
      expect(settings(connection)).toEqual(expected);
      expect(settings(beside)).toEqual(expected);
      connection.close();
      beside.close();
    }
  });

  test('would not wait for the disk if that were not asked for: the control', () => {
    const careless = new Database(join(folder.directory, 'careless.db'));
    careless.pragma('journal_mode=WAL');
    careless.exec('CREATE TABLE x(y)');
    expect(careless.pragma('synchronous', { simple: true })).toBe(1);
    expect(() => assertDurable(careless)).toThrow(expect.objectContaining({ code: 'storage.unavailable' }));
    careless.close();
  });

  test('that stopped waiting for the disk answers no write with success', async () => {
    const connection = openDatabase(folder.directory);
    connection.pragma('synchronous=NORMAL');
    const store = storeInThread(coreOver(connection));
    await expect(store.create(sampleRun('run-1'))).rejects.toMatchObject({ code: 'storage.unavailable' });
    await store.close();
  });

  test('has a SQLite in which two programs cannot damage a shared file', () => {
    const connection = openDatabase(folder.directory);
    const version = connection.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '';
    connection.close();
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(3_051_003);
  });
});

test.skipIf(process.platform === 'win32')('folder and files are for their user alone', async () => {
  const directory = join(folder.directory, 'deep', 'longline');
  const { storeInThread: inThread } = await import('../../../src/main/store/in-thread.ts');
  const store = inThread(coreOver(openDatabase(directory)));
  await store.create(sampleRun('run-1'));
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  expect(mode(directory)).toBe('700');
  for (const end of ['', '-wal', '-shm']) expect(mode(join(directory, databaseFileName + end))).toBe('600');
  await store.close();
  chmodSync(join(directory, databaseFileName), 0o644);
  openDatabase(directory).close();
  expect(mode(join(directory, databaseFileName))).toBe('600');
});

describe('a file that is refused is named and left as it is', () => {
  const refusal = () => {
    const before = readFileSync(folder.file);
    let thrown: unknown;
    try {
      openDatabase(folder.directory).close();
    } catch (error) {
      thrown = error;
    }
    expect(readFileSync(folder.file).equals(before)).toBe(true);
    expect(thrown).toMatchObject({ action: expect.stringMatching(/\w/) });
    return (thrown as { code: string }).code;
  };
  const filled = async () => {
    const store = await folder.open();
    const claim = await store.create(sampleRun('run-1'));
    const random = seeded(1);
    for (let n = 0; n < 40; n += 1) await store.append(claim, [nodeFinished({ text: String(random()).repeat(100) })]);
    await store.close();
  };

  test('a text file', () => {
    writeFileSync(folder.file, 'Dear diary, '.repeat(1000));
    expect(refusal()).toBe('storage.not_a_database');
  });

  test('a file of zeros', () => {
    writeFileSync(folder.file, Buffer.alloc(40_960));
    expect(refusal()).toBe('storage.not_a_database');
  });

  test('a database of another program, with and without a name of its own', () => {
    folder.raw((connection) => connection.exec('CREATE TABLE bookmarks(url)'));
    expect(refusal()).toBe('storage.not_a_database');
    folder.raw((connection) => connection.pragma('application_id=42'));
    expect(refusal()).toBe('storage.not_a_database');
  });

  test('a database of a newer Longline', async () => {
    await filled();
    folder.raw((connection) => connection.pragma(`user_version=${schemaVersion + 1}`));
    expect(refusal()).toBe('storage.newer');
  });

  test('a database that was cut off', async () => {
    await filled();
    truncateSync(folder.file, statSync(folder.file).size - 8192);
    expect(refusal()).toBe('storage.corrupt');
  });

  test('a database whose first page was overwritten behind its header', async () => {
    await filled();
    const bytes = readFileSync(folder.file);
    bytes.fill(0, 100, 4096);
    writeFileSync(folder.file, bytes);
    expect(refusal()).toBe('storage.corrupt');
  });
});

test('a database whose tables were changed is refused', async () => {
  openDatabase(folder.directory).close();
  folder.raw((connection) => connection.exec('ALTER TABLE event DROP COLUMN salt'));
  for (const thread of ['same', 'worker'] as const) {
    await expect(folder.open(thread)).rejects.toMatchObject({
      code: 'storage.corrupt',
      action: expect.stringMatching(/\w/),
    });
  }
});

test('a folder in the place of the file is refused', () => {
  mkdirSync(folder.file);
  expect(() => openDatabase(folder.directory)).toThrow(expect.objectContaining({ code: 'storage.not_a_database' }));
});

test('a file in the place of the folder is refused', () => {
  writeFileSync(join(folder.directory, 'taken'), '');
  const open = () => openDatabase(join(folder.directory, 'taken'));
  expect(open).toThrow(
    expect.objectContaining({ code: 'storage.unavailable', message: expect.stringContaining('taken') }),
  );
});

test('an empty file becomes a database', () => {
  writeFileSync(folder.file, '');
  openDatabase(folder.directory).close();
  folder.raw((connection) => expect(connection.pragma('integrity_check', { simple: true })).toBe('ok'));
});

test('tables are made all or not at all', () => {
  const connection = new Database(folder.file);
  connection.exec('CREATE TABLE binding(taken)');
  expect(() => migrate(connection)).toThrow('binding');
  expect(connection.pragma('user_version', { simple: true })).toBe(0);
  expect(connection.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(1);
  connection.close();
});

test.skipIf(process.platform === 'win32')(
  'a database that may not be written is refused as such',
  { timeout: 60_000 },
  async () => {
    const store = await folder.open();
    await store.create(sampleRun('run-1'));
    await store.close();
    chmodSync(folder.file, 0o644);
    for (const [fileMode, folderMode] of [
      [0o444, 0o755],
      [0o644, 0o555],
      [0o444, 0o555],
    ] as const) {
      chmodSync(folder.file, fileMode);
      chmodSync(folder.directory, folderMode);
      expect(await codeWhenUnprivileged(folder.directory)).toBe('storage.read_only');
    }
    expect(await codeWhenUnprivileged(join(folder.directory, 'not', 'there'))).toBe('storage.read_only');
    chmodSync(folder.directory, 0o700);
  },
);

/** The error code of opening a store as a user who is not root; a process of its own, because a process cannot become root again. */
function codeWhenUnprivileged(directory: string): Promise<string> {
  const child = fork(new URL('./processes/open-unprivileged.ts', import.meta.url), [directory], { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', (code) => resolve(String(code)));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The child ended with ${code}.`)));
  });
}

test('a full disk refuses what does not fit, keeps what was answered, and goes on when there is space again', {
  timeout: 60_000,
}, async () => {
  const connection = openDatabase(folder.directory);
  const store = storeInThread(coreOver(connection));
  const claims = await Promise.all([store.create(sampleRun('run-0')), store.create(sampleRun('run-1'))]);
  const pages = Number(connection.pragma('page_count', { simple: true }));
  connection.pragma(`max_page_count=${pages + 40}`);
  const random = seeded(3);
  const kept = [[], []] as unknown[][];
  let refused = 0;
  const round = async () => {
    const calls = Array.from({ length: 6 }, (_, n) => {
      const drafts = [nodeFinished({ n }), nodeFinished({ text: Array.from({ length: 400 }, () => random()).join() })];
      return store.append(claims[n % 2] as Claim, drafts);
    });
    for (const [n, call] of (await Promise.allSettled(calls)).entries()) {
      if (call.status === 'fulfilled') kept[n % 2]?.push(...call.value);
      else {
        expect(call.reason).toMatchObject({ code: 'storage.full', action: expect.stringContaining('space') });
        refused += 1;
      }
    }
  };
  for (let n = 0; n < 30; n += 1) await round();
  expect(refused).toBeGreaterThan(20);
  connection.pragma('max_page_count=100000');
  const before = refused;
  await round();
  expect(refused).toBe(before);
  for (const [index, events] of kept.entries()) {
    expect(await store.read(`run-${index}`, 1)).toEqual(events);
    expect(await store.verify(`run-${index}`)).toMatchObject({ events: events.length });
  }
  await store.close();
});

test('the data directory follows the platform, or LONGLINE_HOME', () => {
  const home = '/home/ada';
  const at = (platform: NodeJS.Platform, env: Record<string, string>) => dataDirectory({ platform, env, home });
  expect(at('linux', {})).toBe('/home/ada/.local/share/longline');
  expect(at('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/longline');
  expect(at('linux', { XDG_DATA_HOME: 'relative' })).toBe('/home/ada/.local/share/longline');
  expect(at('darwin', {})).toBe('/home/ada/Library/Application Support/Longline');
  expect(at('win32', { APPDATA: '/roaming' })).toBe(join('/roaming', 'Longline'));
  expect(at('linux', { LONGLINE_HOME: '/elsewhere', XDG_DATA_HOME: '/data' })).toBe('/elsewhere');
});
