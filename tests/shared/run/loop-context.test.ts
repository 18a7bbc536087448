// Long runs in small windows, through machine and driver: a server that counts every token and refuses what does not fit, results of all
// sizes, and a model that thinks before each call.

import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/shared/json/value.ts';
import type { RunEvent } from '../../../src/shared/run/events.ts';
import type { Hands, ModelOutcome, ModelRequest } from '../../../src/main/drivers/hands.ts';
import { foldRun } from '../../../src/main/drivers/replay.ts';
import { startRun } from '../../kit/drive-run.ts';
import { memoryJournal } from '../../kit/memory-journal.ts';
import { agentPipeline, compiled, node, sha256 } from '../../kit/pipelines.ts';
import { scriptedHands, type ScriptMessage } from '../../kit/scripted-hands.ts';

interface Server {
  readonly windowTokens: number;
  /** What the endpoint says its window is; null: nothing. */
  readonly told: number | null;
  readonly steps: number;
  readonly resultCharacters: (step: number) => number;
  readonly reasoningCharacters: number;
}

interface Seen {
  readonly requests: { readonly tokens: number; readonly messages: readonly ScriptMessage[]; readonly last: boolean }[];
  readonly refused: number[];
}

const charactersPerToken = 3.3;

async function work(server: Server, params: JsonObject = {}) {
  const seen: Seen = { requests: [], refused: [] };
  let made = 0;
  const reply = (request: ModelRequest): ModelOutcome => {
    const body = `[${request.messages.slice(0, request.count).join(',')}]`;
    const messages = JSON.parse(body) as ScriptMessage[];
    const tokens = Math.ceil((body.length + JSON.stringify(request.functions).length) / charactersPerToken);
    seen.requests.push({ tokens, messages, last: request.last });
    const none = { reasoning: null, content: null, calls: [] };
    const common = { finishReason: 'stop', responseId: null, servedModel: null, firstTokenMs: 1, durationMs: 2 };
    if (tokens + 512 > server.windowTokens) {
      seen.refused.push(seen.requests.length);
      const error = { code: 'endpoint.context_overflow', message: 'Too long.' };
      const refusal = { verdict: 'error', error, retryable: false, retryAfterMs: null } as const;
      return { ...common, reply: none, usage: null, ...refusal, windowTokens: server.windowTokens };
    }
    const summing = messages.at(-1)?.content?.includes('grown too long') === true;
    const usage = {
      promptTokens: tokens,
      completionTokens: Math.ceil(server.reasoningCharacters / charactersPerToken) + 40,
      cachedTokens: null,
      reasoningTokens: null,
    };
    const reasoning = 'think '.repeat(server.reasoningCharacters / 6);
    if (summing) {
      const content = `Goal: find it. Facts: ${'a fact [p-0a1b2c3d]. '.repeat(20)}`;
      return { ...common, usage, verdict: 'final', reply: { reasoning: 'Sum up.', content, calls: [] } };
    }
    made += 1;
    if (made > server.steps || request.last)
      return { ...common, usage, verdict: 'final', reply: { reasoning, content: 'The answer.', calls: [] } };
    const calls = [{ id: 'look:0', name: 'look', arguments: JSON.stringify({ query: `part ${made}` }) }];
    return { ...common, usage, verdict: 'tool_calls', reply: { reasoning, content: null, calls } };
  };
  const hands: Hands = {
    ...scriptedHands({
      tool: ({ input }) => {
        const step = Number(String(input['query']).replace('part ', ''));
        const line = `Part ${step} says something of its own, number ${step * 7}.\n`;
        return { status: 'ok', outputs: { text: line.repeat(Math.ceil(server.resultCharacters(step) / line.length)) } };
      },
    }),
    callModel: async (request) => {
      await Promise.resolve();
      return reply(request);
    },
  };
  const events: RunEvent[] = [];
  const journal = memoryJournal();
  const { state } = await startRun({
    journal,
    compiled: compiled(agentPipeline([node('look', 'look')], { maxSteps: 400, ...params })),
    hands: hands as ReturnType<typeof scriptedHands>,
    inputs: { question: 'What is there?' },
    model: { windowTokens: server.told },
    onEvents: (batch) => events.push(...batch),
  });
  return { state, events, seen, journal };
}

// Every tool message answers a call of the assistant's message before it, each call once, in order.
function isWhole(messages: readonly ScriptMessage[]): boolean {
  let open: string[] = [];
  for (const message of messages) {
    if (message.role === 'tool') {
      if (open.shift() !== message.tool_call_id) return false;
    } else {
      if (open.length > 0) return false;
      open = (message.tool_calls ?? []).map((call) => call.id);
    }
  }
  return open.length === 0;
}

