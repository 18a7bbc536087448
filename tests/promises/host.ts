// What a window may rely on, whatever carries the contract to it. Runs on any Host over an engine with an empty data directory.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/main/hosts/sha256.ts';
import type { ApiInput, Host, WatchFrame } from '../../src/shared/api/table.ts';
import type { LibraryEdit } from '../../src/shared/api/library.ts';
import type { JsonObject } from '../../src/shared/json/value.ts';
import { emptyDocument, writeDocument } from '../../src/shared/pipeline/document.ts';
import type { HistoryEntry } from '../../src/shared/pipeline/history.ts';
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
      const choices = { inputs: {}, endpoint: null, model: null, rehearsal: null, part: null };
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
    const pin = (before: JsonObject | null, after: JsonObject | null): HistoryEntry => ({
      op: 'do',
      edit: { label: 'edit.pin', changes: [{ of: 'pin', key: 'brief', before, after }] },
    });
    const eventsIn = (frames: readonly WatchFrame[]): RunEvent[] =>
      frames.flatMap((frame) => (frame.frame === 'events' ? frame.events : []));

    const retitle = (before: string, after: string): HistoryEntry => ({
      op: 'do',
      edit: { label: 'edit.meta', changes: [{ of: 'meta', key: 'title', before, after }] },
    });
    const create = async (title: string, more: Partial<ApiInput<'library.create'>> = {}) => {
      const document = emptyDocument(title);
      return host['library.create']({ document, from: null, folder: null, entries: [], label: null, ...more });
    };
    const idsInList = async () => (await host['library.list']({})).entries.map((entry) => entry.id);

    test('opens, copies, edits and saves pipelines, and refuses a save that would lose what another window did', async () => {
      expect((await idsInList())[0]).toMatch(/^sample:/);
      const opened = await host['library.open']({ id: sample });
      expect(opened.handles).toEqual([
        { name: 'news', kind: 'folder', title: 'News items from Halmere', bound: expect.stringMatching(/news$/) },
      ]);
      const { document } = opened;
      const { id, revision, seq } = await create('', { document, from: sample });
      expect({ revision, seq }).toEqual({ revision: 1, seq: 0 });
      const changed = { ...document, meta: { ...document.meta, title: 'Mine' } };
      const entry = retitle('News brief', 'Mine');
      expect(await host['edits.append']({ id, after: 0, entries: [entry] })).toEqual({ seq: 1 });
      const behind = { code: 'edits.behind', retryable: false, action: expect.stringMatching(/\w/) };
      await expect(host['edits.append']({ id, after: 0, entries: [entry] })).rejects.toMatchObject(behind);
      const crashed = await host['library.open']({ id });
      expect(crashed).toMatchObject({ document, entries: [entry], past: [], future: [], seq: 1 });
      expect(crashed.handles[0]?.bound).not.toBeNull();
      await expect(host['library.save']({ id, seq: 0, document: changed })).rejects.toMatchObject(behind);
      expect(await host['library.save']({ id, seq: 1, document: changed })).toEqual({ revision: 2 });
      expect(await host['library.open']({ id })).toMatchObject({
        revision: 2,
        entries: [],
        past: [entry.edit],
        seq: 1,
        document: { meta: { title: 'Mine' } },
      });
      expect(await host['edits.since']({ id, after: 0 })).toEqual({
        entries: [entry],
        seq: 1,
        revision: 2,
        savedSeq: 1,
      });
      await expect(host['library.save']({ id: sample, seq: 0, document: changed })).rejects.toMatchObject({
        code: 'library.sample',
      });
    });

    test('gives a copy the history, the bindings and the pins of what it is a copy of', async () => {
      const { document } = await host['library.open']({ id: sample });
      const one = await create('', { document, from: sample });
      const pinned = { answer: 'No news.' };
      const { seq } = await host['edits.append']({ id: one.id, after: one.seq, entries: [pin(null, pinned)] });
      expect(seq).toBe(one.seq + 1);
      const entries = [retitle('News brief', 'A'), retitle('A', 'B')];
      const renamed = { ...document, meta: { ...document.meta, title: 'B' } };
      const two = await create('', { document: renamed, from: one.id, entries });
      expect(two).toMatchObject({ revision: 1, seq: 2 });
      expect(await host['library.open']({ id: two.id })).toMatchObject({
        past: entries.map(({ edit }) => edit),
        entries: [],
        pins: [{ node: 'brief', outputs: { answer: 'No news.' } }],
        handles: [{ name: 'news', bound: expect.stringMatching(/news$/) }],
      });
      await host['edits.append']({ id: two.id, after: two.seq, entries: [pin(pinned, null)] });
      expect((await host['library.open']({ id: two.id })).pins).toEqual([]);
      expect((await host['library.open']({ id: one.id })).pins).toHaveLength(1);
    });

    test('remembers what windows tell it, until it is taken away', async () => {
      await host['settings.set']({ changes: { 'longline.a': '1', 'longline.b': '2' } });
      await host['settings.set']({ changes: { 'longline.a': null } });
      expect((await host['settings.get']({})).settings).toEqual({ 'longline.b': '2' });
    });

    test('lists what a pipeline looks like, what is in it, and when it was opened', async () => {
      const { document } = await host['library.open']({ id: sample });
      const { id } = await create('', { document: { ...document, meta: { title: 'Mine', tags: ['rain'] } } });
      const entryOf = async (wanted: string) =>
        (await host['library.list']({})).entries.find((entry) => entry.id === wanted);
      const { nodes } = document;
      const fromFile = await entryOf(sample);
      expect(fromFile).toMatchObject({ sample: true, nodes: nodes.length, openedAt: null, folder: null });
      expect(await entryOf(id)).toMatchObject({
        sample: false,
        title: 'Mine',
        tags: ['rain'],
        nodes: nodes.length,
        openedAt: null,
        picture: fromFile?.picture,
      });
      expect(fromFile?.picture.boxes).toHaveLength(nodes.length);
      await host['library.open']({ id });
      expect((await entryOf(id))?.openedAt).toBeGreaterThan(1_700_000_000_000);
    });

    test('finds pipelines by all words of a search, wherever they are written, samples too', async () => {
      const notes = [{ id: 'n', text: '请注意：明天下大雨', position: { x: 0, y: 0 }, width: 1, height: 1 }];
      const inner = {
        ...emptyDocument('Inner'),
        meta: { title: 'Inner', description: 'Counts 100% of the Umbrellas' },
      };
      const document = { ...emptyDocument('Weather report'), view: { notes }, pipelines: { inner } };
      const { id } = await create('', { document });
      const search = async (text: string) => (await host['library.search']({ text })).filter((hit) => hit.id === id);
      expect(await search('大雨 weather')).toEqual([{ id, found: '请注意：明天下大雨' }]);
      expect(await search('UMBRELLAS report')).toEqual([{ id, found: 'Counts 100% of the Umbrellas' }]);
      expect(await search('100%')).toHaveLength(1);
      expect(await search('100_')).toEqual([]);
      expect(await search('weather sunshine')).toEqual([]);
      expect((await host['library.search']({ text: 'Halmere' })).map((hit) => hit.id)).toContain(sample);
      expect(await host['library.search']({ text: '  ' })).toEqual([]);
    });

    test('does to the library what can be taken back and brought again: listing, folders, titles and tags', async () => {
      const { id } = await create('One', { label: 'library.edit.create' });
      const listing = async () => {
        const { entries, folders } = await host['library.list']({});
        const found = entries.find((entry) => entry.id === id);
        return found === undefined ? null : { title: found.title, tags: found.tags, folder: found.folder, folders };
      };
      const edits: LibraryEdit[] = [
        { label: 'a', title: 'One', changes: [{ of: 'folder', path: 'Research/2026', before: false, after: true }] },
        {
          label: 'b',
          title: 'One',
          changes: [
            { of: 'title', id, before: 'One', after: 'Two' },
            { of: 'tags', id, before: [], after: ['wet'] },
            { of: 'place', id, before: null, after: 'Research/2026' },
          ],
        },
        {
          label: 'c',
          title: 'Research',
          changes: [
            { of: 'folder', path: 'Research/2026', before: true, after: false },
            { of: 'folder', path: 'Research', before: true, after: false },
            { of: 'place', id, before: 'Research/2026', after: 'Papers' },
            { of: 'folder', path: 'Papers', before: false, after: true },
          ],
        },
        { label: 'd', title: 'Two', changes: [{ of: 'listed', id, before: true, after: false }] },
      ];
      const states = [await listing()];
      for (const edit of edits) {
        await host['library.edit']({ edit });
        states.push(await listing());
      }
      expect(states).toEqual([
        { title: 'One', tags: [], folder: null, folders: [] },
        { title: 'One', tags: [], folder: null, folders: ['Research', 'Research/2026'] },
        { title: 'Two', tags: ['wet'], folder: 'Research/2026', folders: ['Research', 'Research/2026'] },
        { title: 'Two', tags: ['wet'], folder: 'Papers', folders: ['Papers'] },
        null,
      ]);
      for (const before of states.slice(0, -1).toReversed()) {
        await host['library.undo']({});
        expect(await listing()).toEqual(before);
      }
      expect((await host['library.undo']({})).edit).toMatchObject({ label: 'library.edit.create', title: 'One' });
      expect(await listing()).toBeNull();
      await expect(host['library.open']({ id })).rejects.toMatchObject({ code: 'library.unknown' });
      expect((await host['library.redo']({})).edit).toMatchObject({ label: 'library.edit.create' });
      for (const after of states.slice(1)) {
        expect(await listing()).not.toEqual(after);
        expect((await host['library.list']({})).redo).not.toBeNull();
        await host['library.redo']({});
        expect(await listing()).toEqual(after);
      }
      expect(await host['library.redo']({})).toEqual({ edit: null });
      expect((await host['library.list']({})).undo).toMatchObject({ edit: { label: 'd' }, at: expect.any(Number) });
    });

    test('writes a new title into the history of the pipeline, after what no save has taken in yet', async () => {
      const { id } = await create('One');
      const first = retitle('One', 'Two');
      await host['edits.append']({ id, after: 0, entries: [first] });
      const change = { of: 'title', id, before: 'One', after: 'Three' } as const;
      await host['library.edit']({ edit: { label: 'rename', title: 'One', changes: [change] } });
      const second = retitle('Two', 'Three');
      expect(await host['library.open']({ id })).toMatchObject({
        revision: 2,
        seq: 2,
        document: { meta: { title: 'Three' } },
        past: [first.edit, second.edit],
        entries: [],
      });
      await expect(host['edits.append']({ id, after: 1, entries: [first] })).rejects.toMatchObject({
        code: 'edits.behind',
      });
      expect((await host['edits.since']({ id, after: 1 })).entries).toEqual([second]);
      expect((await host['library.undo']({})).edit).toEqual({
        label: 'rename',
        title: 'One',
        changes: [{ of: 'title', id, before: 'Two', after: 'Three' }],
      });
      expect(await host['library.open']({ id })).toMatchObject({ revision: 3, document: { meta: { title: 'Two' } } });
    });

    test('refuses an edit of the library that cannot be done, and one that cannot be taken back stays', async () => {
      const folder = 'Refused';
      const make = { label: 'make', title: '', changes: [{ of: 'folder', path: folder, before: false, after: true }] };
      await host['library.edit']({ edit: make as LibraryEdit });
      const { id } = await create('One', { folder });
      const taken = { code: 'library.folder_taken', action: expect.stringMatching(/\w/) };
      await expect(host['library.undo']({})).rejects.toMatchObject(taken);
      expect((await host['library.list']({})).undo?.edit.label).toBe('make');
      const edit = (...changes: LibraryEdit['changes']) =>
        host['library.edit']({ edit: { label: 'x', title: '', changes } });
      await expect(edit({ of: 'folder', path: folder, before: true, after: false })).rejects.toMatchObject(taken);
      await expect(edit({ of: 'place', id, before: folder, after: 'No' })).rejects.toMatchObject({
        code: 'library.folder_unknown',
      });
      for (const change of [
        { of: 'listed', id: sample, before: true, after: false } as const,
        { of: 'title', id: sample, before: 'News brief', after: 'Mine' } as const,
      ])
        await expect(edit(change)).rejects.toMatchObject({ code: 'library.sample' });
      for (const change of [
        { of: 'listed', id: 'no', before: true, after: false } as const,
        { of: 'title', id: 'no', before: 'One', after: 'Two' } as const,
      ])
        await expect(edit(change)).rejects.toMatchObject({ code: 'library.unknown' });
      await edit(
        { of: 'folder', path: folder, before: true, after: false },
        { of: 'place', id, before: folder, after: null },
      );
      expect((await host['library.list']({})).folders).not.toContain(folder);
    });

    test('keeps revisions, and those with a name under their name', async () => {
      const { id } = await create('One');
      await host['library.save']({ id, seq: 0, document: emptyDocument('Two') });
      await host['library.name_revision']({ id, revision: 1, label: 'Before' });
      expect(await host['library.revisions']({ id })).toEqual([
        { revision: 2, at: expect.any(Number), label: null },
        { revision: 1, at: expect.any(Number), label: 'Before' },
      ]);
      expect((await host['library.revision']({ id, revision: 1 })).document).toEqual(emptyDocument('One'));
      await host['library.name_revision']({ id, revision: 1, label: null });
      expect((await host['library.revisions']({ id })).map(({ label }) => label)).toEqual([null, null]);
      expect(await host['library.revisions']({ id: sample })).toEqual([]);
      for (const call of [
        host['library.revision']({ id, revision: 3 }),
        host['library.name_revision']({ id, revision: 3, label: 'x' }),
      ])
        await expect(call).rejects.toMatchObject({ code: 'library.revision_unknown' });
    });

    test('runs a part of a pipeline: up to a node, from a node on, or with values that are given', async () => {
      const { document } = await host['library.open']({ id: sample });
      const run = async (part: ApiInput<'runs.start'>['part'], inputs: JsonObject = {}) => {
        const { runId } = await host['runs.start'](await startInput({ part, inputs }));
        const events = eventsIn(await watch(runId, 1));
        const end = events.at(-1);
        const nodes = events.flatMap((event) => (event.type === 'node.finished' ? [event.activation] : []));
        return { runId, events, nodes, end: end?.type === 'run.finished' ? end : null };
      };
      const whole = await run(null);
      const answer = whole.end?.outputs['brief'] ?? '';
      const given = { brief: { answer: String(answer), evidence: [] } };
      const pinned = await run({ from: null, to: null, given }, { question: 'Passed over, as nobody asks.' });
      expect(pinned.end).toMatchObject({ status: 'done', steps: 0, outputs: { brief: answer, evidence: [] } });
      expect(pinned.events[0]).toMatchObject({ part: { from: null, to: null, given: ['brief'] }, inputs: {} });
      const outputNode = document.nodes.find((node) => node.kind === 'output' && node.params['name'] === 'brief');
      const output = outputNode?.id ?? '';
      const alone = await run({ from: output, to: null, given });
      expect(alone.end).toMatchObject({ status: 'done', outputs: { brief: answer } });
      expect(Object.keys(alone.end?.outputs ?? {})).toEqual(['brief']);
      const upTo = await run({ from: null, to: 'brief', given: {} });
      expect(upTo.end).toMatchObject({ status: 'done', outputs: {} });
      expect(upTo.end?.steps).toBeGreaterThan(1);
      for (const { runId } of [whole, pinned, alone, upTo]) {
        const kept = await host['runs.get']({ runId });
        expect(kept.document).toEqual(document);
        const replayed = await host['runs.replay']({ runId });
        expect(replayed.recorded).toBe(replayed.stateHash);
      }
      const nothing = { endpoint: null, model: null, params: {}, limits: null };
      const fork = await host['runs.fork']({ runId: upTo.runId, step: '2', ...nothing });
      expect(eventsIn(await watch(fork.runId, 1)).at(-1)).toMatchObject({ type: 'run.finished', status: 'done' });
      expect((await host['runs.get']({ runId: fork.runId })).document).toEqual(document);
      const part = { from: output, to: null, given: {} };
      await expect(run(part)).rejects.toMatchObject({ code: 'part.missing_value', details: { node: 'brief' } });
      await expect(run({ ...part, given: { brief: { answer: 5 } } })).rejects.toMatchObject({ code: 'part.bad_value' });
      const estimate = await host['runs.estimate'](await startInput({ part: { from: null, to: null, given } }));
      expect(estimate.steps).toBe(0);
    });

    test('runs what is on screen and streams it, gapless and with live pieces, also to one who comes late (D8)', async () => {
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
