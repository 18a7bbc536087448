// What a window may rely on, whatever carries the contract to it. Runs on any Host over an engine with an empty data directory.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/main/hosts/sha256.ts';
import type { ApiInput, Host, WatchFrame } from '../../src/shared/api/table.ts';
import { writeDocument } from '../../src/shared/pipeline/document.ts';
import type { PipelineEdit } from '../../src/shared/pipeline/edits.ts';
import type { RunEvent } from '../../src/shared/run/events.ts';
import type { Passage } from '../../src/shared/tool/ports.ts';

export interface HostUnderTest {
  readonly host: Host;
  close(): void | Promise<void>;
}

/** Declares the tests; `make` connects to a host that knows the bundled samples. */
export function hostPromises(name: string, make: () => Promise<HostUnderTest>): void {
  describe(`a host ${name}`, () => {
    let made: HostUnderTest;
    let host: Host;

    beforeAll(async () => {
      made = await make();
      host = made.host;
    });
    afterAll(() => made.close());

    const sample = 'sample:news-brief';
    const startInput = async (more: Partial<ApiInput<'runs.start'>> = {}): Promise<ApiInput<'runs.start'>> => {
      const { document } = await host['library.open']({ id: sample });
      const documentHash = sha256(writeDocument(document));
      const choices = { inputs: {}, endpoint: null, model: null, rehearsal: null };
      const limits = { maxSteps: null, budgetUsd: null, maxTokens: null, maxWallMs: null };
      return { pipeline: sample, documentHash, ...choices, ...limits, ...more };
    };
    const watch = async (
      runId: string,
      fromSeq: number,
      onFrame?: (frame: WatchFrame) => Promise<unknown>,
    ): Promise<WatchFrame[]> => {
      const frames: WatchFrame[] = [];
      for await (const frame of host['runs.watch']({ runId, fromSeq }, new AbortController().signal)) {
        frames.push(frame);
        await onFrame?.(frame);
      }
      return frames;
    };
    const eventsIn = (frames: readonly WatchFrame[]): RunEvent[] =>
      frames.flatMap((frame) => (frame.frame === 'events' ? frame.events : []));

    test('opens, copies, edits, saves, lists and restores pipelines, and refuses a save that would lose another', async () => {
      expect((await host['library.list']({})).map((entry) => entry.id)).toContain(sample);
      const opened = await host['library.open']({ id: sample });
      expect(opened.handles).toEqual([
        { name: 'news', kind: 'folder', title: 'News items from Halmere', bound: expect.stringMatching(/news$/) },
      ]);
      const { id } = await host['library.create']({ document: opened.document, from: sample });
      const changed = { ...opened.document, meta: { ...opened.document.meta, title: 'Mine' } };
      const edit: PipelineEdit = {
        label: 'edit.meta',
        changes: [{ of: 'meta', key: 'title', before: 'News brief', after: 'Mine' }],
      };
      await host['edits.append']({ id, revision: 1, edits: [edit] });
      const crashed = await host['library.open']({ id });
      expect(crashed.edits).toEqual([edit]);
      expect(crashed.handles[0]?.bound).not.toBeNull();
      expect(await host['library.save']({ id, revision: 1, document: changed })).toEqual({ revision: 2 });
      await expect(host['library.save']({ id, revision: 1, document: changed })).rejects.toMatchObject({
        code: 'library.conflict',
      });
      expect(await host['library.open']({ id })).toMatchObject({
        revision: 2,
        edits: [],
        document: { meta: { title: 'Mine' } },
      });
      await host['library.remove']({ id });
      expect((await host['library.list']({})).map((entry) => entry.id)).not.toContain(id);
      await host['library.restore']({ id });
      expect((await host['library.list']({})).map((entry) => entry.id)).toContain(id);
      await expect(host['library.save']({ id: sample, revision: 0, document: changed })).rejects.toMatchObject({
        code: 'library.sample',
      });
    });

    test('runs what is on screen and streams it, gapless and with live pieces, also to one who comes late', async () => {
      await expect(host['runs.start'](await startInput({ documentHash: 'other' }))).rejects.toMatchObject({
        code: 'run.stale_document',
      });
      const { runId } = await host['runs.start'](await startInput({ rehearsal: { steps: 4, delayMs: 1 } }));
      const frames = await watch(runId, 1);
      const events = eventsIn(frames);
      expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
      const last = events.at(-1);
      expect(last).toMatchObject({ type: 'run.finished', status: 'done', steps: 5, costNanoUsd: { low: 0, high: 0 } });
      expect(events.filter((event) => event.type === 'tool.finished')).toHaveLength(4);
      expect(frames.some((frame) => frame.frame === 'deltas')).toBe(true);
      expect(frames.filter((frame) => frame.frame === 'caught-up')).toHaveLength(1);
      expect(eventsIn(await watch(runId, 5))).toEqual(events.slice(4));
      const replayed = await host['runs.replay']({ runId });
      expect(replayed).toEqual({
        events: events.length,
        stateHash: replayed.recorded,
        recorded: last?.type === 'run.finished' ? last.stateHash : null,
      });
      expect((await host['runs.list']({ pipeline: sample, limit: 10 }))[0]).toMatchObject({
        runId,
        status: 'done',
        lastSeq: events.length,
      });
      expect((await host['runs.get']({ runId })).plan.nodes.map((node) => node.id)).toContain('brief');
    });

    test('shows the source of every passage at its place', async () => {
      const { runId } = await host['runs.start'](await startInput());
      const outputs = eventsIn(await watch(runId, 1)).flatMap((event) =>
        event.type === 'run.finished' ? [event.outputs] : [],
      );
      const passages = outputs[0]?.['evidence'] as unknown as readonly Passage[];
      expect(passages.length).toBeGreaterThan(1);
      for (const { folder, file, start, end, text } of passages) {
        const source = await host['sources.read']({ runId, folder, file });
        expect(source.text.slice(start, end)).toBe(text);
      }
      await expect(
        host['sources.read']({ runId, folder: 'news', file: '../news-brief.longline' }),
      ).rejects.toMatchObject({ code: expect.stringMatching(/^folder\./) });
      await expect(host['sources.read']({ runId, folder: 'other', file: 'x' })).rejects.toMatchObject({
        code: 'folder.unbound',
      });
    });

    test('stops a run when it is told to, and resumes it to its end', async () => {
      const { runId } = await host['runs.start'](await startInput({ rehearsal: { steps: 6, delayMs: 15 } }));
      let stopped = false;
      await watch(runId, 1, async (frame) => {
        if (frame.frame === 'deltas' && !stopped) {
          stopped = true;
          await host['runs.stop']({ runId });
        }
      });
      expect((await host['runs.get']({ runId })).row.status).toBe('interrupted');
      await host['runs.resume']({ runId });
      expect(eventsIn(await watch(runId, 1)).at(-1)).toMatchObject({ type: 'run.finished', status: 'done' });
      await expect(host['runs.resume']({ runId })).rejects.toMatchObject({ code: 'run.ended' });
    });

    test('pauses a run at once, keeps its watchers, takes what people say and allow meanwhile, and goes on', async () => {
      const { runId } = await host['runs.start'](await startInput({ rehearsal: { steps: 6, delayMs: 15 } }));
      const limits = { maxSteps: 50, agentSteps: 50, budgetNanoUsd: null, maxTokens: null, maxWallMs: null };
      let pausing = 0;
      let tookMs = 0;
      const frames = await watch(runId, 1, async (frame) => {
        if (frame.frame === 'deltas' && pausing === 0) {
          pausing = performance.now();
          await host['runs.pause']({ runId });
        }
        if (frame.frame !== 'events' || !frame.events.some((event) => event.type === 'run.paused')) return;
        tookMs = performance.now() - pausing;
        expect((await host['runs.get']({ runId })).row.status).toBe('paused');
        await host['runs.steer']({ runId, activation: null, text: 'Mention the bridge.' });
        await host['runs.limit']({ runId, limits });
        await host['runs.resume']({ runId });
      });
      expect(tookMs).toBeLessThan(500);
      const events = eventsIn(frames);
      const said = events.filter((event) => ['run.steered', 'limits.changed', 'run.continued'].includes(event.type));
      expect(said).toMatchObject([
        { type: 'run.steered', activation: null, text: 'Mention the bridge.' },
        { type: 'limits.changed', limits },
        { type: 'run.continued' },
      ]);
      expect(events.at(-1)).toMatchObject({ type: 'run.finished', status: 'done' });
      await expect(host['runs.pause']({ runId })).rejects.toMatchObject({ code: 'run.ended' });
      await expect(host['runs.steer']({ runId, activation: 'nobody', text: 'x' })).rejects.toMatchObject({
        code: 'run.no_agent',
      });
    });

    test('forks a run at a step, compares the two, and checks what is stored of them', async () => {
      const { runId } = await host['runs.start'](await startInput({ rehearsal: { steps: 4, delayMs: 0 } }));
      const source = eventsIn(await watch(runId, 1));
      const nothing = { endpoint: null, model: null, params: {}, limits: null };
      const fork = await host['runs.fork']({ runId, step: '3', ...nothing });
      const events = eventsIn(await watch(fork.runId, 1));
      const parting = events.findIndex((event) => event.type === 'run.forked');
      expect(events[parting]).toMatchObject({ from: runId, fromSeq: parting + 1, models: {}, params: {} });
      expect(events.slice(0, parting)).toEqual(
        source.slice(0, parting).map((event) => ({ ...event, runId: fork.runId })),
      );
      expect(source[parting]).toMatchObject({ type: 'model.requested', step: 3 });
      const [whole, rest] = [source.at(-1), events.at(-1)];
      if (whole?.type !== 'run.finished' || rest?.type !== 'run.finished') throw new Error('a run has not ended');
      expect(rest.stateHash).toBe(whole.stateHash);
      expect(rest.usage.promptTokens).toBeLessThan(whole.usage.promptTokens);
      expect((await host['runs.diff']({ left: runId, right: fork.runId })).first).toBeNull();
      for (const id of [runId, fork.runId]) {
        const { events: count } = await host['runs.verify']({ runId: id });
        expect((await host['runs.replay']({ runId: id })).events).toBe(count);
      }
      await expect(host['runs.fork']({ runId, step: '99', ...nothing })).rejects.toMatchObject({ code: 'run.no_step' });
      await expect(host['runs.fork']({ runId, step: '2', ...nothing, params: { nosuch: {} } })).rejects.toMatchObject({
        code: 'run.fork_param',
      });
    });

    test('tells what a start would cost without making it', async () => {
      const before = await host['runs.list']({ pipeline: null, limit: 500 });
      const estimate = await host['runs.estimate'](await startInput({ maxSteps: 12 }));
      expect(estimate).toMatchObject({ steps: 12, costNanoUsd: { usual: 0, worst: 0 }, trajectories: [] });
      expect(estimate.basis).toMatch(/free/);
      expect(await host['runs.list']({ pipeline: null, limit: 500 })).toEqual(before);
    });

    test('tries an endpoint out and says what it found', async () => {
      expect(await host['endpoints.card']({ name: 'rehearsal', model: null })).toBeNull();
      const card = await host['endpoints.check']({ name: 'rehearsal', model: null });
      expect(card.checks.length).toBeGreaterThan(2);
      await expect(host['endpoints.check']({ name: 'nosuch', model: null })).rejects.toMatchObject({
        code: 'endpoint.unknown',
      });
    });

    test('lists endpoints, the rehearsal first and named as what it is, and their models', async () => {
      const [first] = await host['endpoints.list']({});
      expect(first).toMatchObject({ name: 'rehearsal', rehearsal: true, key: null });
      expect(await host['endpoints.models']({ name: 'rehearsal' })).toEqual(['rehearsal']);
      await expect(host['endpoints.models']({ name: 'nosuch' })).rejects.toMatchObject({ code: 'endpoint.unknown' });
    });

    test('names what it does not know', async () => {
      await expect(host['library.open']({ id: 'nosuch' })).rejects.toMatchObject({ code: 'library.unknown' });
      await expect(host['runs.get']({ runId: 'nosuch' })).rejects.toMatchObject({ code: 'journal.run_unknown' });
      await expect(watch('nosuch', 1)).rejects.toMatchObject({ code: 'journal.run_unknown' });
    });
  });
}
