// A decision as Moonshot's API sends it: reasoning, then content, then tool calls in fragments, a finish chunk with usage, `[DONE]`; or
// all of it as one JSON object. Which decision it is, and over which socket it goes, is not decided here.

import type { Decision } from './decide.ts';
import type { RequestSettings } from './request.ts';
import { tokensOfUnits, unitsOf, unitsPerToken } from './tokens.ts';

/** What is the same in every chunk of an answer. */
export interface AnswerHead {
  readonly id: string;
  /** Seconds since 1970; derived from the request, not from a clock. */
  readonly created: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  /** Number of the first call in the conversation. */
  readonly firstCallNumber: number;
}

export interface Answer {
  /** Server-sent events, one for each delta, each ending in an empty line. */
  readonly events: readonly string[];
  /** How many of the events carry a delta of the text; a delay is kept before each of them. */
  readonly deltaCount: number;
  /** The same answer as one JSON object. */
  readonly object: object;
}

/** The name of the model in every answer; there is none behind it. */
export const rehearsalModel = 'rehearsal';

/** The answer for a decision, cut where the request's token limit is reached. */
export function answerFor(decision: Decision, settings: RequestSettings, head: AnswerHead): Answer {
  const deltas = deltasOf(decision, settings, head.firstCallNumber);
  const kept: Delta[] = [];
  const budget = settings.maxTokens === null ? Infinity : settings.maxTokens * unitsPerToken;
  let units = 0;
  let isCut = false;
  for (const delta of deltas) {
    const size = unitsOf(delta.text);
    if (units + size > budget) {
      const text = startWithin(delta.text, budget - units);
      isCut = true;
      if (text !== '' && delta.kind !== 'call') {
        kept.push({ ...delta, text });
        units += unitsOf(text);
      }
      break;
    }
    kept.push(delta);
    units += size;
  }
  const finish = isCut ? 'length' : decision.calls.length > 0 ? 'tool_calls' : 'stop';
  const completionTokens = tokensOfUnits(units);
  const usage = {
    prompt_tokens: head.promptTokens,
    completion_tokens: completionTokens,
    total_tokens: head.promptTokens + completionTokens,
    cached_tokens: head.cachedTokens,
    prompt_tokens_details: { cached_tokens: head.cachedTokens },
  };
  const common = {
    id: head.id,
    created: head.created,
    model: rehearsalModel,
    system_fingerprint: 'rehearsal-no-model',
  };
  return {
    events: settings.stream ? eventsOf(kept, common, finish, usage, settings.includeUsage) : [],
    deltaCount: kept.length,
    object: {
      ...common,
      object: 'chat.completion',
      choices: [{ index: 0, message: messageOf(kept), finish_reason: finish }],
      usage,
    },
  };
}

/** A text in pieces of a few words, as a server streams it. */
export function piecesOf(text: string, size = 18): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(text.length, start + size);
    const space = text.indexOf(' ', end);
    if (space !== -1 && space - start <= size * 2) end = space;
    const code = text.charCodeAt(end - 1);
    if (code >= 0xd800 && code <= 0xdbff && end < text.length) end += 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

type Delta =
  | { readonly kind: 'reasoning' | 'content'; readonly text: string }
  | { readonly kind: 'call'; readonly text: string; readonly index: number; readonly id: string }
  | { readonly kind: 'arguments'; readonly text: string; readonly index: number };

function deltasOf(decision: Decision, settings: RequestSettings, firstCallNumber: number): Delta[] {
  const deltas: Delta[] = [];
  if (settings.thinking) for (const text of piecesOf(decision.reasoning)) deltas.push({ kind: 'reasoning', text });
  for (const text of piecesOf(decision.content ?? '')) deltas.push({ kind: 'content', text });
  decision.calls.forEach((call, index) => {
    deltas.push({ kind: 'call', text: call.name, index, id: `functions.${call.name}:${firstCallNumber + index}` });
    for (const text of piecesOf(JSON.stringify(call.input), 24)) deltas.push({ kind: 'arguments', text, index });
  });
  return deltas;
}

function eventsOf(
  deltas: readonly Delta[],
  common: object,
  finish: string,
  usage: object,
  includeUsage: boolean,
): string[] {
  const start = `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk' }).slice(0, -1)},"choices":`;
  const event = (delta: object) => `${start}[{"index":0,"delta":${JSON.stringify(delta)},"finish_reason":null}]}\n\n`;
  const events = [event({ role: 'assistant', content: '' })];
  for (const delta of deltas) events.push(event(wireDelta(delta)));
  events.push(`${start}[{"index":0,"delta":{},"finish_reason":"${finish}","usage":${JSON.stringify(usage)}}]}\n\n`);
  if (includeUsage) events.push(`${start}[],"usage":${JSON.stringify(usage)}}\n\n`);
  events.push('data: [DONE]\n\n');
  return events;
}

function wireDelta(delta: Delta): object {
  switch (delta.kind) {
    case 'reasoning':
      return { reasoning_content: delta.text };
    case 'content':
      return { content: delta.text };
    case 'call':
      return {
        tool_calls: [
          { index: delta.index, id: delta.id, type: 'function', function: { name: delta.text, arguments: '' } },
        ],
      };
    case 'arguments':
      return { tool_calls: [{ index: delta.index, function: { arguments: delta.text } }] };
  }
}

function messageOf(deltas: readonly Delta[]): object {
  let reasoning: string | null = null;
  let content = '';
  const calls: { id: string; type: 'function'; function: { name: string; arguments: string } }[] = [];
  for (const delta of deltas) {
    switch (delta.kind) {
      case 'reasoning':
        reasoning = (reasoning ?? '') + delta.text;
        break;
      case 'content':
        content += delta.text;
        break;
      case 'call':
        calls.push({ id: delta.id, type: 'function', function: { name: delta.text, arguments: '' } });
        break;
      case 'arguments': {
        const call = calls[delta.index];
        if (call !== undefined) call.function.arguments += delta.text;
        break;
      }
    }
  }
  return {
    role: 'assistant',
    ...(content !== '' || calls.length === 0 ? { content } : {}),
    ...(reasoning === null ? {} : { reasoning_content: reasoning }),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
}

function startWithin(text: string, units: number): string {
  let kept = '';
  let used = 0;
  for (const c of text) {
    used += unitsOf(c);
    if (used > units) break;
    kept += c;
  }
  return kept;
}
