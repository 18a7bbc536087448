// How calls travel: many in one transaction, in order, and every one answered even when the store is closed or its thread dies.

import Database from 'better-sqlite3';
import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FromThread, storeOnThread, type StoreThread, type ToThread } from '../../../src/main/store/in-worker.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { nodeFinished, sampleRun } from '../../kit/journal-samples.ts';
import { type StoreFolder, storeFolder } from '../../kit/store-folder.ts';

let folder: StoreFolder;
beforeEach(() => {
  folder = storeFolder();
});
afterEach(() => folder.remove());

const gone = { code: 'storage.unavailable', action: expect.stringMatching(/\w/) };

describe.each(['same', 'worker'] as const)('a store (thread: %s)', (thread) => {
  test('answers what was asked before it was closed, and refuses what comes after', async () => {
    const store = await folder.open(thread);
    const claim = await store.create(sampleRun('run-1'));
    const appends = Array.from({ length: 20 }, (_, n) => store.append(claim, [nodeFinished({ n })]));
    const closing = store.close();
    const late = store.append(claim, [nodeFinished({ n: 20 })]);
    await expect(late).rejects.toMatchObject(gone);
    await closing;
    await store.close();
    expect((await Promise.all(appends)).flat()).toHaveLength(20);
    await expect(store.runs(1)).rejects.toMatchObject(gone);
    expect(await (await folder.open(thread)).verify('run-1')).toMatchObject({ events: 20 });
  });

  test('refuses to open what is not a database, with the same words', async () => {
    folder.raw((connection) => connection.exec('CREATE TABLE bookmarks(url)'));
    await expect(openStore(folder.directory, { thread })).rejects.toMatchObject({
      code: 'storage.not_a_database',
      message: expect.stringContaining(folder.file),
      action: expect.stringMatching(/\w/),
    });
  });

  test('performs the calls of one tick with one wait for the disk', async () => {
    const store = await folder.open(thread);
    const claim = await store.create(sampleRun('run-1'));
    // A page of the log is written again by every transaction that touches it, so its frames tell transactions apart.
    const frames = () =>
      folder.raw((connection) => (connection.pragma('wal_checkpoint(PASSIVE)') as { log: number }[])[0]?.log ?? 0);
    const before = frames();
    await Promise.all(Array.from({ length: 100 }, (_, n) => store.append(claim, [nodeFinished({ n })])));
    const together = frames() - before;
    for (let n = 0; n < 100; n += 1) await store.append(claim, [nodeFinished({ n })]);
    const apart = frames() - before - together;
    expect(together).toBeLessThan(apart / 5);
  });

  test('takes back a write that fails halfway, and only that one', async () => {
    const store = await folder.open(thread);
    const claim = await store.create(sampleRun('run-1'));
    const between = nodeFinished({ n: 3 }, 1.5);
    const calls = await Promise.allSettled([
      store.append(claim, [nodeFinished({ n: 1 })]),
      store.append(claim, [nodeFinished({ n: 2 }), between]),
      store.library.bind('p', 'news', '/a'),
      store.append(claim, [nodeFinished({ n: 4 })]),
    ]);
    expect(calls.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    const read = await store.read('run-1', 1);
    expect(read.map((event) => (event.type === 'node.finished' ? event.outputs['n'] : null))).toEqual([1, 4]);
    expect(await store.verify('run-1')).toMatchObject({ events: 2 });
    expect(await store.library.bindings('p')).toEqual({ news: '/a' });
  });

  test('sees its own writes, in the order of the calls', async () => {
    const store = await folder.open(thread);
    const claim = await store.create(sampleRun('run-1'));
    const [, none, , one, , closed] = await Promise.all([
      store.renew(claim),
      store.read('run-1', 1),
      store.append(claim, [nodeFinished({})]),
      store.read('run-1', 1),
      store.release(claim),
      store.append(claim, [nodeFinished({})]).catch((error: { code: string }) => error.code),
    ]);
    expect([none, one].map((events) => events.length)).toEqual([0, 1]);
    expect(closed).toBe('journal.claim_lost');
  });
});

describe('a store in a worker', () => {
  /** A worker over the real thread file, which the test can kill. */
  const started = async () => {
    const worker = new Worker(new URL('../../../src/main/store/journal-thread.ts', import.meta.url), {
      workerData: { directory: folder.directory },
    });
    return { worker, store: await storeOnThread(worker) };
  };

  test('fails every call that waits and every later one when its thread dies, and loses nothing that was answered', async () => {
    const { worker, store } = await started();
    const claim = await store.create(sampleRun('run-1'));
    await store.append(claim, [nodeFinished({ n: 0 })]);
    const waiting = Array.from({ length: 50 }, (_, n) =>
      store.append(claim, [nodeFinished({ n, text: 'x'.repeat(15_000) })]),
    );
    const settled = Promise.allSettled(waiting);
    await worker.terminate();
    const answers = await settled;
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject(gone);
    expect(answers.at(-1)?.status).toBe('rejected');
    await expect(store.append(claim, [nodeFinished({})])).rejects.toMatchObject(gone);
    await expect(store.run('run-1')).rejects.toMatchObject(gone);
    await store.close();
    const answered = answers.filter(({ status }) => status === 'fulfilled').length;
    const again = await folder.open();
    expect((await again.verify('run-1')).events).toBeGreaterThanOrEqual(1 + answered);
  });

  test('does not open when its thread fails or ends first', async () => {
    for (const end of ['error', 'exit']) {
      const thread = new StandInThread();
      const opening = storeOnThread(thread);
      thread.emit(end, end === 'error' ? new Error('out of memory') : 1);
      await expect(opening).rejects.toMatchObject(gone);
    }
  });

  test('sends the calls of one tick as one message', async () => {
    const thread = new StandInThread();
    const opening = storeOnThread(thread);
    thread.emit('message', { type: 'opened' } satisfies FromThread);
    const store = await opening;
    const calls = [store.run('a'), store.run('b'), store.run('c')];
    await new Promise((resolve) => setImmediate(resolve));
    expect(thread.sent).toHaveLength(1);
    const requests = thread.sent[0]?.type === 'requests' ? thread.sent[0].requests : [];
    const replies = requests
      .toReversed()
      .map(({ id, input }) => ({ id, reply: { ok: true as const, value: input[0] } }));
    thread.emit('message', { type: 'replies', replies } satisfies FromThread);
    expect(await Promise.all(calls)).toEqual(['a', 'b', 'c']);
    thread.emit('exit', 0);
  });

  test('leaves its caller free while it waits for another writer', async () => {
    const store = await folder.open('worker');
    const claim = await store.create(sampleRun('run-1'));
    const writer = new Database(folder.file);
    writer.exec('BEGIN IMMEDIATE');
    let isAnswered = false;
    const appending = store.append(claim, [nodeFinished({})]).then(() => {
      isAnswered = true;
    });
    for (let ticks = 0; ticks < 1000; ticks += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(isAnswered).toBe(false);
    writer.exec('COMMIT');
    writer.close();
    await appending;
    expect(await store.verify('run-1')).toMatchObject({ events: 1 });
  });
});

/** The far end of a thread that says only what a test lets it say. */
class StandInThread extends EventEmitter implements StoreThread {
  readonly sent: ToThread[] = [];
  postMessage(message: ToThread): void {
    this.sent.push(message);
  }
  ref(): void {}
  unref(): void {}
}
