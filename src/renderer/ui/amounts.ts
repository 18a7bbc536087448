// Numbers and durations as people type them, and the other way round. Pure; a text that cannot be read is undefined, an empty one null.

const magnitudes: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, m: 1e6, M: 1e6, G: 1e9, B: 1e9 };

/** A number such as `12`, `1,250.5`, `12k` or `1.5M`; null for the empty text, undefined for what is none. */
export function readNumber(text: string, integer = false): number | null | undefined {
  const bare = text.trim().replaceAll(/[\s_,](?=\d{3}(\D|$))/g, '');
  if (bare === '') return null;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([kKmMGB]?)$/.exec(bare);
  if (match === null) return undefined;
  // Multiplying 1.1 by a million leaves a rest in the sixteenth digit.
  const value = Number((Number(match[1]) * (magnitudes[match[2] ?? ''] ?? 1)).toPrecision(15));
  return Number.isFinite(value) && (!integer || Number.isInteger(value)) ? value : undefined;
}

export type DurationUnit = 'ms' | 's';

const inMs: Readonly<Record<string, number>> = {
  ms: 1,
  毫秒: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  seconds: 1000,
  秒: 1000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
  m: 60_000,
  分: 60_000,
  分钟: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  小时: 3_600_000,
  时: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  天: 86_400_000,
};

/**
 * A duration such as `90 s`, `5 min`, `1 h 30 min` or `1:30:00` in the given unit; a bare number is already in it. Null for the empty text,
 * undefined for what is none.
 */
export function readDuration(text: string, unit: DurationUnit): number | null | undefined {
  const bare = text.trim().toLowerCase();
  if (bare === '') return null;
  const scale = unit === 's' ? 1000 : 1;
  if (/^\d+(?:\.\d+)?$/.test(bare)) return Number(bare);
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{2})$/.exec(bare);
  if (clock !== null) {
    const seconds = Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
    return (seconds * 1000) / scale;
  }
  if (!/^(?:\d+(?:\.\d+)?\s*[a-z\u4e00-\u9fff]+\s*)+$/.test(bare)) return undefined;
  let ms = 0;
  for (const [, amount, name] of bare.matchAll(/(\d+(?:\.\d+)?)\s*([a-z\u4e00-\u9fff]+)/g)) {
    const factor = Object.hasOwn(inMs, name ?? '') ? inMs[name ?? ''] : undefined;
    if (factor === undefined) return undefined;
    ms += Number(amount) * factor;
  }
  return Number((ms / scale).toPrecision(15));
}

/** A duration in the given unit as people write it, without a rest: `1 h 30 min`, `90.5 s`, `250 ms`. */
export function writeDuration(value: number, unit: DurationUnit): string {
  const ms = Math.round(value * (unit === 's' ? 1000 : 1) * 1000) / 1000;
  if (ms <= 0) return unit === 's' ? `${value} s` : `${value} ms`;
  if (ms < 1000) return `${ms} ms`;
  const parts: string[] = [];
  let rest = ms;
  for (const [name, factor] of [
    ['h', 3_600_000],
    ['min', 60_000],
  ] as const) {
    const whole = Math.floor(rest / factor);
    if (whole > 0) parts.push(`${whole} ${name}`);
    rest -= whole * factor;
  }
  if (rest > 0) parts.push(`${Math.round(rest) / 1000} s`);
  return parts.join(' ');
}
