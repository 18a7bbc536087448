// A disk that fills up, or fails, while a run is driven over the real store: the run ends with a named error, nothing that was told is
// missing, and it goes on to the same end when there is space again.

import type Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LonglineError } from '../../../src/shared/errors.ts';
import type { RunEvent } from '../../../src/shared/run/events.ts';
import { coreOver } from '../../../src/main/store/core.ts';
import { openDatabase } from '../../../src/main/store/database.ts';
import { storeInThread } from '../../../src/main/store/in-thread.ts';
import { storageError } from '../../../src/main/store/storage-errors.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { resumeRun, startRun, type TestRun } from '../../kit/drive-run.ts';
import { sampleRun, seeded } from '../../kit/journal-samples.ts';
import { memoryJournal } from '../../kit/memory-journal.ts';
import { agentPipeline, compiled, node } from '../../kit/pipelines.ts';
import { scriptedHands } from '../../kit/scripted-hands.ts';
import { type StoreFolder, storeFolder } from '../../kit/store-folder.ts';

let folder: StoreFolder;
let connection: Database.Database;
let store: Store;
beforeEach(() => {
  folder = storeFolder();
  connection = openDatabase(folder.directory);
  store = storeInThread(coreOver(connection));
});
afterEach(async () => {
  await store.close();
  await folder.remove();
});

const plan = compiled(agentPipeline([node('look', 'look')], { context: 'keep-all' }));

/** Eight steps whose results do not pack. */
function hands() {
  const text = (n: number) => Array.from({ length: 600 }, seeded(n)).join(' ');
  return scriptedHands({
    model: (_, messages) => {
      const step = messages.filter(({ role }) => role === 'assistant').length + 1;
      if (step > 8) return { content: 'Done.' };
      return { reasoning: 'On.', calls: [{ name: 'look', arguments: JSON.stringify({ query: `query ${step}` }) }] };
    },
    tool: (request) => ({ status: 'ok', outputs: { text: text(String(request.input['query']).length * 31 + 7) } }),
  });
}

const run = (more: Partial<TestRun>): TestRun => ({
  journal: store,
  compiled: plan,
  hands: hands(),
  inputs: { question: 'What is there?' },
  ...more,
});

test('a run on a disk that fills up stops with a named error, wherever it happens, and goes on when there is space', {
  timeout: 120_000,
}, async () => {
  const calm = await startRun(run({ journal: memoryJournal() }));
  let stopped = 0;
  for (let spare = 0; spare < 60; spare += 6) {
    const runId = `run-${spare}`;
    const told: RunEvent[] = [];
    // The run has begun; so many pages more and no further.
    const onEvents = (events: readonly RunEvent[]) => {
      told.push(...events);
      if (told.length > 1) return;
      connection.pragma('wal_checkpoint(TRUNCATE)');
      connection.pragma(`max_page_count=${Number(connection.pragma('page_count', { simple: true })) + spare}`);
    };
    const ended = await startRun(run({ runId, onEvents })).then(
      () => 'finished',
      (thrown: unknown) => (thrown instanceof LonglineError ? thrown.code : String(thrown)),
    );
    connection.pragma('max_page_count=1000000');
    expect(await store.read(runId, 1)).toEqual(told);
    expect(await store.verify(runId)).toMatchObject({ events: told.length });
    if (ended === 'finished') continue;
    expect(ended).toBe('storage.full');
    stopped += 1;
    const resumed = await resumeRun(run({ runId }));
    expect(resumed.state.finished?.stateHash).toBe(calm.state.finished?.stateHash);
  }
  expect(stopped).toBeGreaterThan(2);
});

test('a run that could not be given back to a failing disk is free for the same program when the disk works again', async () => {
  const claim = await store.create(sampleRun('run-1'));
  await store.create(sampleRun('run-2'));
  connection.exec("CREATE TEMP TRIGGER failing BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'failing'); END");
  await expect(store.release(claim)).rejects.toMatchObject({ code: 'storage.unavailable' });
  connection.exec('DROP TRIGGER failing');
  expect(await store.claim('run-1')).toEqual({ runId: 'run-1', epoch: claim.epoch + 1 });
  for (const held of ['run-1', 'run-2'])
    await expect(store.claim(held)).rejects.toMatchObject({ code: 'journal.run_owned' });
});

test('a fork that does not fit on the disk leaves nothing behind', async () => {
  await startRun(run({ runId: 'run-1' }));
  connection.pragma('wal_checkpoint(TRUNCATE)');
  connection.pragma(`max_page_count=${Number(connection.pragma('page_count', { simple: true })) + 1}`);
  const row = await store.run('run-1');
  if (row === null) throw new Error('no run');
  const { pipelineId, title, planHash, bindings, lastSeq } = row;
  const forked = { from: 'run-1', seq: lastSeq - 2 };
  const fork = { runId: 'fork-1', pipelineId, title, planHash, plan: plan.plan, bindings, createdAt: 1, forked };
  await expect(store.fork(fork)).rejects.toMatchObject({ code: 'storage.full' });
  connection.pragma('max_page_count=1000000');
  expect(await store.run('fork-1')).toBeNull();
  expect(await store.verify('run-1')).toMatchObject({ events: lastSeq });
  await store.fork(fork);
  expect(await store.verify('fork-1')).toMatchObject({ events: forked.seq - 1 });
});

test.each(['SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'EIO'])('a disk that fails with %s is named as that', (code) => {
  const named = storageError(Object.assign(new Error('disk I/O error'), { code }), folder.file);
  expect(named).toMatchObject({ code: 'storage.io', action: expect.stringMatching(/\w/), details: { cause: code } });
});

test('a run whose store fails in the midst of it rejects with that error and tells nothing that was not stored', async () => {
  for (let good = 0; good < 12; good += 1) {
    const runId = `run-${good}`;
    const told: RunEvent[] = [];
    let appends = 0;
    const failing: Store = {
      ...store,
      append: (claim, drafts, fromSeq) => {
        appends += 1;
        return appends > good + 1
          ? Promise.reject(
              storageError(Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_WRITE' }), 'x'),
            )
          : store.append(claim, drafts, fromSeq);
      },
    };
    await expect(
      startRun(run({ journal: failing, runId, onEvents: (events) => told.push(...events) })),
    ).rejects.toMatchObject({ code: 'storage.io' });
    expect(await store.read(runId, 1)).toEqual(told);
  }
});
