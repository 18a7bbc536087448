// Numbers as people read them: money with its currency, tokens in groups, durations and times. Pure; the language decides separators.

import type { Cost } from '../../shared/cost/usage.ts';

export { oneLine } from '../../shared/pipeline/view/summary.ts';

/** Nano-USD as dollars: `$0.0042`, more digits the smaller it is. */
export function money(nanoUsd: number): string {
  const usd = nanoUsd / 1e9;
  if (usd === 0) return '$0.00';
  if (usd < 0.0001) return '< $0.0001';
  return `$${usd.toFixed(usd < 0.01 ? 4 : usd < 1 ? 3 : 2)}`;
}

/** A cost: one figure when it is known, low–high when it is a range, null when it is unknown. */
export function cost(value: Cost | null): string | null {
  if (value === null) return null;
  const low = money(value.low);
  const high = money(value.high);
  return low === high ? low : `${low}–${high}`;
}

/** A whole number in groups: `12,345`. */
export function count(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(value);
}

/** A number of tokens in short: `842`, `12.3k`, `1.2M`. */
export function tokens(value: number): string {
  if (value < 1000) return String(value);
  if (value < 999_500) return `${(value / 1000).toFixed(value < 9950 ? 1 : value < 99_950 ? 1 : 0)}k`;
  return `${(value / 1e6).toFixed(2)}M`;
}

/** A duration: `340 ms`, `4.2 s`, `3 min 07 s`, `2 h 05 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(seconds < 9.95 ? 1 : 0)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A duration that is seen to grow: `0:07`, `12:30`, `2:05:00`. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value % 60).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds)}` : `${Math.floor(minutes / 60)}:${two(minutes)}:${two(seconds)}`;
}

/** Points in time as `moment` says them, with the second where two would read the same. */
export function moments(times: readonly number[], language: string, now = Date.now()): readonly string[] {
  const said = times.map((at) => moment(at, language, now));
  const counted = new Map<string, number>();
  for (const text of said) counted.set(text, (counted.get(text) ?? 0) + 1);
  return times.map((at, index) => {
    const text = said[index] ?? '';
    return (counted.get(text) ?? 0) > 1 ? moment(at, language, now, true) : text;
  });
}

/** A point in time: the hour today, the date before; `exact` with the second. */
export function moment(at: number, language: string, now = Date.now(), exact = false): string {
  const clockTime: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  if (exact) clockTime.second = '2-digit';
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(language, today ? clockTime : { month: 'short', day: 'numeric', ...clockTime }).format(
    at,
  );
}
