// The contract between host and window: everything that crosses is JSON, and what a schema takes it gives back the same.

import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { api, type ApiName } from '../../../src/shared/api/table.ts';
import { goldenDocument, goldenFiles } from '../../fixtures/formats/make.ts';
import { testCatalog } from '../../kit/pipelines.ts';

const events = ((await goldenFiles())['events.ndjson'] ?? '')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as unknown);
const document = JSON.parse(JSON.stringify(goldenDocument)) as unknown;
const edit = { label: 'edit.move', changes: [{ of: 'position', key: 'a', before: null, after: { x: 1, y: 2 } }] };
const entry = { op: 'do', edit };
const libraryEdit = {
  label: 'library.edit.rename',
  title: 'A',
  changes: [
    { of: 'title', id: 'a', before: 'B', after: 'A' },
    { of: 'tags', id: 'a', before: [], after: ['x'] },
    { of: 'listed', id: 'a', before: false, after: true },
    { of: 'place', id: 'a', before: null, after: 'Research/2026' },
    { of: 'folder', path: 'Research', before: false, after: true },
  ],
};
const picture = {
  width: 10,
  height: 10,
  boxes: [{ x: 0, y: 0, width: 4, height: 4, category: null }],
  wires: [{ x1: 0, y1: 1, x2: 2, y2: 3, type: 'text' }],
};
const pin = { node: 'each/find', outputs: { passages: [] } };
const handle = { name: 'docs', kind: 'folder', title: 'Docs', bound: null };
const row = { runId: 'r', pipelineId: null, title: 't', status: 'done', createdAt: 1, updatedAt: 2, lastSeq: 3 };
const limits = { maxSteps: 1, agentSteps: null, budgetNanoUsd: 5, maxTokens: 100, maxWallMs: null };
const start = {
  pipeline: 'a',
  documentHash: 'h',
  inputs: { q: [1, null] },
  endpoint: null,
  model: null,
  maxSteps: 1,
  budgetUsd: 0,
  maxTokens: 1000,
  maxWallMs: null,
  rehearsal: { steps: null, delayMs: 0 },
  part: { from: 'a', to: null, given: { b: { text: 'x' } } },
};
const card = {
  server: 'vLLM at 127.0.0.1:8000',
  model: 'kimi',
  checkedAt: 1,
  reasoningKey: 'reasoning',
  windowTokens: 262_144,
  windowSource: 'the model list',
  quantization: null,
  quantizationSource: null,
  cachedTokens: true,
  retention: 'kept',
  checks: [{ id: 'plain', title: 'Answers', result: 'passed', detail: 'It does.' }],
};
const examples: Readonly<Record<ApiName, readonly [input: unknown, output: unknown]>> = {
  'app.about': [{}, { version: '0.1.0', host: 'desktop', canChooseFolders: true }],
  'catalog.tools': [{}, [JSON.parse(JSON.stringify(testCatalog.get('ask')?.card))]],
  'library.list': [
    {},
    {
      entries: [
        {
          id: 'sample:x',
          title: 'X',
          description: null,
          sample: true,
          updatedAt: null,
          openedAt: 3,
          tags: ['t'],
          folder: 'Research/2026',
          nodes: 1,
          picture,
        },
      ],
      folders: ['Research'],
      undo: { edit: libraryEdit, at: 1 },
      redo: null,
    },
  ],
  'library.search': [{ text: 'rain' }, [{ id: 'a', found: '…rain in…' }]],
  'library.open': [
    { id: 'a' },
    {
      id: 'a',
      sample: false,
      revision: 1,
      document,
      past: [edit],
      future: [edit],
      entries: [entry],
      seq: 2,
      pins: [pin],
      handles: [handle],
    },
  ],
  'settings.get': [{}, { settings: { 'longline.language': 'en' } }],
  'settings.set': [{ changes: { 'longline.language': null } }, {}],
  'library.create': [
    { document, from: null, folder: 'Research', entries: [entry], label: 'library.edit.create' },
    { id: 'a', revision: 1, seq: 1 },
  ],
  'library.save': [{ id: 'a', seq: 1, document }, { revision: 2 }],
  'library.edit': [{ edit: libraryEdit }, {}],
  'library.undo': [{}, { edit: libraryEdit }],
  'library.redo': [{}, { edit: null }],
  'library.revisions': [{ id: 'a' }, [{ revision: 1, at: 2, label: 'Before the review' }]],
  'library.revision': [{ id: 'a', revision: 1 }, { document }],
  'library.name_revision': [{ id: 'a', revision: 1, label: null }, {}],
  'edits.append': [{ id: 'a', after: 1, entries: [entry] }, { seq: 2 }],
  'edits.since': [
    { id: 'a', after: 0 },
    { entries: [entry], seq: 1, revision: 1, savedSeq: 0 },
  ],
  'handles.roots': [{}, [{ id: 'a', title: 'A', path: 'shown' }]],
  'handles.bind': [{ id: 'a', handle: 'docs', root: null }, [handle]],
  'handles.choose': [{ id: 'a', handle: 'docs' }, null],
  'endpoints.list': [
    {},
    [{ name: 'a', title: 'A', url: null, rehearsal: true, model: null, key: { variable: 'KEY', set: false } }],
  ],
  'endpoints.models': [{ name: 'a' }, ['m']],
  'endpoints.check': [{ name: 'a', model: null }, card],
  'endpoints.card': [{ name: 'a', model: 'm' }, null],
  'runs.start': [start, { runId: 'r' }],
  'runs.estimate': [
    start,
    { trajectories: [{ node: 'a', count: 4 }], steps: 9, costNanoUsd: { usual: 1, worst: 2 }, basis: 'Well.' },
  ],
  'runs.list': [{ pipeline: null, limit: 500 }, [row]],
  'runs.get': [{ runId: 'r' }, { row, plan: { any: 'json' }, document }],
  'runs.stop': [{ runId: 'r' }, {}],
  'runs.pause': [{ runId: 'r' }, {}],
  'runs.steer': [{ runId: 'r', activation: null, text: 'Be brief.' }, {}],
  'runs.limit': [{ runId: 'r', limits }, {}],
  'runs.fork': [
    { runId: 'r', step: 'agent@3', endpoint: null, model: 'm', params: { agent: { maxSteps: 3 } }, limits },
    { runId: 'f' },
  ],
  'runs.diff': [
    { left: 'r', right: 'f' },
    { rows: [], first: null, setup: ['The models differ.'] },
  ],
  'runs.verify': [{ runId: 'r' }, { events: 3, head: 'h' }],
  'runs.resume': [{ runId: 'r' }, {}],
  'runs.answer': [{ runId: 'r', effect: 'e', answer: { a: 1 } }, {}],
  'runs.replay': [{ runId: 'r' }, { events: 1, stateHash: 'h', recorded: null }],
  'runs.watch': [
    { runId: 'r', fromSeq: 1 },
    { frame: 'events', events },
  ],
  'sources.read': [
    { runId: 'r', folder: 'f', file: 'a' },
    { file: 'a', title: 'A', date: null, text: 't' },
  ],
};

