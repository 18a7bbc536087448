// Whatever is done to a stored run behind the store's back is noticed before anything is folded, and the first bad event is named.

import type Database from 'better-sqlite3';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/shared/run/events.ts';
import { LonglineError } from '../../../src/shared/errors.ts';
import { unpack } from '../../../src/main/store/packing.ts';
import {
  modelFailed,
  nodeFinished,
  runFinished,
  runStarted,
  sampleRun,
  sampleStart,
  seeded,
} from '../../kit/journal-samples.ts';
import { type StoreFolder, storeFolder } from '../../kit/store-folder.ts';

/** Events 3 and 7 are packed, 5 is in the blob table. */
const drafts = [
  runStarted(),
  nodeFinished({ n: 2 }),
  nodeFinished({ text: 'abc '.repeat(1000) }),
  nodeFinished({ n: 4 }),
  nodeFinished({ text: 'x'.repeat(20_000) }),
  nodeFinished({ n: 6 }),
  nodeFinished({ text: 'def '.repeat(1000) }),
  nodeFinished({ n: 8 }, sampleStart + 5),
  runFinished('done', sampleStart + 9),
];

/** For tests of many small cases, on a machine that does other things too. */
const slow = { timeout: 60_000 };

let folder: StoreFolder;
let events: readonly RunEvent[];
beforeEach(async () => {
  folder = storeFolder();
  const store = await folder.open();
  const claim = await store.create(sampleRun('run-1', { title: 'Brief', pipelineId: 'p' }));
  events = await store.append(claim, drafts);
  const other = await store.create(sampleRun('run-2'));
  await store.append(other, drafts);
  await store.close();
});
afterEach(() => folder.remove());

const corruptAt = (seq: number) => ({ code: 'journal.corrupt', details: { runId: 'run-1', seq } });

async function expectNamed(seq: number, what: string, read = true): Promise<void> {
  const store = await folder.open();
  await expect(store.verify('run-1'), what).rejects.toMatchObject(corruptAt(seq));
  if (read) await expect(store.read('run-1', 1), what).rejects.toMatchObject(corruptAt(seq));
  expect(await store.verify('run-2'), what).toMatchObject({ events: drafts.length });
  await store.close();
}

function tamper(statement: string, ...values: unknown[]): void {
  folder.raw((connection) => {
    connection.pragma('foreign_keys=OFF');
    expect(connection.prepare(statement).run(...values).changes, statement).toBeGreaterThan(0);
  });
}

