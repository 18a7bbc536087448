// The end of an attempt: what was said and what went wrong, weighed into one verdict, with its error where it is a failure.

import type { Accumulated } from './accumulate.ts';
import type { Failure, Place } from './failure.ts';
import { fillsWindow, isOverflowNotice } from './overflow.ts';
import { overflowFailure, streamFailure } from './server-failure.ts';
import { verdictOf, type StreamEnding } from './verdict.ts';
import { verdictFailure } from './verdict-failure.ts';

export type Conclusion = { readonly verdict: 'final' | 'tool_calls' } | Failure;

/**
 * The conclusion of an attempt. `ending` is null when the stream was not read to its end, `failure` is what broke it off, and with `last`
 * the model was to call nothing. `windowTokens`: the model's window, null when it is not known.
 */
export function concluded(
  said: Accumulated,
  ending: StreamEnding | null,
  failure: Failure | null,
  place: Place,
  last: boolean,
  windowTokens: number | null = null,
): Conclusion {
  // What the server said of itself explains a broken stream better than the break does.
  if (said.streamError !== null && failure?.verdict !== 'aborted') return streamFailure(said.streamError.value, place);
  if (failure !== null) return failure;
  const verdict = verdictOf(said, ending ?? { how: 'unfinished' }, last);
  switch (verdict) {
    case 'final':
      return isOverflowNotice(said.reply.content) ? streamFailure(said.reply.content, place) : { verdict };
    case 'tool_calls':
      return { verdict };
    case 'error':
      return streamFailure('', place);
    // A reply that ended where the window does would end there again, however often it is asked for.
    case 'empty':
    case 'truncated':
      return fillsWindow(said.usage, windowTokens)
        ? { ...overflowFailure('', windowTokens, place), verdict }
        : verdictFailure(verdict, place);
    case 'think_only':
    case 'filtered':
    case 'incomplete':
    case 'leaked_tool_tokens':
      return verdictFailure(verdict, place);
  }
}
