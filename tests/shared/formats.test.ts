// The golden files: the bytes of document, plan, events and closing line, and their hashes. Those in `1` come from the first rules of a
// run and only have to be read; those in `2` are written today. A change here is a new format version.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDocument, writeDocument } from '../../src/shared/pipeline/document.ts';
import type { Plan } from '../../src/shared/pipeline/plan.ts';
import { evolve } from '../../src/shared/run/evolve.ts';
import { eventSchema, type RunEvent } from '../../src/shared/run/events.ts';
import { stateHash } from '../../src/shared/run/final-state.ts';
import { initialState } from '../../src/shared/run/state.ts';
import { goldenFiles } from '../fixtures/formats/make.ts';
import { compiled, sha256 } from '../kit/pipelines.ts';

const golden = (version: string, name: string): string =>
  readFileSync(join(import.meta.dirname, '../fixtures/formats', version, name), 'utf8');
const hashesOf = (version: string) =>
  JSON.parse(golden(version, 'hashes.json')) as { document: string; plan: string; state: string };
const eventsOf = (version: string): unknown[] =>
  golden(version, 'events.ndjson')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('the formats', () => {
  test('give today the bytes that they gave when they were written down (X1)', async () => {
    const made = await goldenFiles();
    for (const [name, text] of Object.entries(made)) expect({ name, text }).toEqual({ name, text: golden('2', name) });
  });

  test('compile the document to the plan with the hash written down (X2)', () => {
    const plan = compiled(readDocument(golden('2', 'document.json')));
    expect(plan.hash).toBe(hashesOf('2').plan);
  });

  test('hold every type of event (X3)', () => {
    const known = eventSchema.options.map((option) => option.shape.type.value);
    const held = new Set((eventsOf('2') as RunEvent[]).map((event) => event.type));
    expect([...held].toSorted()).toEqual([...known].toSorted());
  });

  for (const version of ['1', '2']) {
    describe(`of version ${version}`, () => {
      test('read a document and write the same bytes, with the hash written down (X1)', () => {
        const text = golden(version, 'document.json').trimEnd();
        expect(writeDocument(readDocument(text))).toBe(text);
        expect(sha256(text)).toBe(hashesOf(version).document);
      });

      test('hold events that are valid and numbered without a gap (X3)', () => {
        const events = eventsOf(version);
        const parsed = events.map((event) => eventSchema.parse(event));
        expect(parsed).toEqual(events);
        expect(parsed.map((event) => event.seq)).toEqual(parsed.map((_, index) => index + 1));
      });

      test('fold the events of long ago, with the plan of long ago, to the state hash written down (R10)', () => {
        const planText = golden(version, 'plan.json').trimEnd();
        expect(sha256(planText)).toBe(hashesOf(version).plan);
        const state = (eventsOf(version) as RunEvent[]).reduce(
          evolve,
          initialState(JSON.parse(planText) as Plan, sha256),
        );
        expect(state.finished?.stateHash).toBe(hashesOf(version).state);
        expect(stateHash(state, { status: 'done', reason: null })).toBe(hashesOf(version).state);
      });

      test('close `run --json` with the promised properties, for a run that ended and one that waits (X4)', () => {
        const keys = [
          'costNanoUsd',
          'outputs',
          'reason',
          'runId',
          'seq',
          'stateHash',
          'status',
          'steps',
          'type',
          'usage',
        ];
        for (const [file, status] of [
          ['closing-done.json', 'done'],
          ['closing-waiting.json', 'waiting'],
        ] as const) {
          const closing = JSON.parse(golden(version, file)) as Record<string, unknown>;
          expect(Object.keys(closing).toSorted()).toEqual(expect.arrayContaining(keys));
          expect(closing).toMatchObject({ type: 'run.finished', status });
        }
      });
    });
  }
});
