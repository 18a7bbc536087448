// `read-document`: a page or a span of one file, as a passage that can be cited like those of a search. For when a passage is not enough.

import { z } from 'zod';
import { LonglineError } from '../../../shared/errors.ts';
import type { JsonValue } from '../../../shared/json/value.ts';
import { defineTool, type OpenFolder, type SourceText } from '../define.ts';

const mostChars = 40_000;

export default defineTool({
  kind: 'read-document',
  version: 1,
  title: 'Read document',
  description:
    'Reads one document in order: a page of it, or the characters from start to end. Use it to see the text around a passage that a search found; "file", "start" and "end" are those of the passage. Returns the text as a passage with an id to cite as [id], and how many pages there are.',
  category: 'retrieve',
  icon: 'book-open-text',
  effect: 'read',
  reach: 'read-local',
  params: z.object({
    folder: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)
      .meta({ title: 'Folder', description: 'Its text, Markdown and HTML files can be read.', widget: 'folder' }),
    pageChars: z
      .int()
      .min(500)
      .max(mostChars)
      .default(4000)
      .meta({ title: 'Page length', description: 'About how long one page is.', unit: 'characters' }),
  }),
  input: z.object({
    file: z.string().min(1).max(1000).meta({ description: 'Name of the document, as "file" of a passage gives it.' }),
    page: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Which page, the first is 1. Without page and start: the first.' }),
    start: z.int().min(0).optional().meta({ description: 'Offset of the first character, instead of a page.' }),
    end: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'Offset behind the last character; without it one page length from start.' }),
  }),
  ports: {
    in: [
      { name: 'file', type: 'text', required: true, title: 'file' },
      { name: 'page', type: 'number', title: 'page' },
      { name: 'start', type: 'number', title: 'start' },
      { name: 'end', type: 'number', title: 'end' },
    ],
    out: [
      { name: 'document', type: 'json', title: 'document', description: 'File, title, date, page, pages and length.' },
      { name: 'passages', type: 'passages', title: 'passages', description: 'The text that was read, as one passage.' },
    ],
  },
  summary: 'pages of {folder}',
  examples: [
    { title: 'The first page', params: { folder: 'documents' }, input: { file: 'report.md' } },
    {
      title: 'The second page',
      params: { folder: 'documents', pageChars: 500 },
      input: { file: 'report.md', page: 2 },
    },
    { title: 'A span', params: { folder: 'documents' }, input: { file: 'report.md', start: 10, end: 200 } },
  ],
  async run(params, input, context) {
    const folder = await context.folder(params.folder);
    const source = await folder.read(input.file);
    const pages = folder.pagesOf(source, params.pageChars);
    const { start, end } = spanOf(source, pages, params.pageChars, input);
    const passage = folder.passageOf(source, { start, end });
    const page = pages.findLastIndex((candidate) => candidate.start <= passage.start) + 1;
    const document = {
      file: source.file,
      title: source.title,
      date: source.date,
      page: Math.max(1, page),
      pages: pages.length,
      start: passage.start,
      end: passage.end,
      length: source.text.length,
    };
    return { document, passages: [passage] as unknown as JsonValue };
  },
});

interface Wanted {
  readonly page?: number | undefined;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

function spanOf(
  source: SourceText,
  pages: ReturnType<OpenFolder['pagesOf']>,
  pageChars: number,
  wanted: Wanted,
): { start: number; end: number } {
  const { length } = source.text;
  if (wanted.start === undefined && wanted.end === undefined) {
    const page = pages[(wanted.page ?? 1) - 1];
    if (page !== undefined) return page;
    throw new LonglineError(
      'read-document.no_such_page',
      `"${source.file}" has ${pages.length === 1 ? 'one page' : `${pages.length} pages`}; there is no page ${wanted.page}.`,
    );
  }
  const start = wanted.start ?? 0;
  const end = Math.min(wanted.end ?? start + pageChars, length);
  if (start >= length) {
    throw new LonglineError(
      'read-document.no_such_span',
      `"${source.file}" has ${length} characters, so nothing begins at ${start}. Choose a start below ${length}.`,
    );
  }
  if (end <= start) {
    throw new LonglineError(
      'read-document.no_such_span',
      `The span from ${start} to ${end} is empty. "end" must be greater than "start".`,
    );
  }
  if (end - start > mostChars) {
    throw new LonglineError(
      'read-document.span_too_long',
      `The span has ${end - start} characters; at most ${mostChars} can be read at once. Read it in parts.`,
    );
  }
  return { start, end };
}
