// Commands on their way into a run: from this process and from others, exactly once, and not done with before they are recorded.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Claim } from '../../../src/main/drivers/journal.ts';
import { createEngine } from '../../../src/main/hosts/engine.ts';
import type { Engine, LiveRun, StartRequest } from '../../../src/main/hosts/engine-types.ts';
import { openSample, sampleBindings } from '../../../src/main/hosts/samples.ts';
import { steering, type Steering } from '../../../src/main/hosts/steering.ts';
import type { Store } from '../../../src/main/store/store.ts';
import type { RunEvent } from '../../../src/shared/run/events.ts';
import { noLimits } from '../../../src/shared/run/state.ts';
import { sampleRun } from '../../kit/journal-samples.ts';
import { type StoreFolder, storeFolder } from '../../kit/store-folder.ts';

describe('commands to a run', () => {
  let folder: StoreFolder;
  let owner: Store;
  let other: Store;
  let claim: Claim;
  let steered: Steering;
  let interruptions: number;
  let arrivals: number;

  const open = () => {
    steered = steering({ journal: owner, claim, interrupt: () => (interruptions += 1), now: () => 5 });
    steered.inbox.onArrival(() => (arrivals += 1));
  };
  beforeEach(async () => {
    folder = storeFolder();
    owner = await folder.open();
    other = await folder.open();
    claim = await owner.create(sampleRun('run-1'));
    interruptions = 0;
    arrivals = 0;
    open();
  });
  afterEach(async () => {
    steered.stop();
    await folder.remove();
  });

  const pending = async () => (await owner.commands.pending(claim)).map(({ command }) => command.kind);
  const recorded = (drafts: readonly object[]) =>
    steered.recorded(drafts.map((draft, index) => ({ runId: 'run-1', seq: index + 1, ...draft }) as RunEvent));

  test('that another process left are taken in their order, and are done with when they are recorded', async () => {
    await other.commands.post('run-1', { kind: 'steer', activation: null, text: 'One.' });
    await other.commands.post('run-1', { kind: 'limit', limits: noLimits });
    await other.commands.post('run-1', { kind: 'steer', activation: 'agent', text: 'Two.' });
    await steered.look();
    await steered.look();
    const drafts = steered.inbox.take();
    expect(drafts).toEqual([
      { type: 'run.steered', at: 5, id: '1', activation: null, text: 'One.' },
      { type: 'limits.changed', at: 5, limits: noLimits },
      { type: 'run.steered', at: 5, id: '3', activation: 'agent', text: 'Two.' },
    ]);
    expect(steered.inbox.take()).toEqual([]);
    expect(arrivals).toBe(3);
    expect(await pending()).toEqual(['steer', 'limit', 'steer']);
    recorded(drafts.slice(0, 2));
    expect(await pending()).toEqual(['steer']);
    recorded(drafts.slice(2));
    expect(await pending()).toEqual([]);
  });

  test('that change nothing any more are done with, without an event', async () => {
    await other.commands.post('run-1', { kind: 'pause' });
    await steered.look();
    const [draft] = steered.inbox.take();
    if (draft === undefined) throw new Error('nothing came');
    steered.inbox.passedOver?.(draft);
    expect(await pending()).toEqual([]);
  });

  test('that were not recorded come again to the next owner, a message under the same id', async () => {
    await other.commands.post('run-1', { kind: 'steer', activation: null, text: 'One.' });
    await steered.look();
    const lost = steered.inbox.take();
    await folder.expireLeases();
    owner = other;
    claim = await other.claim('run-1');
    open();
    await steered.look();
    expect(steered.inbox.take()).toEqual(lost);
  });

  test('of this process are there at once, and what could not be taken in any more waits in the store', async () => {
    steered.give({ kind: 'pause' });
    steered.give({ kind: 'steer', activation: null, text: 'One.' });
    expect(steered.inbox.take().map(({ type }) => type)).toEqual(['run.paused', 'run.steered']);
    steered.give({ kind: 'limit', limits: noLimits });
    recorded([{ type: 'run.paused', at: 5 }]);
    steered.stop();
    await owner.run('run-1');
    expect(await pending()).toEqual(['steer', 'limit']);
  });

  test('that stop it interrupt it, and answers reach the question that waits, wherever they come from', async () => {
    const signal = new AbortController().signal;
    const question = { runId: 'run-1', effect: 'node:ask', activation: 'ask', question: 'Well?', choices: [] };
    const ask = { ...question, purpose: 'question' as const, exact: null };
    const asked = steered.people(() => new Promise(() => undefined))(ask, signal);
    await other.commands.post('run-1', { kind: 'answer', effect: 'node:ask', answer: 'Yes.' });
    await steered.look();
    expect(await asked).toBe('Yes.');
    expect(await pending()).toEqual(['answer']);
    recorded([{ type: 'human.answered', at: 6, effect: 'node:ask', activation: 'ask', call: null, answer: 'Yes.' }]);
    expect(await pending()).toEqual([]);
    await other.commands.post('run-1', { kind: 'stop' });
    await steered.look();
    expect(interruptions).toBe(1);
    expect(await pending()).toEqual([]);
  });
});

