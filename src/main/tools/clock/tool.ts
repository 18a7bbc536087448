// `clock`: today's date and the time, so that instructions need not hold a date and a question about "recent" has something to count from.

import { z } from 'zod';
import { LonglineError } from '../../../shared/errors.ts';
import { defineTool } from '../define.ts';

const timezoneExample = 'Write a time zone as "Europe/Berlin", "America/New_York" or "UTC".';

export default defineTool({
  kind: 'clock',
  version: 1,
  title: 'Clock',
  description:
    'Tells today\'s date, the weekday, the week of the year and the time. Call it first whenever the question depends on the present, such as "recent", "this year" or "the last four weeks".',
  category: 'compute',
  icon: 'clock',
  effect: 'read',
  reach: 'pure',
  params: z.object({
    timezone: z
      .string()
      .max(64)
      .default('UTC')
      .meta({ title: 'Time zone', description: 'IANA name, such as Europe/Berlin.', widget: 'timezone' }),
  }),
  input: z.object({
    timezone: z
      .string()
      .max(64)
      .optional()
      .meta({ description: `IANA time zone; leave it out for the usual one. ${timezoneExample}` }),
  }),
  ports: {
    in: [{ name: 'timezone', type: 'text', title: 'time zone' }],
    out: [{ name: 'time', type: 'json', title: 'time' }],
  },
  summary: 'date and time in {timezone}',
  examples: [
    { title: 'Today', params: {}, input: {} },
    { title: 'Today in Berlin', params: { timezone: 'Europe/Berlin' }, input: {} },
    { title: 'The time elsewhere', params: {}, input: { timezone: 'Asia/Tokyo' } },
  ],
  // oxlint-disable-next-line typescript/require-await -- tools are asynchronous by contract
  async run(params, input, context) {
    return { time: timeIn(input.timezone?.trim() || params.timezone, context.now()) };
  },
});

/** A moment as people of a time zone write it. Throws `clock.unknown_timezone`. */
function timeIn(timezone: string, now: Date): Readonly<Record<string, string>> {
  const parts = partsIn(timezone, now);
  const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
  const offset = parts['timeZoneName']?.replace(/^GMT(?:\+00:00)?/, '') || 'Z';
  return {
    iso: `${date}T${parts['hour']}:${parts['minute']}:${parts['second']}${offset}`,
    date,
    weekday: parts['weekday'] ?? '',
    timezone,
    week: isoWeek(date),
  };
}

function partsIn(timezone: string, now: Date): Readonly<Record<string, string>> {
  const two = '2-digit';
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
      weekday: 'long',
      timeZoneName: 'longOffset',
    });
  } catch (cause) {
    throw new LonglineError('clock.unknown_timezone', `There is no time zone "${timezone}". ${timezoneExample}`, {
      cause,
    });
  }
  return Object.fromEntries(format.formatToParts(now).map((part) => [part.type, part.value]));
}

// ISO 8601: weeks begin on Monday, and week 1 is the one with the year's first Thursday.
function isoWeek(date: string): string {
  const dayMs = 24 * 60 * 60 * 1000;
  const day = new Date(`${date}T00:00:00Z`);
  const thursday = new Date(day.getTime() + (4 - (day.getUTCDay() || 7)) * dayMs);
  const week = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * dayMs)) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}
