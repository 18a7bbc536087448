// Several processes on one database: who gets a run, and what is left of one that was killed. The processes are real ones.

import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Claim } from '../../../src/main/drivers/journal.ts';
import { nodeFinished, sampleRun, seeded } from '../../kit/journal-samples.ts';
import { type StoreFolder, storeFolder } from '../../kit/store-folder.ts';

/** Starting processes takes its time on a machine that does other things too. */
vi.setConfig({ testTimeout: 60_000 });

let folder: StoreFolder;
let children: ChildProcess[];
beforeEach(() => {
  folder = storeFolder();
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await folder.remove();
});

const script = (name: string) => new URL(`./processes/${name}.ts`, import.meta.url).pathname;

async function claimer(): Promise<(message: string) => Promise<string>> {
  const child = fork(script('claimer'), [folder.directory], { execArgv: [] });
  children.push(child);
  await once(child, 'message');
  return async (message) => {
    const answered = once(child, 'message');
    child.send(message);
    return String((await answered)[0]);
  };
}

test('processes that open a new database at the same moment all get it', async () => {
  const claimers = await Promise.all([claimer(), claimer(), claimer()]);
  expect(await Promise.all(claimers.map((ask) => ask('open')))).toEqual(['ok', 'ok', 'ok']);
  await Promise.all(claimers.map((ask) => ask('close')));
  folder.raw((connection) => expect(connection.pragma('integrity_check', { simple: true })).toBe('ok'));
});

test('of three processes that claim a run at the same moment one gets it, every time', async () => {
  const store = await folder.open();
  await store.release(await store.create(sampleRun('run-1')));
  const claimers = await Promise.all([claimer(), claimer(), claimer()]);
  for (const ask of claimers) await ask('open');
  const rounds = 40;
  for (let round = 0; round < rounds; round += 1) {
    const answers = await Promise.all(claimers.map((ask) => ask('claim run-1')));
    expect(answers.toSorted()).toEqual(['journal.run_owned', 'journal.run_owned', 'ok']);
    const winner = claimers[answers.indexOf('ok')];
    expect(await winner?.('append run-1')).toBe('ok');
    expect(await winner?.('release run-1')).toBe('ok');
  }
  expect(await store.verify('run-1')).toMatchObject({ events: rounds });
});

test('a run whose process was killed can be taken over at once, one that lives cannot', async () => {
  const store = await folder.open();
  for (const runId of ['run-1', 'run-2']) await store.release(await store.create(sampleRun(runId)));
  const [doomed, living] = await Promise.all([claimer(), claimer()]);
  for (const [ask, runId] of [
    [doomed, 'run-1'],
    [living, 'run-2'],
  ] as const) {
    expect(await ask('open')).toBe('ok');
    expect(await ask(`claim ${runId}`)).toBe('ok');
  }
  const owner = children[0] as ChildProcess;
  await expect(store.claim('run-1')).rejects.toMatchObject({
    code: 'journal.run_owned',
    message: expect.stringContaining(`process ${owner.pid}`),
    details: { runId: 'run-1', pid: owner.pid },
    action: expect.stringMatching(/\w/),
  });
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  await store.append(await store.claim('run-1'), [nodeFinished({})]);
  await expect(store.claim('run-2')).rejects.toMatchObject({ code: 'journal.run_owned' });
});

test('closing a store gives back the runs that it held', async () => {
  const store = await folder.open();
  await store.create(sampleRun('run-1'));
  const other = await folder.open();
  await expect(other.claim('run-1')).rejects.toMatchObject({ code: 'journal.run_owned' });
  await store.close();
  await other.claim('run-1');
});

describe('a writer that is killed at any moment', () => {
  const kills = Number(process.env['LONGLINE_KILLS'] ?? 20);

  test(`loses nothing that was answered, ${kills} times`, { timeout: 30_000 + kills * 3000 }, async () => {
    const seed = Number(process.env['LONGLINE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    const random = seeded(seed);
    const store = await folder.open();
    let answeredInAll = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const runId = `run-${kill}`;
      const thread = kill % 2 === 0 ? 'same' : 'worker';
      const answered = await answeredUntilKilled(
        runId,
        thread,
        Math.floor(random() * 2 ** 31),
        Math.floor(random() * 60),
      );
      answeredInAll += answered;

      const context = `seed ${seed}, kill ${kill}`;
      const { events } = await store.verify(runId);
      expect(events, context).toBeGreaterThanOrEqual(answered);
      const numbers = (await store.read(runId, 2)).map((event) =>
        event.type === 'node.finished' ? event.outputs['n'] : null,
      );
      expect(numbers, context).toEqual(numbers.map((_, index) => index + 1));
      const claim: Claim = await store.claim(runId);
      const [next] = await store.append(claim, [nodeFinished({ n: events })]);
      expect(next?.seq, context).toBe(events + 1);
      await store.verify(runId);
    }
    expect(answeredInAll).toBeGreaterThan(kills);
    folder.raw((connection) => expect(connection.pragma('integrity_check', { simple: true })).toBe('ok'));
  });

  /** Starts a writer, kills it after so many answers, and gives back the number of the last event that was answered. */
  async function answeredUntilKilled(runId: string, thread: string, seed: number, answers: number): Promise<number> {
    const child = spawn(process.execPath, [script('writer'), folder.directory, runId, thread, String(seed)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.split('\n').length > answers + 1) child.kill('SIGKILL');
    });
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    const lines = said.slice(0, said.lastIndexOf('\n')).split('\n');
    return Math.max(...lines.map((line) => Number(line.split(' ')[1])));
  }
});
