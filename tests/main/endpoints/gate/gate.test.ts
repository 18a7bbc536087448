// What a run meets between itself and a server: turns, rests and the outcomes that stand for them. The server here is a function that
// ends as the test says.

import { describe, expect, test } from 'vitest';
import type { DeltaPiece, Hands, ModelOutcome, StatusPiece } from '../../../../src/main/drivers/hands.ts';
import { createBreaker } from '../../../../src/main/endpoints/gate/breaker.ts';
import { createGate, type Gate } from '../../../../src/main/endpoints/gate/gate.ts';
import { noLimits, type Limits } from '../../../../src/main/endpoints/gate/settings.ts';
import { bindingTo, question } from '../../../kit/endpoint-client.ts';
import { settled, virtualTime, type VirtualTime } from './virtual-time.ts';

const binding = bindingTo('https://models.example/v1');
const never = new AbortController().signal;
const usage = { promptTokens: 30, completionTokens: 10, cachedTokens: null, reasoningTokens: null };

const nothingUsed = { promptTokens: 0, completionTokens: 0, cachedTokens: 0, reasoningTokens: 0 };

const answered: ModelOutcome = {
  reply: { reasoning: null, content: 'Four.', calls: [] },
  usage,
  finishReason: 'stop',
  responseId: null,
  servedModel: null,
  firstTokenMs: 1,
  durationMs: 2,
  verdict: 'final',
};

function failed(code: string, changes: Partial<Extract<ModelOutcome, { error: unknown }>> = {}): ModelOutcome {
  const error = { code, message: 'It failed.' };
  return {
    ...answered,
    usage: null,
    firstTokenMs: null,
    verdict: 'error',
    error,
    retryable: true,
    retryAfterMs: null,
    ...changes,
  };
}

interface Server {
  readonly ask: Hands['callModel'];
  /** Ends the oldest request that is under way. */
  end(outcome: ModelOutcome): Promise<void>;
  underWay(): number;
  asked: number;
}

function serverOf(): Server {
  const open: ((outcome: ModelOutcome) => void)[] = [];
  const server: Server = {
    asked: 0,
    ask: (_, onPiece) =>
      new Promise((resolve) => {
        server.asked += 1;
        onPiece({ channel: 'content', call: null, offset: 0, text: 'Four' });
        open.push(resolve);
      }),
    end(outcome) {
      open.shift()?.(outcome);
      return settled();
    },
    underWay: () => open.length,
  };
  return server;
}

function gateAt(time: VirtualTime, limits: Partial<Limits> = {}): Gate {
  const breaker = createBreaker({ clock: time, random: () => 0 });
  return createGate({ name: 'The server', limits: { ...noLimits, ...limits }, breaker, clock: time });
}

function pass(gate: Gate, server: Server, run = 'run', signal = never, maxOutputTokens = 4000) {
  const pieces: (DeltaPiece | StatusPiece)[] = [];
  const made: { outcome: ModelOutcome | null; readonly pieces: typeof pieces } = { outcome: null, pieces };
  const request = question(binding, { conversation: `${run}/agent`, maxOutputTokens });
  void gate
    .pass(server.ask, request, (piece) => pieces.push(piece), signal)
    .then((outcome) => {
      made.outcome = outcome;
    });
  return made;
}

describe('a request', () => {
  test('passes a gate without limits at once, and tells nothing but its own pieces', async () => {
    const time = virtualTime();
    const gate = gateAt(time);
    const server = serverOf();
    const made = pass(gate, server);
    expect(server.underWay()).toBe(1);
    await server.end(answered);
    expect(made).toEqual({ outcome: answered, pieces: [{ channel: 'content', call: null, offset: 0, text: 'Four' }] });
    expect(time.waiting()).toBe(0);
  });

  test('that has to wait says why and until when, and then that it is asked', async () => {
    const time = virtualTime(0);
    const gate = gateAt(time, { requestsPerMinute: 1 });
    const server = serverOf();
    pass(gate, server);
    const made = pass(gate, server);
    await time.runOut();
    expect(made.pieces).toEqual([
      { status: 'queued', reason: 'At most 1 request a minute goes to The server.', until: 61_000 },
      { status: 'asking', reason: '', until: null },
      { channel: 'content', call: null, offset: 0, text: 'Four' },
    ]);
  });

  test('that is stopped while it waits ends as stopped, and the server never hears of it', async () => {
    const time = virtualTime();
    const gate = gateAt(time, { concurrency: 1 });
    const server = serverOf();
    pass(gate, server);
    const stop = new AbortController();
    const made = pass(gate, server, 'other', stop.signal);
    await settled();
    stop.abort();
    await settled();
    expect(made.outcome).toEqual({
      reply: { reasoning: null, content: null, calls: [] },
      usage: nothingUsed,
      finishReason: null,
      responseId: null,
      servedModel: null,
      firstTokenMs: null,
      durationMs: 0,
      verdict: 'aborted',
      error: { code: 'endpoint.aborted', message: 'The request was stopped.' },
      retryable: false,
      retryAfterMs: null,
    });
    expect(server.asked).toBe(1);
  });

  test('sets tokens aside for its messages and all of its output, and gives back what it did not use', async () => {
    const time = virtualTime();
    const gate = gateAt(time, { tokensPerMinute: 5000 });
    const server = serverOf();
    pass(gate, server);
    pass(gate, server);
    await settled();
    expect(server.underWay()).toBe(1);
    await server.end(answered);
    expect(server.underWay()).toBe(1);
    await server.end(failed('endpoint.rate_limited'));
    pass(gate, server);
    expect(server.underWay()).toBe(1);
    await server.end(failed('endpoint.cut', { verdict: 'incomplete' }));
    // What a broken answer used is not known, and so all of it counts.
    pass(gate, server);
    expect(server.underWay()).toBe(0);
  });
});