describe('tampering is named', () => {
  const ofRun = 'run = (SELECT number FROM run WHERE runId = ?)';

  test.each(drafts.map((_, index) => index + 1))('every column of event %i', async (seq) => {
    const untouched = readFileSync(folder.file);
    const changes: [string, unknown][] = [
      ["type = 'node.failed'", undefined],
      ['at = at + 1', undefined],
      ['salt = zeroblob(16)', undefined],
      ['hash = zeroblob(32)', undefined],
      ['codec = 1 - codec', seq],
      ['body = substr(body, 2)', seq],
      ["body = CAST(body || x'20' AS BLOB)", seq],
      ['body = NULL', seq],
      ['blob = zeroblob(32)', seq === 5 ? undefined : 'not a blob'],
    ];
    for (const [change, skip] of changes) {
      if (skip === 'not a blob' || (skip !== undefined && seq === 5)) continue;
      tamper(`UPDATE event SET ${change} WHERE ${ofRun} AND seq = ?`, 'run-1', seq);
      await expectNamed(seq, change);
      writeFileSync(folder.file, untouched);
    }
  });

  test('the kept bytes of a failed answer that are gone, or are others', async () => {
    const store = await folder.open();
    const raw = await store.putBlob(new TextEncoder().encode('data: {"oops'));
    const claim = await store.create(sampleRun('run-3'));
    await store.append(claim, [runStarted(), modelFailed(raw)]);
    expect(await store.verify('run-3')).toMatchObject({ events: 2 });
    const other = await store.putBlob(new TextEncoder().encode('data: {"oh"'));
    await store.close();
    const hash = Buffer.from(raw, 'hex');
    for (const damage of [
      () =>
        tamper(
          'UPDATE blob SET body = (SELECT body FROM blob WHERE hash = ?) WHERE hash = ?',
          Buffer.from(other, 'hex'),
          hash,
        ),
      () => tamper('DELETE FROM blob WHERE hash = ?', hash),
    ]) {
      damage();
      const opened = await folder.open();
      await expect(opened.verify('run-3')).rejects.toMatchObject({
        code: 'journal.corrupt',
        details: { runId: 'run-3', seq: 2 },
      });
      await opened.close();
    }
  });

  test('an edited body that is packed again as the store would', async () => {
    tamper(`UPDATE event SET body = ?, codec = 0 WHERE ${ofRun} AND seq = 4`, Buffer.from('{"effect":"a"}'), 'run-1');
    await expectNamed(4, 'edited');
  });

  test('a blob that was edited or lost', async () => {
    folder.raw((connection) => {
      connection.prepare(`UPDATE blob SET body = CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB)`).run();
    });
    const store = await folder.open();
    for (const call of [store.verify('run-1'), store.read('run-1', 1)])
      await expect(call).rejects.toMatchObject(corruptAt(5));
    expect(await store.read('run-1', 1, 4)).toEqual(events.slice(0, 4));
    const hash = folder.raw((connection) =>
      connection.prepare<[], string>('SELECT lower(hex(hash)) FROM blob').pluck().get(),
    );
    await expect(store.blob(hash ?? '')).rejects.toMatchObject({ code: 'journal.corrupt', details: { blob: hash } });
    tamper("UPDATE blob SET codec = 0, body = CAST('other bytes' AS BLOB)");
    await expect(store.blob(hash ?? '')).rejects.toMatchObject({ code: 'journal.corrupt', details: { blob: hash } });
    await expect(store.read('run-1', 5, 1)).rejects.toMatchObject(corruptAt(5));
    tamper('DELETE FROM blob');
    expect(await store.blob(hash ?? '')).toBeNull();
    await store.close();
    const again = await folder.open();
    await expect(again.verify('run-1')).rejects.toMatchObject(corruptAt(5));
    await again.close();
  });

  test('a value that its column could never hold', async () => {
    folder.raw((connection) => {
      connection.unsafeMode();
      connection.pragma('writable_schema=ON');
      connection.exec("UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')')");
    });
    tamper(`UPDATE event SET at = 9e999 WHERE ${ofRun} AND seq = 6`, 'run-1');
    await expectNamed(6, 'an infinite time');
    tamper("UPDATE run SET createdAt = 9e999 WHERE runId = 'run-1'");
    await expectNamed(1, 'an infinite time of creation');
  });

  test('a deleted row, wherever it was', async () => {
    const untouched = readFileSync(folder.file);
    for (let seq = 1; seq <= drafts.length; seq += 1) {
      tamper(`DELETE FROM event WHERE ${ofRun} AND seq = ?`, 'run-1', seq);
      await expectNamed(seq, `deleted ${seq}`);
      writeFileSync(folder.file, untouched);
    }
  });

  test('a cut tail, also when the row of the run says the same', async () => {
    tamper(`DELETE FROM event WHERE ${ofRun} AND seq > 6`, 'run-1');
    await expectNamed(7, 'cut');
    tamper(`UPDATE run SET lastSeq = 6 WHERE runId = 'run-1'`);
    await expectNamed(6, 'cut and counted');
  });

  test('swapped rows', async () => {
    for (const [from, to] of [
      [2, -1],
      [4, 2],
      [-1, 4],
    ])
      tamper(`UPDATE event SET seq = ? WHERE ${ofRun} AND seq = ?`, to, 'run-1', from);
    await expectNamed(2, 'swapped');
  });

  test('a row of another run, and one that was doubled', async () => {
    const untouched = readFileSync(folder.file);
    tamper(`DELETE FROM event WHERE ${ofRun} AND seq = 4`, 'run-1');
    const copy = (seq: string, from: string) =>
      tamper(
        `INSERT INTO event SELECT (SELECT number FROM run WHERE runId = 'run-1'), ${seq}, type, at, codec, body, blob, salt, hash
         FROM event WHERE ${ofRun} AND seq = 4`,
        from,
      );
    copy('4', 'run-2');
    await expectNamed(4, 'of another run');
    writeFileSync(folder.file, untouched);
    copy('10', 'run-1');
    await expectNamed(10, 'doubled');
  });

  test('what the row of the run says', async () => {
    const untouched = readFileSync(folder.file);
    const changes: [string, number, boolean][] = [
      ["title = 'Other'", 1, true],
      ['pipelineId = NULL', 1, true],
      ['createdAt = createdAt - 1', 1, true],
      ['head = zeroblob(32)', 9, true],
      ["status = 'failed'", 9, false],
      ['updatedAt = updatedAt + 1', 9, false],
    ];
    for (const [change, seq, read] of changes) {
      tamper(`UPDATE run SET ${change} WHERE runId = 'run-1'`);
      await expectNamed(seq, change, read);
      writeFileSync(folder.file, untouched);
    }
  });

  test('a plan that was edited', async () => {
    tamper(`UPDATE plan SET body = CAST(replace(CAST(body AS TEXT), 'Nothing', 'Anything') AS BLOB)`);
    const store = await folder.open();
    await expect(store.verify('run-1')).rejects.toMatchObject({ code: 'journal.corrupt' });
    await expect(store.plan(sampleRun('x').planHash)).rejects.toMatchObject({ code: 'journal.corrupt' });
    await store.close();
  });

  test('300 random forgeries, each of one row', slow, async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = seeded(seed);
    const pick = (count: number) => Math.floor(random() * count);
    const store = await folder.open();
    const columns = ['type', 'at', 'salt', 'hash', 'body'];
    const forge = (connection: Database.Database): string => {
      const seq = pick(drafts.length) + 1;
      const row = connection
        .prepare<[number], Record<string, unknown>>('SELECT * FROM event WHERE run = 1 AND seq = ?')
        .get(seq);
      const column = columns[pick(columns.length)] as string;
      switch (pick(4)) {
        case 0:
          connection.prepare('DELETE FROM event WHERE run = 1 AND seq = ?').run(seq);
          return `drop ${seq}`;
        case 1: {
          const with_ = (seq % drafts.length) + 1;
          for (const [from, to] of [
            [seq, -1],
            [with_, seq],
            [-1, with_],
          ]) {
            connection.prepare('UPDATE event SET seq = ? WHERE run = 1 AND seq = ?').run(to, from);
          }
          return `swap ${seq} and ${with_}`;
        }
        case 2:
          connection
            .prepare(
              'INSERT INTO event SELECT run, ?, type, at, codec, body, blob, salt, hash FROM event WHERE run = 1 AND seq = ?',
            )
            .run(drafts.length + 1 + pick(3), seq);
          return `double ${seq}`;
        default: {
          const value = row?.[column];
          if (value === null) return 'nothing';
          const changed =
            value instanceof Uint8Array
              ? flipped(value, random)
              : typeof value === 'number'
                ? value + 1 + pick(9)
                : 'run.resumed';
          connection.prepare(`UPDATE event SET ${column} = ? WHERE run = 1 AND seq = ?`).run(changed, seq);
          const isSame =
            value === changed || (column === 'body' && row !== undefined && isSameBody(row, changed as Buffer));
          return isSame ? 'nothing' : `edit ${column} of ${seq}`;
        }
      }
    };
    folder.raw((connection) => connection.exec('CREATE TABLE keep AS SELECT * FROM event'));
    for (let n = 0; n < 300; n += 1) {
      const what = folder.raw(forge);
      const outcome = store.verify('run-1').then(
        () => 'accepted',
        (error: unknown) => (error instanceof LonglineError ? error.code : String(error)),
      );
      expect(await outcome, `seed ${seed}, forgery ${n}: ${what}`).toBe(
        what === 'nothing' ? 'accepted' : 'journal.corrupt',
      );
      folder.raw((connection) => connection.exec('DELETE FROM event; INSERT INTO event SELECT * FROM keep'));
    }
    await store.verify('run-1');
    await store.close();
  });
});

