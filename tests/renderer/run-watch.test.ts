// The run on screen over a host that loses its stream: nothing is missing and nothing is taken in twice.

import { expect, test } from 'vitest';
import { createRunWatch } from '../../src/renderer/run/run-watch.ts';
import type { WatchFrame } from '../../src/shared/api/table.ts';
import { LonglineError } from '../../src/shared/errors.ts';
import type { RunEvent } from '../../src/shared/run/events.ts';
import { agentPipeline, compiled } from '../kit/pipelines.ts';

const at = (seq: number): { runId: string; seq: number; at: number } => ({ runId: 'r1', seq, at: 1000 + seq });
const events: readonly RunEvent[] = [
  {
    ...at(1),
    type: 'run.started',
    machine: 1,
    program: 'test',
    title: 'T',
    planHash: '',
    documentHash: '',
    inputs: {},
    limits: { maxSteps: null, agentSteps: null, budgetNanoUsd: null },
    models: {},
    now: null,
  },
  {
    ...at(2),
    type: 'model.requested',
    effect: 'e',
    activation: 'agent',
    step: 1,
    attempt: 1,
    model: '/',
    messages: 1,
    digest: '',
    last: false,
    maxOutputTokens: 1,
    reservedNanoUsd: null,
  },
  { ...at(3), type: 'run.suspended', reason: 'interrupted' },
];
const row = {
  runId: 'r1',
  pipelineId: 'p1',
  title: 'T',
  status: 'running',
  createdAt: 0,
  updatedAt: 0,
  lastSeq: 0,
} as const;

test('a lost stream is opened again from the sequence that was seen, and live pieces are folded in', async () => {
  const asked: number[] = [];
  const waits: number[] = [];
  async function* stream(fromSeq: number): AsyncGenerator<WatchFrame> {
    asked.push(fromSeq);
    if (asked.length === 1) {
      yield { frame: 'events', events: events.slice(0, 2) };
      yield { frame: 'caught-up', live: true };
      yield {
        frame: 'deltas',
        deltas: [
          {
            type: 'model.delta',
            runId: 'r1',
            activation: 'agent',
            step: 1,
            attempt: 1,
            channel: 'reasoning',
            call: null,
            offset: 0,
            text: 'I think',
          },
        ],
      };
      throw new LonglineError('host.offline', 'The connection is lost.', { retryable: true });
    }
    yield { frame: 'events', events: events.slice(fromSeq - 1) };
    yield { frame: 'caught-up', live: false };
  }
  const watch = createRunWatch({
    host: {
      'runs.watch': ({ fromSeq }) => stream(fromSeq),
      'runs.get': async () => ({ row, plan: compiled(agentPipeline([])).plan, document: null }),
    },
    nextFrame: (then) => then(),
    wait: async (delayMs) => {
      waits.push(delayMs);
    },
  });
  const phases: string[] = [];
  const over = new Promise<void>((resolve) => {
    watch.store.subscribe(({ phase }) => {
      if (phases.at(-1) !== phase) phases.push(phase);
      if (phase === 'still') resolve();
    });
  });
  watch.show('r1');
  await over;
  expect(asked).toEqual([1, 3]);
  expect(waits).toEqual([250]);
  expect(phases).toEqual(['loading', 'live', 'lost', 'live', 'still']);
  expect(watch.store.getState().view).toMatchObject({
    status: 'interrupted',
    lastSeq: 3,
    steps: [{ reasoning: 'I think' }],
  });
});
