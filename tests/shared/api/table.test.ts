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
  'library.list': [{}, [{ id: 'sample:x', title: 'X', description: null, sample: true, updatedAt: null }]],
  'library.open': [{ id: 'a' }, { id: 'a', sample: false, revision: 1, document, edits: [edit], handles: [handle] }],
  'library.create': [
    { document, from: null },
    { id: 'a', revision: 1 },
  ],
  'library.save': [{ id: 'a', revision: 1, document }, { revision: 2 }],
  'library.remove': [{ id: 'a' }, {}],
  'library.restore': [{ id: 'a' }, {}],
  'edits.append': [{ id: 'a', revision: 1, edits: [edit] }, {}],
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
  'runs.get': [{ runId: 'r' }, { row, plan: { any: 'json' } }],
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
