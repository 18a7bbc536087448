// The golden files: the bytes of document, plan, events and closing line, and their hashes. A change here is a new format version.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDocument, writeDocument } from '../../src/shared/pipeline/document.ts';
import { evolve } from '../../src/shared/run/evolve.ts';
import { eventSchema, type RunEvent } from '../../src/shared/run/events.ts';
import { stateHash } from '../../src/shared/run/final-state.ts';
import { initialState } from '../../src/shared/run/state.ts';
import { goldenFiles } from '../fixtures/formats/make.ts';
import { compiled, sha256 } from '../kit/pipelines.ts';

const golden = (name: string): string => readFileSync(join(import.meta.dirname, '../fixtures/formats', name), 'utf8');
const hashes = JSON.parse(golden('hashes.json')) as { document: string; plan: string; state: string };
const events = golden('events.ndjson')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as unknown);

describe('the formats', () => {
  test('give today the bytes that they gave when they were written down (X1)', async () => {
    const made = await goldenFiles();
    for (const [name, text] of Object.entries(made)) expect({ name, text }).toEqual({ name, text: golden(name) });
  });

  test('read a document and write the same bytes, with the hash written down (X1)', () => {
    const text = golden('document.json').trimEnd();
    expect(writeDocument(readDocument(text))).toBe(text);
    expect(sha256(text)).toBe(hashes.document);
  });

  test('compile the document to the plan with the hash written down (X2)', () => {
    const plan = compiled(readDocument(golden('document.json')));
    expect(plan.hash).toBe(hashes.plan);
    expect(sha256(golden('plan.json').trimEnd())).toBe(hashes.plan);
  });

  test('hold every type of event, each valid and numbered without a gap (X3)', () => {
    const parsed = events.map((event) => eventSchema.parse(event));
    expect(parsed).toEqual(events);
    expect(parsed.map((event) => event.seq)).toEqual(parsed.map((_, index) => index + 1));
    const known = eventSchema.options.map((option) => option.shape.type.value);
    expect([...new Set(parsed.map((event) => event.type))].toSorted()).toEqual([...known].toSorted());
  });

  test('fold the events of long ago to the state hash written down (R10)', () => {
    const { plan } = compiled(readDocument(golden('document.json')));
    const state = (events as RunEvent[]).reduce(evolve, initialState(plan, sha256));
    expect(state.finished?.stateHash).toBe(hashes.state);
    expect(stateHash(state, { status: 'done', reason: null })).toBe(hashes.state);
  });

  test('close `run --json` with the promised properties, for a run that ended and one that waits (X4)', () => {
    const keys = ['costNanoUsd', 'outputs', 'reason', 'runId', 'seq', 'stateHash', 'status', 'steps', 'type', 'usage'];
    for (const [file, status] of [
      ['closing-done.json', 'done'],
      ['closing-waiting.json', 'waiting'],
    ] as const) {
      const closing = JSON.parse(golden(file)) as Record<string, unknown>;
      expect(Object.keys(closing).toSorted()).toEqual(keys);
      expect(closing).toMatchObject({ type: 'run.finished', status });
    }
  });
});
