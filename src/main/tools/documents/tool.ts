// `documents`: search in a folder of text, Markdown and HTML files. The folder and its index come through the context; here stand the words
// that the model reads, and what it may ask.

import { z } from 'zod';
import { LonglineError } from '../../../shared/errors.ts';
import type { JsonValue } from '../../../shared/json/value.ts';
import { defineTool } from '../define.ts';

const mostPassages = 50;
const dayText = (which: string) =>
  z
    .string()
    .max(40)
    .optional()
    .meta({ description: `Only sources dated on or ${which} this day, written YYYY-MM-DD, for example 2026-10-23.` });

export default defineTool({
  kind: 'documents',
  version: 1,
  title: 'Documents',
  description:
    'Searches the documents of a folder and returns the passages that fit best, each with an id to cite as [id], its file, heading, date and text. Use a few telling words rather than a whole question, and several searches for a question with several parts.',
  category: 'retrieve',
  icon: 'file-search',
  effect: 'read',
  reach: 'read-local',
  params: z.object({
    folder: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)
      .meta({ title: 'Folder', description: 'Text, Markdown and HTML files in it are searched.', widget: 'folder' }),
    topK: z
      .int()
      .min(1)
      .max(mostPassages)
      .default(6)
      .meta({ title: 'Passages', description: 'How many passages one search returns.', unit: 'passages' }),
    passageChars: z
      .int()
      .min(200)
      .max(4000)
      .default(900)
      .meta({ title: 'Passage length', description: 'About how long one passage is.', unit: 'characters' }),
  }),
  input: z.object({
    query: z.string().min(1).max(2000).meta({
      description:
        'Words to search for: names, things, numbers. Passages with any of them are found, rare words count most.',
    }),
    since: dayText('after'),
    until: dayText('before'),
    limit: z
      .int()
      .min(1)
      .max(mostPassages)
      .optional()
      .meta({ description: 'How many passages to return, if not the usual number.' }),
  }),
  ports: {
    in: [
      { name: 'query', type: 'text', required: true, title: 'query' },
      { name: 'since', type: 'text', title: 'since', description: 'First day, YYYY-MM-DD.' },
      { name: 'until', type: 'text', title: 'until', description: 'Last day, YYYY-MM-DD.' },
      { name: 'limit', type: 'number', title: 'limit' },
    ],
    out: [{ name: 'passages', type: 'passages', title: 'passages' }],
  },
  summary: 'top {topK} of {folder}',
  examples: [
    { title: 'A search', params: { folder: 'documents' }, input: { query: 'cost estimate quay' } },
    {
      title: 'Only recent sources',
      params: { folder: 'documents', topK: 3 },
      input: { query: 'ferry', since: '2026-10-23', until: '2026-11-20' },
    },
    {
      title: 'Short passages, more of them',
      params: { folder: 'documents', passageChars: 300 },
      input: { query: 'battery capacity MWh', limit: 12 },
    },
  ],
  async run(params, input, context) {
    const since = dayOf('since', input.since);
    const until = dayOf('until', input.until);
    if (since !== undefined && until !== undefined && since > until) {
      throw new LonglineError(
        'documents.bad_period',
        `"since" (${since}) is after "until" (${until}), so no document can fit. Swap them.`,
      );
    }
    const folder = await context.folder(params.folder);
    const passages = await folder.search(input.query, {
      limit: input.limit ?? params.topK,
      passageChars: params.passageChars,
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    });
    return { passages: passages as unknown as JsonValue };
  },
});

// A day, or nothing for a text that is empty. A time behind the day is ignored.
function dayOf(name: string, text: string | undefined): string | undefined {
  const given = text?.trim() ?? '';
  if (given === '') return undefined;
  const day = /^(\d{4}-\d{2}-\d{2})(?:T.*)?$/.exec(given)?.[1];
  const date = day === undefined ? null : new Date(`${day}T00:00:00Z`);
  if (day !== undefined && date !== null && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day))
    return day;
  throw new LonglineError(
    'documents.bad_date',
    `"${given}" is not a day for "${name}". Write it as YYYY-MM-DD, for example 2026-10-23.`,
  );
}