describe('R23: a conversation always fits its window', () => {
  for (const [windowTokens, reasoningCharacters] of [
    [8192, 600],
    [32_768, 3000],
    [262_144, 6000],
  ] as const) {
    test(`300 steps in a window of ${windowTokens} tokens, with results of up to 12,000`, async () => {
      const { state, events, seen, journal } = await work({
        windowTokens,
        told: windowTokens,
        steps: 300,
        resultCharacters: (step) => [300, 2000, 8000, 40_000][step % 4] ?? 0,
        reasoningCharacters,
      });
      expect(state.finished).toMatchObject({ status: 'done', outputs: { answer: 'The answer.' }, steps: 301 });
      expect(seen.refused).toEqual([]);
      expect(seen.requests.every(({ messages }) => isWhole(messages))).toBe(true);
      expect(seen.requests.every(({ messages }) => messages[1]?.content === 'What is there?')).toBe(true);
      const changes = events.filter((event) => event.type === 'context.changed');
      expect(changes.length).toBeGreaterThan(0);
      // Shortening is seldom: most requests begin with the bytes of the one before.
      expect(changes.length).toBeLessThan(windowTokens < 10_000 ? 300 : 100);
      const folded = await foldRun(journal, 'run-1', sha256);
      expect(folded.finished?.stateHash).toBe(state.finished?.stateHash);
    });
  }

  test('a server whose window is smaller than it says is believed when it refuses, and the run goes on', async () => {
    const { state, seen } = await work({
      windowTokens: 16_000,
      told: 262_144,
      steps: 60,
      resultCharacters: () => 6000,
      reasoningCharacters: 1200,
    });
    expect(state.finished?.status).toBe('done');
    expect(seen.refused.length).toBe(1);
  });

  test('keep-all sends everything, and the server has the last word', async () => {
    const { state, events } = await work(
      { windowTokens: 16_000, told: 16_000, steps: 60, resultCharacters: () => 6000, reasoningCharacters: 1200 },
      { context: 'keep-all' },
    );
    expect(state.finished).toMatchObject({ status: 'failed', reason: { code: 'endpoint.context_overflow' } });
    expect(events.filter((event) => event.type === 'context.changed')).toEqual([]);
  });

  test('a task that cannot fit fails with a sentence, before anything is asked', async () => {
    const plan = compiled(agentPipeline([node('look', 'look')], { instructions: 'Read. '.repeat(4000) }));
    const hands = scriptedHands({ model: () => ({ content: 'never' }) });
    const { state } = await startRun({
      journal: memoryJournal(),
      compiled: plan,
      hands,
      inputs: { question: 'x' },
      model: { windowTokens: 4096 },
    });
    expect(hands.modelRequests).toEqual([]);
    expect(state.finished).toMatchObject({ status: 'failed', reason: { code: 'context.exhausted' } });
  });
});

describe('R23: what is not shown can be read', () => {
  test('a long result is shown in part, and read_artifact gives the rest and finds words in it', async () => {
    const whole = `${'a line of text\n'.repeat(4000)}the needle is here\n${'another line\n'.repeat(4000)}`;
    let ref = '';
    const hands = scriptedHands({
      model: (_, messages) => {
        const results = messages.filter((message) => message.role === 'tool').map(({ content }) => content ?? '');
        ref = /read_artifact\("([0-9a-f]{16})"\)/.exec(results[0] ?? '')?.[1] ?? '';
        if (results.length === 0) return { calls: [{ name: 'look', arguments: '{"query":"all"}' }] };
        if (results.length === 1)
          return {
            calls: [
              { name: 'read_artifact', arguments: JSON.stringify({ ref, query: 'needle' }) },
              { name: 'read_artifact', arguments: '{"ref":"0000000000000000"}' },
            ],
          };
        return { content: results.slice(1).join('\n---\n') };
      },
      tool: () => ({ status: 'ok', outputs: { text: whole } }),
    });
    const { state } = await startRun({
      journal: memoryJournal(),
      compiled: compiled(agentPipeline([node('look', 'look')])),
      hands,
      inputs: { question: 'x' },
    });
    expect(ref).toBe(sha256(whole).slice(0, 16));
    const [page, unknown] = String(state.finished?.outputs['answer']).split('\n---\n');
    expect(page).toContain('the needle is here');
    expect(unknown).toContain('artifact.unknown');
  });
});