const flips = Number(process.env['LONGLINE_FLIPS'] ?? 200);

test(`of ${flips} flipped bits none changes what is read: it is refused, or the bit says nothing`, {
  timeout: 30_000 + flips * 100,
}, async () => {
  const seed = Number(process.env['LONGLINE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const random = seeded(seed);
  const untouched = readFileSync(folder.file);
  let refused = 0;
  for (let n = 0; n < flips; n += 1) {
    writeFileSync(folder.file, flipped(untouched, random));
    const outcome = await readBack();
    const context = `seed ${seed}, flip ${n}`;
    if (outcome instanceof LonglineError) {
      expect(outcome.code, context).toMatch(/^(storage|journal)\./);
      refused += 1;
    } else expect(outcome, context).toEqual(events);
  }
  expect(refused).toBeGreaterThan(flips / 40);
});

/** The events of the run as a fresh store verifies and reads them, or what it throws. */
async function readBack(): Promise<unknown> {
  try {
    const store = await folder.open();
    try {
      await store.verify('run-1');
      return await store.read('run-1', 1);
    } finally {
      await store.close().catch(() => undefined);
    }
  } catch (thrown) {
    return thrown;
  }
}

/** Whether a packed body still unpacks to the same: zstd has a bit in its header that says nothing. */
function isSameBody({ codec, body }: Record<string, unknown>, changed: Uint8Array): boolean {
  const [before, after] = [body as Uint8Array, changed].map((bytes) => unpack(codec as number, bytes, 20_000));
  return after !== null && after !== undefined && Buffer.from(after).equals(before ?? Buffer.alloc(0));
}

function flipped(bytes: Uint8Array, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.floor(random() * copy.length);
  copy[at] = (copy[at] as number) ^ (1 << Math.floor(random() * 8));
  return copy;
}
