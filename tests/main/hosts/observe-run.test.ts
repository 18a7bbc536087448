// What a run tells the cards of its endpoints.

import { expect, test } from 'vitest';
import type { EndpointCard } from '../../../src/shared/api/table.ts';
import type { RunEvent } from '../../../src/shared/run/events.ts';
import { observeRun } from '../../../src/main/hosts/observe-run.ts';
import { testModel } from '../../kit/pipelines.ts';

const place = { runId: 'run-1', at: 1, effect: 'x', activation: 'agent', attempt: 1 };
const sent = { digest: '', last: false, maxOutputTokens: 100, reservedNanoUsd: 0 };

interface Step {
  readonly promptTokens: number;
  readonly cachedTokens?: number | null;
}

/** One conversation: each step thinks at length and makes one call with a short result. */
function conversation(
  model: string,
  steps: readonly Step[],
  keys: readonly ('reasoning' | 'reasoning_content')[],
): RunEvent[] {
  return steps.flatMap(({ promptTokens, cachedTokens = null }, index): RunEvent[] => {
    const step = index + 1;
    const usage = { promptTokens, completionTokens: 820, cachedTokens, reasoningTokens: 800 };
    const reply = { reasoning: 'Hm. '.repeat(800), content: null, calls: [{ id: 'a', name: 'look', arguments: '{}' }] };
    const end = { finishReason: 'tool_calls', responseId: null, servedModel: null, firstTokenMs: 1, durationMs: 2 };
    const seen = { ...reply, reasoningKeys: [...keys] };
    const outcome = { status: 'ok' as const, outputs: { text: 'Yes.' } };
    return [
      { ...place, seq: 1, type: 'model.requested', step, model, messages: 2 * step, ...sent },
      {
        ...place,
        seq: 2,
        type: 'model.responded',
        step,
        verdict: 'tool_calls',
        reply: seen,
        usage,
        costNanoUsd: null,
        ...end,
      },
      { ...place, seq: 3, type: 'tool.finished', call: { step, index: 0 }, outcome, durationMs: 1 },
    ];
  });
}

async function told(models: Parameters<typeof observeRun>[0], events: readonly RunEvent[]) {
  const cards: [string, string, Partial<EndpointCard>][] = [];
  const observer = observeRun(models, {
    observe: async (origin, model, seen) => void cards.push([origin, model, seen]),
  });
  observer.events(events);
  await observer.tell();
  return cards;
}

test('a run tells the key of the reasoning, whether the cache is counted, and that a server kept everything', async () => {
  const steps = [1, 2, 3, 4].map((step) => ({
    promptTokens: 500 + (step - 1) * 850,
    cachedTokens: step === 1 ? null : 400,
  }));
  expect(await told({ '/': testModel }, conversation('/', steps, ['reasoning']))).toEqual([
    [testModel.origin, testModel.model, { reasoningKey: 'reasoning', cachedTokens: true, retention: 'kept' }],
  ]);
});

test('a run tells of a server that drops reasoning without a word', async () => {
  const steps = [1, 2, 3, 4].map((step) => ({ promptTokens: 500 + (step - 1) * 50 }));
  expect(await told({ '/': testModel }, conversation('/', steps, ['reasoning_content']))).toEqual([
    [
      testModel.origin,
      testModel.model,
      { reasoningKey: 'reasoning_content', cachedTokens: false, retention: 'reasoning-dropped' },
    ],
  ]);
});

test('a rehearsal tells nothing, because there is no model behind it', async () => {
  const rehearsal = { ...testModel, rehearsal: true };
  expect(await told({ '/': rehearsal }, conversation('/', [{ promptTokens: 500 }], ['reasoning']))).toEqual([]);
});
