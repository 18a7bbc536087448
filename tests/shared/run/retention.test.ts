// The retention check against servers that keep everything, drop reasoning or cut the history, with tokenizers of their own.

import { describe, expect, it } from 'vitest';
import { retentionEvent, type Retention, type RetentionState } from '../../../src/shared/run/retention.ts';
import { estimateTokens } from '../../../src/shared/run/context/tokens.ts';
import type { RunEvent } from '../../../src/shared/run/events.ts';
import { seeded } from '../../kit/seeded.ts';
import { prose } from './context/conversations.ts';

interface Server {
  /** Which of the tokens sent it counts: all, all but old reasoning, or what fits. */
  readonly keeps: 'all' | 'no-reasoning' | 'newest';
  /** Its tokens for one estimated. */
  readonly ratio: number;
  readonly tellsReasoning: boolean;
  /** Tokens that `newest` keeps. */
  readonly window?: number;
}

interface Sizes {
  readonly reasoning: number;
  readonly result: number;
}

const envelope = { runId: 'run', at: 0 };

/** The events of a loop on such a server; `between` may add events before a step and messages to it. */
function loop(
  random: () => number,
  server: Server,
  steps: number,
  sizes: Sizes,
  between: (step: number) => {
    readonly events: readonly RunEvent[];
    readonly messages: number;
    readonly tokens: number;
  } = () => ({ events: [], messages: 0, tokens: 0 }),
): readonly RunEvent[] {
  const events: RunEvent[] = [];
  const sent: number[] = [600];
  let messages = 2;
  const activation = 'agent';
  for (let step = 1; step <= steps; step += 1) {
    const more = between(step);
    events.push(...more.events);
    messages += more.messages;
    if (more.tokens > 0) sent.push(more.tokens);
    let promptTokens = 0;
    for (const tokens of sent.toReversed()) {
      if (server.keeps === 'newest' && promptTokens + tokens > (server.window ?? 0)) break;
      promptTokens += tokens;
    }
    const reasoning = prose(random, sizes.reasoning * (0.5 + random()));
    const call = { id: '', name: 'search', arguments: `{"query":"${prose(random, 10).trim()}"}` };
    const thought = Math.round(estimateTokens(reasoning) * server.ratio);
    const called = Math.round((estimateTokens(call.arguments) + 14) * server.ratio);
    const effect = `model:${activation}@${step}#1`;
    const attempt = { ...envelope, seq: 1, effect, activation, step, attempt: 1 };
    events.push(
      {
        ...attempt,
        type: 'model.requested',
        model: '/',
        messages,
        digest: '',
        last: false,
        maxOutputTokens: 4096,
        reservedNanoUsd: null,
      },
      {
        ...attempt,
        type: 'model.responded',
        verdict: 'tool_calls',
        reply: { reasoning, content: null, calls: [call] },
        finishReason: 'tool_calls',
        usage: {
          promptTokens,
          completionTokens: thought + called,
          cachedTokens: null,
          reasoningTokens: server.tellsReasoning ? thought : null,
        },
        costNanoUsd: null,
        responseId: null,
        servedModel: null,
        firstTokenMs: null,
        durationMs: 1,
      },
    );
    const text = prose(random, sizes.result * (0.5 + random()));
    events.push({
      ...envelope,
      seq: 1,
      type: 'tool.finished',
      effect: `call:${activation}@${step}.0`,
      activation,
      call: { step, index: 0 },
      outcome: { status: 'ok', outputs: { text } },
      durationMs: 1,
    });
    sent.push(called + (server.keeps === 'no-reasoning' ? 0 : thought) + 4);
    sent.push(Math.round(estimateTokens(text) * server.ratio) + 8);
    messages += 2;
  }
  return events;
}

function retentionAfter(events: readonly RunEvent[]): Retention | undefined {
  let states: Readonly<Record<string, RetentionState>> = {};
  for (const event of events) states = retentionEvent(states, event);
  return states['agent']?.retention;
}

function randomServer(random: () => number, keeps: Server['keeps']): Server {
  return { keeps, ratio: 0.85 + random() * 0.3, tellsReasoning: random() < 0.5 };
}

describe('retention (R27)', () => {
  it('never blames a server that keeps everything, whatever its tokenizer and the sizes', () => {
    const verdicts = { unknown: 0, kept: 0, blamed: 0 };
    for (let seed = 1; seed <= 1000; seed += 1) {
      const random = seeded(seed);
      const sizes = { reasoning: 20 + random() * 2000, result: 20 + random() * 4000 };
      const events = loop(random, randomServer(random, 'all'), 12, sizes);
      const verdict = retentionAfter(events)?.verdict ?? 'unknown';
      verdicts[verdict === 'unknown' || verdict === 'kept' ? verdict : 'blamed'] += 1;
    }
    expect(verdicts.blamed).toBe(0);
    expect(verdicts.kept).toBeGreaterThan(100);
  }, 60_000);

  it('finds dropped reasoning where there is more of it than of results, and never calls such a server keeping', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seeded(seed);
      const sizes = { reasoning: 800 + random() * 1200, result: 20 + random() * 200 };
      const found = retentionAfter(loop(random, randomServer(random, 'no-reasoning'), 6, sizes));
      expect(found, `seed ${seed}`).toMatchObject({ verdict: 'reasoning-dropped', step: 2, compared: 5 });
      expect(found?.missingTokens).toBeGreaterThan(150);
    }
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seeded(seed);
      const sizes = { reasoning: 20 + random() * 2000, result: 20 + random() * 4000 };
      const found = retentionAfter(loop(random, randomServer(random, 'no-reasoning'), 12, sizes));
      expect(found?.verdict, `seed ${seed}`).not.toBe('kept');
      expect(found?.verdict, `seed ${seed}`).not.toBe('history-truncated');
    }
  }, 60_000);

  it('finds a history that was cut to what fits, at the step at which it happened', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seeded(seed);
      const server = { ...randomServer(random, 'newest'), window: 6000 };
      const found = retentionAfter(loop(random, server, 30, { reasoning: 500, result: 600 }));
      expect(found?.verdict, `seed ${seed}`).toBe('history-truncated');
      expect(found?.step).toBeGreaterThan(3);
    }
  }, 60_000);

  it('says nothing of steps between which the conversation was shortened or a person spoke', () => {
    const shortened: RunEvent = {
      ...envelope,
      seq: 1,
      type: 'context.changed',
      effect: 'model:agent@4#1',
      activation: 'agent',
      step: 4,
      stage: 'hide',
      changed: [3],
      tokensBefore: 9000,
      tokensAfter: 5000,
      messages: 8,
      digest: '',
    };
    const steered: RunEvent = {
      ...envelope,
      seq: 1,
      type: 'run.steered',
      id: 's',
      activation: null,
      text: 'Look north.',
    };
    const server: Server = { keeps: 'no-reasoning', ratio: 1, tellsReasoning: true };
    const sizes = { reasoning: 1000, result: 50 };
    for (const event of [shortened, steered]) {
      const events = loop(seeded(1), server, 8, sizes, () => ({ events: [event], messages: 0, tokens: 0 }));
      expect(retentionAfter(events)).toEqual({ verdict: 'unknown', step: null, compared: 0, missingTokens: 0 });
    }
    const nudged = loop(seeded(1), server, 8, sizes, (step) => ({ events: [], messages: step > 1 ? 1 : 0, tokens: 0 }));
    expect(retentionAfter(nudged)).toEqual({ verdict: 'unknown', step: null, compared: 0, missingTokens: 0 });
  });
});
