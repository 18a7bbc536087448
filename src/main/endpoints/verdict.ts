// What a reply is worth. A reply counts only when the server said why it stopped and the stream ended whole; everything else is a
// failure with its own name, so that a half answer is never taken for one.

import type { Verdict } from '../../shared/run/events.ts';
import type { Accumulated } from './accumulate.ts';

/** How the stream ended, apart from what it said. */
export interface StreamEnding {
  /** `whole`: by `[DONE]` or at the server's end; `unfinished`: at the server's end, inside an event. */
  readonly how: 'whole' | 'unfinished';
}

/** The finish reason that decides, as the server wrote it: of several, the one that permits least. */
export function decidingReason(reasons: readonly string[]): string | null {
  let deciding: string | null = null;
  for (const reason of reasons) {
    if (deciding === null || severity[kindOf(reason)] > severity[kindOf(deciding)]) deciding = reason;
  }
  return deciding;
}

/** The verdict over a stream that reached its end. `last`: the model was to call nothing. */
export function verdictOf(
  said: Accumulated,
  ending: StreamEnding,
  last: boolean,
): Exclude<Verdict, 'repetitive' | 'aborted'> {
  if (said.streamError !== null) return 'error';
  const reason = decidingReason(said.finishReasons);
  const kind = reason === null ? 'unknown' : kindOf(reason);
  if (kind === 'error') return 'error';
  if (kind === 'filtered') return 'filtered';
  if (kind === 'length') return 'truncated';
  if (kind === 'unknown' || ending.how === 'unfinished') return 'incomplete';
  const { reasoning, content, calls } = said.reply;
  if (hasTemplateTokens(content) || hasTemplateTokens(reasoning)) return 'leaked_tool_tokens';
  if (calls.some((call) => hasTemplateTokens(call.arguments) && !isJson(call.arguments))) return 'leaked_tool_tokens';
  if (calls.some(({ name }) => name === '')) return 'incomplete';
  if (calls.length > 0 && !last) return 'tool_calls';
  if (calls.length === 0 && kind === 'calls') return 'incomplete';
  if (!isBlank(content)) return 'final';
  return isBlank(reasoning) ? 'empty' : 'think_only';
}

/** Whether a text holds raw tokens of a chat template: those of Kimi K2 and K2.x, or those of Kimi K3. */
export function hasTemplateTokens(text: string | null): boolean {
  return text !== null && text.includes('<|') && templateTokens.test(text);
}

const templateTokens =
  /<\|(?:tool_calls?_section_(?:begin|end)|tool_call_(?:begin|argument_begin|end)|open|sep|close|end_of_msg)\|>/;

type ReasonKind = 'stop' | 'calls' | 'length' | 'unknown' | 'filtered' | 'error';

const severity: Readonly<Record<ReasonKind, number>> = {
  stop: 0,
  calls: 1,
  unknown: 2,
  length: 3,
  filtered: 4,
  error: 5,
};

function kindOf(reason: string): ReasonKind {
  switch (reason) {
    case 'stop':
    case 'eos':
    case 'eos_token':
    case 'end_turn':
    case 'stop_sequence':
      return 'stop';
    case 'tool_calls':
    case 'tool_call':
    case 'tool_use':
    case 'function_call':
      return 'calls';
    case 'length':
    case 'max_tokens':
    case 'max_output_tokens':
    case 'model_length':
      return 'length';
    case 'content_filter':
    case 'sensitive':
      return 'filtered';
    case 'error':
      return 'error';
    default:
      return 'unknown';
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}