describe('what a failed request used', () => {
  const partly = { firstTokenMs: 3 };

  test.each<[string, ModelOutcome, ModelOutcome['usage']]>([
    ['nothing when the server was asked too much', failed('endpoint.rate_limited'), nothingUsed],
    ['nothing when the server was not reached', failed('endpoint.unreachable'), nothingUsed],
    ['nothing when the request was refused', failed('endpoint.context_overflow', { retryable: false }), nothingUsed],
    ['unknown when the server broke', failed('endpoint.server_failed'), null],
    ['unknown when it came to nothing in time', failed('endpoint.timeout'), null],
    ['unknown when some of the answer had come', failed('endpoint.overloaded', partly), null],
    ['what the server said', failed('endpoint.rate_limited', { usage }), usage],
  ])('is %s', async (_, outcome, expected) => {
    const gate = gateAt(virtualTime());
    const server = serverOf();
    const made = pass(gate, server);
    await server.end(outcome);
    expect(made.outcome).toEqual({ ...outcome, usage: expected });
  });
});

describe('a server that fails', () => {
  const broken = [
    failed('endpoint.unreachable'),
    failed('endpoint.timeout'),
    failed('endpoint.server_failed', { retryAfterMs: 1000 }),
    failed('endpoint.cut', { verdict: 'incomplete' }),
    failed('endpoint.cut'),
  ];

  test('ends further requests at once as failures that may be tried again after its rest', async () => {
    const time = virtualTime();
    const gate = gateAt(time);
    const server = serverOf();
    for (const outcome of broken) {
      pass(gate, server);
      await server.end(outcome);
    }
    const made = pass(gate, server);
    await settled();
    expect(made.outcome).toEqual({
      reply: { reasoning: null, content: null, calls: [] },
      usage: nothingUsed,
      finishReason: null,
      responseId: null,
      servedModel: null,
      firstTokenMs: null,
      durationMs: 0,
      verdict: 'error',
      error: {
        code: 'endpoint.resting',
        message: 'The server has failed several times in a row and is left alone for 5 seconds.',
        action: 'Check the server; it is tried again by itself.',
      },
      retryable: true,
      retryAfterMs: 5000,
    });
    expect([server.asked, made.pieces]).toEqual([5, []]);
    await time.advance(5000);
    const trial = pass(gate, server);
    // The first piece of the trial lets the others go.
    pass(gate, server);
    expect(server.underWay()).toBe(2);
    await server.end(answered);
    expect(trial.outcome).toEqual(answered);
  });

  test('does so for those that wait for their turn, which then cost nothing of the limits', async () => {
    const time = virtualTime();
    const gate = gateAt(time, { concurrency: 1, requestsPerMinute: 6 });
    const server = serverOf();
    const all = Array.from({ length: 8 }, () => pass(gate, server));
    for (const outcome of broken) {
      await server.end(outcome);
      await settled();
    }
    const resting = all.filter(
      ({ outcome }) => outcome !== null && 'error' in outcome && outcome.error.code === 'endpoint.resting',
    );
    expect([server.asked, resting.length]).toEqual([5, 3]);
    expect(resting.map(({ pieces }) => pieces.at(-1))).not.toContainEqual(
      expect.objectContaining({ status: 'asking' }),
    );
    await time.advance(5000);
    pass(gate, server);
    expect(server.asked).toBe(6);
  });

  test.each([
    ['an empty account', failed('endpoint.quota', { retryable: false })],
    ['a refused request', failed('endpoint.request_refused', { retryable: false })],
    ['too many requests', failed('endpoint.rate_limited')],
    ['too much load', failed('endpoint.overloaded')],
    ['a reply without an answer', failed('endpoint.think_only', { verdict: 'think_only' })],
    ['a request that was stopped', failed('endpoint.aborted', { verdict: 'aborted', retryable: false })],
  ])('is not one that answers with %s', async (_, outcome) => {
    const time = virtualTime();
    const gate = gateAt(time);
    const server = serverOf();
    for (let count = 0; count < 20; count += 1) {
      pass(gate, server);
      await server.end(outcome);
    }
    expect(server.asked).toBe(20);
  });
});

describe('a server that takes no more requests', () => {
  test('gets half as many at one time, after the pause that it asks for, and more again as it takes them', async () => {
    const time = virtualTime(0);
    const gate = gateAt(time);
    const server = serverOf();
    for (let count = 0; count < 8; count += 1) pass(gate, server, `run-${count}`);
    await server.end(failed('endpoint.rate_limited', { retryAfterMs: 3000 }));
    for (let count = 0; count < 7; count += 1) await server.end(answered);
    const all = Array.from({ length: 9 }, (_, count) => pass(gate, server, `run-${count}`));
    await settled();
    expect(all[0]?.pieces).toEqual([
      { status: 'queued', reason: 'The server has asked to be left alone for a while.', until: 3000 },
    ]);
    expect(server.underWay()).toBe(0);
    await time.advance(3000);
    expect(server.underWay()).toBe(5);
    for (let count = 0; count < 5; count += 1) await server.end(answered);
    expect(server.underWay()).toBe(4);
    await server.end(failed('endpoint.overloaded'));
    await time.runOut();
    pass(gate, server, 'another');
    expect(server.underWay()).toBe(3);
  });
});