describe('the contract between host and window', () => {
  test('has an example for each of its methods (X5)', () => {
    expect(Object.keys(examples).toSorted()).toEqual(Object.keys(api).toSorted());
  });

  test.each(Object.keys(api) as ApiName[])(
    '%s takes and gives JSON unchanged, and nothing that it does not name (X5)',
    (name) => {
      const { input, output } = api[name];
      const [given, got] = examples[name];
      expect(input.parse(JSON.parse(JSON.stringify(given)))).toEqual(given);
      expect((output as z.ZodType).parse(JSON.parse(JSON.stringify(got)))).toEqual(got);
      expect(input.safeParse({ ...(given as object), unheardOf: 1 }).success).toBe(false);
      expect(input.safeParse(null).success).toBe(false);
      expect((output as z.ZodType).safeParse(() => 1).success).toBe(false);
    },
  );

  test('watches with three kinds of frames (X5)', () => {
    const { output } = api['runs.watch'];
    const place = { runId: 'r', activation: 'a', step: 1, attempt: 1 };
    const held = { type: 'model.status', ...place, status: 'queued', reason: 'One at a time.', until: 5 };
    for (const frame of [
      { frame: 'deltas', deltas: [] },
      { frame: 'deltas', deltas: [held] },
      { frame: 'caught-up', live: true },
    ])
      expect(output.parse(frame)).toEqual(frame);
    expect(output.safeParse({ frame: 'other' }).success).toBe(false);
  });
});