describe('two programs on one data directory', () => {
  let home: string;
  let here: Engine;
  let there: Engine;
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'longline-steering-'));
    process.env['LONGLINE_HOME'] = home;
    here = await createEngine({ host: 'cli' });
    there = await createEngine({ host: 'browser' });
  });
  afterEach(async () => {
    await Promise.all([here.close(), there.close()]);
    delete process.env['LONGLINE_HOME'];
    rmSync(home, { recursive: true, force: true });
  });

  const request = (steps: number, delayMs: number): StartRequest => {
    const { document, path } = openSample('sample:news-brief');
    const nothing = { inputs: {}, endpoint: null, model: null, maxSteps: null, budgetUsd: null };
    const bindings = sampleBindings(path, document);
    const rehearsal = { steps, delayMs };
    return { document, pipelineId: 'sample:news-brief', bindings, ...nothing, now: '2026-11-20T18:00:00Z', rehearsal };
  };
  /** Watches a run until an event of this type is recorded. */
  const until = async (run: LiveRun, type: RunEvent['type'], afterSeq = 0) => {
    for await (const frame of run.watch(afterSeq + 1, new AbortController().signal))
      if (frame.frame === 'events' && frame.events.some((event) => event.type === type)) return;
    throw new Error(`the run ended without ${type}`);
  };
  const typesOf = async (runId: string) => (await (await here.store()).read(runId, 1)).map(({ type }) => type);

  test('pause, steer, limit, continue and stop what the other one drives', { timeout: 60_000 }, async () => {
    const run = await here.start(request(60, 15), async () => null);
    await until(run, 'model.responded');
    await there.command(run.runId, { kind: 'pause' });
    await until(run, 'run.paused');
    expect((await (await there.store()).run(run.runId))?.status).toBe('paused');
    await there.command(run.runId, { kind: 'steer', activation: 'brief', text: 'Mention the bridge.' });
    await there.command(run.runId, { kind: 'limit', limits: { ...noLimits, maxSteps: 30 } });
    await there.command(run.runId, { kind: 'continue' });
    await until(run, 'run.continued');
    await there.command(run.runId, { kind: 'stop' });
    expect((await run.done).summary.status).toBe('interrupted');
    const people = (await typesOf(run.runId)).filter((type) => /^run\.|limits/.test(type));
    expect(people).toEqual([
      'run.started',
      'run.paused',
      'run.steered',
      'limits.changed',
      'run.continued',
      'run.suspended',
    ]);
  });

  test('leave messages and limits to a run that nobody drives, heard once when it goes on; the rest is refused', {
    timeout: 60_000,
  }, async () => {
    const run = await here.start(request(20, 10));
    await until(run, 'tool.finished');
    run.interrupt();
    await run.done;
    for (const kind of ['stop', 'pause', 'continue'] as const)
      await expect(there.command(run.runId, { kind })).rejects.toMatchObject({ code: 'run.not_running' });
    await there.command(run.runId, { kind: 'steer', activation: null, text: 'Mention the bridge.' });
    await there.command(run.runId, { kind: 'limit', limits: { ...noLimits, agentSteps: 4 } });
    const resumed = await there.resume(run.runId);
    const { summary } = await resumed.done;
    expect(summary.status).toBe('limited');
    const types = await typesOf(run.runId);
    expect(types.filter((type) => type === 'run.steered')).toHaveLength(1);
    expect(types.slice(types.indexOf('run.resumed'))).toEqual(
      expect.arrayContaining(['run.resumed', 'run.steered', 'limits.changed']),
    );
    expect(types.indexOf('run.steered')).toBe(types.indexOf('run.resumed') + 1);
    await expect(there.command(run.runId, { kind: 'steer', activation: null, text: 'x' })).rejects.toMatchObject({
      code: 'run.ended',
    });
    await expect(there.command('nosuch', { kind: 'stop' })).rejects.toMatchObject({ code: 'journal.run_unknown' });
  });

  test('a pause from the same program is recorded within a tenth of a second', { timeout: 60_000 }, async () => {
    const run = await here.start(request(200, 15));
    const took: number[] = [];
    await until(run, 'model.responded');
    // The best of some: the machine may be busy with other things.
    for (let pause = 0; pause < 5; pause += 1) {
      const seq = (await (await here.store()).run(run.runId))?.lastSeq ?? 0;
      const began = performance.now();
      await here.command(run.runId, { kind: 'pause' });
      await until(run, 'run.paused', seq);
      took.push(performance.now() - began);
      await here.command(run.runId, { kind: 'continue' });
      await until(run, 'run.continued', seq);
    }
    expect(Math.min(...took)).toBeLessThan(100);
    await here.command(run.runId, { kind: 'pause' });
    run.interrupt();
    expect((await run.done).summary.status).toBe('paused');
  });

  test('a replay goes as far as it is told, and an edited pipeline is held against the run', {
    timeout: 60_000,
  }, async () => {
    const run = await here.start(request(4, 0));
    const { summary } = await run.done;
    const events = await (await here.store()).read(run.runId, 1);
    const partly = await here.replay(run.runId, undefined, '2');
    expect(events[partly.events - 1]).toMatchObject({ type: 'tool.finished', call: { step: 2 } });
    expect(partly).toMatchObject({ recorded: null, summary: { status: 'interrupted', steps: 2 } });
    expect((await here.replay(run.runId)).stateHash).toBe(summary.stateHash);
    await expect(here.replay(run.runId, undefined, '9')).rejects.toMatchObject({ code: 'run.no_step' });
    const { document } = openSample('sample:news-brief');
    expect(await here.regress(run.runId, document)).toEqual({
      same: true,
      events: events.length,
      stateHash: summary.stateHash,
    });
    const nodes = document.nodes.map((node) =>
      node.kind === 'agent' ? { ...node, params: { ...node.params, instructions: 'Say nothing.' } } : node,
    );
    expect(await here.regress(run.runId, { ...document, nodes })).toMatchObject({
      same: false,
      type: 'model.requested',
      step: 'brief@1',
      what: expect.stringMatching(/^Message 1 \(the instructions\) was .*, and would be "Say nothing\."\.$/),
    });
  });
});
