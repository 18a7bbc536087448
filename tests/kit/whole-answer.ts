// The answer that the faulty endpoint spoils: a thought, two calls, the end. Written as K2-shaped servers stream it, with the places at
// which faults strike.

import type { ModelReply } from '../../src/shared/run/events.ts';

/** Where a fault strikes: before the headers, or in front of or inside the event of that name. */
export const places = ['before-headers', 'first-chunk', 'mid-reasoning', 'mid-arguments', 'last-chunk'] as const;
export type Place = (typeof places)[number];
export type StreamPlace = Exclude<Place, 'before-headers'>;

/** One event of the stream; `place` where faults know it. */
export interface AnswerEvent {
  readonly place: StreamPlace | null;
  readonly delta: Readonly<Record<string, unknown>>;
  readonly finish: string | null;
}

const think = (text: string): AnswerEvent => ({ place: null, delta: { reasoning_content: text }, finish: null });
const call = (fragment: unknown): AnswerEvent => ({ place: null, delta: { tool_calls: [fragment] }, finish: null });

/** The events with a delta; the usage and `[DONE]` follow them. */
export const answerEvents: readonly AnswerEvent[] = [
  { place: 'first-chunk', delta: { role: 'assistant', content: '' }, finish: null },
  think('I look at the tables first. '),
  { ...think('Berth 4 – 价格 🚢 – '), place: 'mid-reasoning' },
  think('seems right.'),
  call({ index: 0, id: 'search:0', type: 'function', function: { name: 'search', arguments: '' } }),
  call({ index: 0, function: { arguments: '{"query":"berth ' } }),
  { ...call({ index: 0, function: { arguments: '4 价"}' } }), place: 'mid-arguments' },
  call({ index: 1, id: 'clock:1', type: 'function', function: { name: 'clock', arguments: '{"zone":"UTC"}' } }),
  { place: 'last-chunk', delta: {}, finish: 'tool_calls' },
];

export const answerUsage = { prompt_tokens: 512, completion_tokens: 48, total_tokens: 560, cached_tokens: 256 };

/** What has to come of it when nothing is spoilt. */
export const wholeReply: ModelReply = {
  reasoning: 'I look at the tables first. Berth 4 – 价格 🚢 – seems right.',
  content: '',
  calls: [
    { id: 'search:0', name: 'search', arguments: '{"query":"berth 4 价"}' },
    { id: 'clock:1', name: 'clock', arguments: '{"zone":"UTC"}' },
  ],
  reasoningKeys: ['reasoning_content'],
};

/** What there is of the reply before each place. */
export const replyBefore: Readonly<Record<Place, ModelReply>> = {
  'before-headers': { reasoning: null, content: null, calls: [] },
  'first-chunk': { reasoning: null, content: null, calls: [] },
  'mid-reasoning': {
    reasoning: 'I look at the tables first. ',
    content: '',
    calls: [],
    reasoningKeys: ['reasoning_content'],
  },
  'mid-arguments': {
    ...wholeReply,
    calls: [{ id: 'search:0', name: 'search', arguments: '{"query":"berth ' }],
  },
  'last-chunk': wholeReply,
};

/** One chunk as it goes over the wire. */
export function chunkText({ delta, finish }: Pick<AnswerEvent, 'delta' | 'finish'>, usage?: unknown): string {
  const chunk = {
    id: 'cmpl-1',
    object: 'chat.completion.chunk',
    created: 1_795_478_400,
    model: 'test-model',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...(usage === undefined ? {} : { usage }),
  };
  return dataText(chunk);
}

/** One event with a value. */
export function dataText(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

/** What follows the last chunk. */
export function endText(usage: unknown = answerUsage): string {
  return `${usage === null ? '' : dataText({ id: 'cmpl-1', model: 'test-model', choices: [], usage })}data: [DONE]\n\n`;
}

/** The stream's events before a place, at it, and after it up to the last chunk. */
export function aroundPlace(place: StreamPlace): {
  readonly before: readonly AnswerEvent[];
  readonly at: AnswerEvent;
  readonly after: readonly AnswerEvent[];
} {
  const index = answerEvents.findIndex((event) => event.place === place);
  const at = answerEvents[index];
  if (at === undefined) throw new Error(`The answer has no place ${place}.`);
  return { before: answerEvents.slice(0, index), at, after: answerEvents.slice(index + 1) };
}
