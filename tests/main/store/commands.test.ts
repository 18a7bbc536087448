// Commands to a run from another process: its owner gets each one, and an answer outlives an owner that was killed.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunCommand } from '../../../src/main/store/commands.ts';
import type { Store } from '../../../src/main/store/store.ts';
import { runFinished, sampleRun } from '../../kit/journal-samples.ts';
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
const pause: RunCommand = { kind: 'pause' };
const proceed: RunCommand = { kind: 'continue' };
const steer: RunCommand = { kind: 'steer', activation: null, text: 'Be brief.' };
const limit: RunCommand = { kind: 'limit', limits: { maxSteps: 9, agentSteps: null, budgetNanoUsd: null } };
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

test('answers, messages and limits wait for the next owner; stop, pause and continue were for the one before', async () => {
  const claim = await owner.create(sampleRun('run-1'));
  await other.commands.post('run-1', stop);
  await other.commands.post('run-1', pause);
  await other.commands.post('run-1', answer);
  await other.commands.post('run-1', proceed);
  await owner.release(claim);
  await other.commands.post('run-1', steer);
  await other.commands.post('run-1', limit);
  const next = await other.claim('run-1');
  expect((await other.commands.pending(next)).map(({ command }) => command)).toEqual([answer, steer, limit]);
  for (const call of [owner.commands.pending(claim), owner.commands.take(claim, [1])]) {
    await expect(call).rejects.toMatchObject({ code: 'journal.claim_lost' });
  }
});

test('a command to a run that is not there is refused', async () => {
  await expect(other.commands.post('no', stop)).rejects.toMatchObject({ code: 'journal.run_unknown' });
});

test('what only an owner could do is refused when there is none, and nothing is left behind', async () => {
  const claim = await owner.create(sampleRun('run-1'));
  await owner.release(claim);
  for (const command of [stop, pause, proceed]) {
    await expect(other.commands.post('run-1', command)).rejects.toMatchObject({
      code: 'run.not_running',
      action: 'Go on with it: longline resume run-1',
    });
  }
  expect(await other.commands.pending(await other.claim('run-1'))).toEqual([]);
});

test('a run that has ended takes no commands', async () => {
  const claim = await owner.create(sampleRun('run-1'));
  await owner.append(claim, [runFinished('done')]);
  for (const command of [stop, answer, steer, limit])
    await expect(other.commands.post('run-1', command)).rejects.toMatchObject({ code: 'run.ended' });
});
