// Options as they are typed, turned into values. Each refusal is one sentence that names the option and what it takes.

import { LonglineError } from '../../../shared/errors.ts';

/** Reads a whole number in a range, for an option such as `--max-steps`. */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw usage(`${option} takes a whole number from ${least} to ${most}, and "${text}" is none.`);
  };
}

/** Reads an amount of money in US dollars. */
export function amount(option: string): (text: string) => number {
  return (text) => {
    const value = /^\$?(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})$/.exec(text)?.[1];
    if (value !== undefined) return Number(value);
    throw usage(`${option} takes an amount in US dollars such as 0.50, and "${text}" is none.`);
  };
}

/** Reads a duration such as `90s`, `30m`, `2h` or `1h30m`, and gives it back in milliseconds. */
export function duration(option: string): (text: string) => number {
  return (text) => {
    const parts = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?$/.exec(text);
    const [hours = 0, minutes = 0, seconds = 0] = (parts ?? []).slice(1).map((part) => Number(part ?? 0));
    const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    if (parts !== null && ms > 0) return ms;
    throw usage(`${option} takes a duration such as 90s, 30m or 2h, and "${text}" is none.`);
  };
}

/** Reads one of a few words. */
export function oneOf<Word extends string>(option: string, words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    throw usage(`${option} takes ${words.join(' or ')}, and "${text}" is neither.`);
  };
}

/** Reads what `read` does, or `none` as null. */
export function orNone<Value>(read: (text: string) => Value): (text: string) => Value | null {
  return (text) => (text === 'none' ? null : read(text));
}

/** Reads an instant, or a day that begins at midnight UTC, and gives it back as ISO text in UTC. */
export function instant(option: string): (text: string) => string {
  return (text) => {
    const form = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
    const day = form?.[1];
    if (day !== undefined && text.length > day.length && form?.[2] === undefined) {
      throw usage(`${option} needs a time zone: write ${text}Z for UTC.`);
    }
    const time = new Date(form === null ? Number.NaN : text);
    // Date rolls 30 February over to March.
    const exists = day !== undefined && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
    if (exists && !Number.isNaN(time.getTime())) return time.toISOString();
    throw usage(`${option} takes a time such as 2026-11-20T09:00:00Z, and "${text}" is none.`);
  };
}

/** Collects `name=value` pairs; a name may stand once. */
export function pairs(
  option: string,
): (text: string, before: ReadonlyMap<string, string>) => ReadonlyMap<string, string> {
  return (text, before) => {
    const at = text.indexOf('=');
    if (at < 1) throw usage(`${option} takes name=value, and "${text}" is not of that form.`);
    const name = text.slice(0, at);
    if (before.has(name)) throw usage(`${option} gives "${name}" twice.`);
    return new Map([...before, [name, text.slice(at + 1)]]);
  };
}

/** Collects values in order. */
export function listed(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

/** The error for a command line that cannot be understood: `usage.invalid`. */
export function usage(sentence: string, action?: string): LonglineError {
  return new LonglineError('usage.invalid', sentence, action === undefined ? {} : { action });
}
