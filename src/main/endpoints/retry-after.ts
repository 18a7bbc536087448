// How long a server asks to be left alone, from its headers. Longer than two minutes is not waited for: the run stops and says so.

const longestWaitMs = 120_000;

export type RetryAfter =
  | { readonly kind: 'unsaid' }
  | { readonly kind: 'wait'; readonly waitMs: number }
  | { readonly kind: 'too-long'; readonly waitMs: number };

/** Reads `retry-after-ms` and `retry-after` (seconds or an HTTP date). `now` is in milliseconds since 1970. */
export function readRetryAfter(header: (name: string) => string | null, now: number): RetryAfter {
  const waitMs =
    milliseconds(header('retry-after-ms')) ?? seconds(header('retry-after')) ?? untilDate(header('retry-after'), now);
  if (waitMs === null) return { kind: 'unsaid' };
  return waitMs > longestWaitMs ? { kind: 'too-long', waitMs } : { kind: 'wait', waitMs };
}

/** A wait in words, rounded up to seconds or minutes. */
export function waitInWords(waitMs: number): string {
  const wholeSeconds = Math.ceil(waitMs / 1000);
  if (wholeSeconds < 120) return `${wholeSeconds} seconds`;
  const minutes = Math.ceil(wholeSeconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}

const numberPattern = /^\d{1,9}(?:\.\d+)?$/;

function milliseconds(text: string | null): number | null {
  return text !== null && numberPattern.test(text.trim()) ? Math.ceil(Number(text)) : null;
}

function seconds(text: string | null): number | null {
  return text !== null && numberPattern.test(text.trim()) ? Math.ceil(Number(text) * 1000) : null;
}

// Only the forms that HTTP knows begin with the name of a day; Date.parse alone would take `-5` for a year.
function untilDate(text: string | null, now: number): number | null {
  if (text === null || !/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text.trim())) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
