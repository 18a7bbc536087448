// Commands to a run from another process: its owner gets each one, and an answer outlives an owner that was killed.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunCommand } from '../../../src/main/store/commands.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { sampleRun } from '../../kit/journal-samples.ts';
import { type StoreFolder, storeFolder } from '../../kit/store-folder.ts';

let folder: StoreFolder;
let owner: Store;
let other: Store;
beforeEach(async () => {
  folder = storeFolder();
  owner = await folder.open();
  other = await folder.open('worker');
});
afterEach(() => folder.remove());

const stop: RunCommand = { kind: 'stop' };
const answer: RunCommand = { kind: 'answer', effect: 'ask/1', answer: { approved: true, note: 'yes' } };

test('the owner of a run gets its commands in order, once each, and no other run gets them', async () => {
  const claim = await owner.create(sampleRun('run-1'));
  const elsewhere = await owner.create(sampleRun('run-2'));
  await other.commands.post('run-1', answer);
  await other.commands.post('run-1', stop);
  const pending = await owner.commands.pending(claim);
  expect(pending.map(({ command }) => command)).toEqual([answer, stop]);
  expect(await owner.commands.pending(elsewhere)).toEqual([]);
  const ids = pending.map(({ id }) => id);
  await owner.commands.take(elsewhere, ids);
  expect(await owner.commands.pending(claim)).toEqual(pending);
  await owner.commands.take(claim, ids.slice(0, 1));
  expect(await owner.commands.pending(claim)).toEqual(pending.slice(1));
  await owner.commands.take(claim, ids);
  expect(await owner.commands.pending(claim)).toEqual([]);
});

test('an answer waits for the next owner, a stop was for the one before', async () => {
  const claim = await owner.create(sampleRun('run-1'));
  await other.commands.post('run-1', stop);
  await other.commands.post('run-1', answer);
  await owner.release(claim);
  const next = await other.claim('run-1');
  expect((await other.commands.pending(next)).map(({ command }) => command)).toEqual([answer]);
  for (const call of [owner.commands.pending(claim), owner.commands.take(claim, [1])]) {
    await expect(call).rejects.toMatchObject({ code: 'journal.claim_lost' });
  }
});

test('a command to a run that is not there is refused', async () => {
  await expect(other.commands.post('no', stop)).rejects.toMatchObject({ code: 'journal.run_unknown' });
});
