// A loop of steps without an engine: a server that caches prefixes and counts tokens, a model that thinks and calls, and the context
// policy between them. Says what it cost and whether a request was ever larger than the window.

import { withContextChange } from '../../../../src/shared/run/context/change.ts';
import { clampResult } from '../../../../src/shared/run/context/clamp.ts';
import {
  conversationTokens,
  emptyConversation,
  told,
  tokensAfterChange,
  type Conversation,
} from '../../../../src/shared/run/context/conversation.ts';
import { contextLimits, type ContextLimits } from '../../../../src/shared/run/context/limits.ts';
import { planContext } from '../../../../src/shared/run/context/plan.ts';
import { summaryRequest, summaryTokens } from '../../../../src/shared/run/context/summary.ts';
import { estimateTokens } from '../../../../src/shared/run/context/tokens.ts';
import { answered, calling, expectWhole, opening, prose, refOf } from './conversations.ts';

export interface LoopOptions {
  readonly window: number;
  readonly steps: number;
  readonly baseTokens: number;
  readonly toolTokens: number;
  readonly reasoning: readonly [number, number];
  readonly result: readonly [number, number];
  /** Real tokens for one estimated. */
  readonly tokenRatio: number;
  /** Changes the limits, for comparing policies. */
  readonly limits?: (limits: ContextLimits) => ContextLimits;
}

export interface LoopOutcome {
  readonly largestRequest: number;
  readonly hidings: number;
  readonly summaries: number;
  readonly discards: number;
  /** Steps at which no plan helped and the request did not fit. */
  readonly stuck: number;
  /** Input tokens that the cache had, that it had not, and output tokens. */
  readonly cached: number;
  readonly missed: number;
  readonly output: number;
}

export function runLoop(random: () => number, options: LoopOptions): LoopOutcome {
  const limits = (options.limits ?? ((same) => same))(
    contextLimits(options.window, { contextTokens: 96_000, maxOutputTokens: 32_768 }),
  );
  const between = ([low, high]: readonly [number, number]): number => low + random() * (high - low);
  const real = (estimated: number): number => Math.ceil(estimated * options.tokenRatio);
  const outcome = {
    largestRequest: 0,
    hidings: 0,
    summaries: 0,
    discards: 0,
    stuck: 0,
    cached: 0,
    missed: 0,
    output: 0,
  };
  let conversation = told(emptyConversation, opening(random, options.baseTokens));
  let server: readonly string[] = [];
  let likely = options.toolTokens + conversationTokens(conversation);

  const send = (messages: readonly string[], output: number): number => {
    let common = 0;
    while (common < server.length && server[common] === messages[common]) common += 1;
    const size = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + real(estimateTokens(text)), 0);
    const cached = common === 0 ? 0 : options.toolTokens + size(messages.slice(0, common));
    const missed = size(messages.slice(common)) + (common === 0 ? options.toolTokens : 0);
    server = messages;
    outcome.cached += cached;
    outcome.missed += missed;
    outcome.output += output;
    outcome.largestRequest = Math.max(outcome.largestRequest, cached + missed + output);
    return cached + missed;
  };

  for (let step = 1; step <= options.steps; step += 1) {
    for (let compactions = 0; ; compactions += 1) {
      const plan = planContext(conversation, likely, limits, {
        compactions,
        overflow: false,
        tokenRatio: options.tokenRatio,
      });
      if (plan === null) break;
      let summary: string | null = null;
      switch (plan.stage) {
        case 'hide':
          outcome.hidings += 1;
          break;
        case 'summarise': {
          outcome.summaries += 1;
          const asked = conversation.messages.from(0).slice(0, (plan.changed.at(-1) ?? -1) + 1);
          const tokens = Math.min(summaryTokens(limits), limits.maxOutput);
          send([...asked, summaryRequest()], tokens);
          summary = prose(random, tokens * 0.9);
          break;
        }
        case 'discard':
          outcome.discards += 1;
          break;
      }
      const after: Conversation = withContextChange(conversation, { ...plan, summary }, limits);
      likely = tokensAfterChange(likely, conversation, after, options.tokenRatio);
      conversation = after;
    }
    if (likely > limits.hard) outcome.stuck += 1;
    const reasoning = Math.min(between(options.reasoning), limits.maxOutput / options.tokenRatio - 64);
    const id = `functions.search:${step}`;
    const call = calling(step, prose(random, reasoning), [id]);
    const prompt = send(conversation.messages.from(0), real(estimateTokens(call.text)));
    const text = prose(random, between(options.result));
    const shown = clampResult(text, limits, refOf(text));
    const result = answered(step, id, shown.text);
    conversation = told(conversation, [call, result]);
    likely = prompt + real(estimateTokens(call.text)) + real(estimateTokens(result.text));
    if (step % 25 === 0) expectWhole(conversation);
  }
  return outcome;
}

/** US dollars at these prices per million tokens. */
export function costOf(
  outcome: LoopOutcome,
  prices: { readonly cached: number; readonly input: number; readonly output: number },
): number {
  return (outcome.cached * prices.cached + outcome.missed * prices.input + outcome.output * prices.output) / 1e6;
}
