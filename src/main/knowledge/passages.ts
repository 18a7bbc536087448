// Cuts a text into passages of about a wanted length: at headings, between paragraphs, and only where a paragraph alone is too long
// between its sentences. Spans are exact: a passage is `text.slice(start, end)` and nothing else.

import { createHash } from 'node:crypto';
import type { SourceText } from '../tools/define.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface CutPassage extends Span {
  /** The heading that the passage stands under, innermost; null before the first. */
  readonly heading: string | null;
}

/** The passages of a text in order; they do not overlap, and everything but white space is in one of them. */
export function cutPassages(source: SourceText, passageChars: number): readonly CutPassage[] {
  const { text, headings } = source;
  const starts = new Map(headings.map((heading) => [heading.start, heading]));
  const passages: CutPassage[] = [];
  let open: Span | null = null;
  let onlyHeadings = true;

  const close = () => {
    if (open !== null) passages.push({ ...open, heading: headingAt(source, (open as Span).start) });
    open = null;
    onlyHeadings = true;
  };

  for (const piece of pieces(
    text,
    headings.map((heading) => heading.start),
    passageChars,
  )) {
    const heading = starts.get(piece.start);
    const atHeading = heading !== undefined;
    if (open !== null) {
      const length: number = piece.end - open.start;
      // A heading begins a new passage unless what is open is a heading itself or too short to say anything.
      const begins = atHeading && !onlyHeadings && open.end - open.start >= passageChars / 3;
      if (begins || (length > passageChars && !(onlyHeadings && length <= passageChars * 1.5))) close();
    }
    open = { start: (open as Span | null)?.start ?? piece.start, end: piece.end };
    onlyHeadings &&= atHeading && piece.end - piece.start <= heading.text.length + 20;
  }
  close();
  return passages;
}

/** What the ids of a passage begin with: 16 hex digits of SHA-256 over file, span and text, the same on every machine. */
export function passageDigest(file: string, span: Span, text: string): string {
  return createHash('sha256').update(`${file}\0${span.start}\0${span.end}\0${text}`).digest('hex').slice(0, 16);
}

/** The id of a passage: `p-` and eight hex digits, all sixteen where another passage shares the first eight. */
export function passageId(digest: string, shared = false): string {
  return `p-${shared ? digest : digest.slice(0, 8)}`;
}

/** Pages of about the wanted length, for reading a whole text in order: as few as fit, broken between paragraphs where possible. */
export function cutPages(source: SourceText, pageChars: number): readonly Span[] {
  const pages: Span[] = [];
  let open: Span | null = null;
  for (const piece of pieces(source.text, [], pageChars)) {
    if (open !== null && piece.end - open.start > pageChars) {
      pages.push(open);
      open = null;
    }
    open = { start: (open as Span | null)?.start ?? piece.start, end: piece.end };
  }
  if (open !== null) pages.push(open);
  return pages;
}

/** The last heading that begins at or before an offset; null before the first. */
export function headingAt(source: SourceText, offset: number): string | null {
  const { headings } = source;
  let low = 0;
  let high = headings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((headings[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return headings[low - 1]?.text ?? null;
}

/** A span moved outwards where it would cut a surrogate pair. */
export function wholeCharacters(text: string, span: Span): Span {
  return {
    start: splitsPair(text, span.start) ? span.start - 1 : span.start,
    end: splitsPair(text, span.end) ? span.end + 1 : span.end,
  };
}

// Paragraphs without the white space around them, also broken where a heading begins; those that are too long in parts.
function* pieces(text: string, borders: readonly number[], mostChars: number): Generator<Span> {
  let next = 0;
  let from = 0;
  const gap = /\n[ \t\u00a0\u3000]*\n\s*/g;
  for (;;) {
    gap.lastIndex = from;
    const found = gap.exec(text);
    let stop = found?.index ?? text.length;
    let resume = found === null ? text.length : found.index + found[0].length;
    while ((borders[next] ?? Infinity) <= from) next += 1;
    const border = borders[next];
    if (border !== undefined && border < stop) {
      stop = border;
      resume = border;
    }
    const piece = trimmed(text, { start: from, end: stop });
    if (piece !== null) yield* inParts(text, piece, mostChars);
    if (resume >= text.length) return;
    from = resume;
  }
}

function* inParts(text: string, piece: Span, mostChars: number): Generator<Span> {
  let { start } = piece;
  while (piece.end - start > mostChars) {
    const part = trimmed(text, { start, end: breakBefore(text, start, start + mostChars) });
    if (part !== null) yield part;
    start = part?.end ?? start + mostChars;
    while (start < piece.end && /\s/.test(text[start] ?? '')) start += 1;
  }
  if (start < piece.end) yield { start, end: piece.end };
}

// After the last sentence, else the last line, else the last word of the second half; else hard.
function breakBefore(text: string, start: number, end: number): number {
  const half = start + Math.ceil((end - start) / 2);
  const window = text.slice(half, end);
  for (const pattern of [/[.!?…]["'”’)\]]*(?=\s)|[。！？]["'”’」』）]*/g, /\n/g, /\s/g]) {
    const last = [...window.matchAll(pattern)].at(-1);
    if (last !== undefined) return half + last.index + last[0].length;
  }
  return splitsPair(text, end) ? end - 1 : end;
}

function trimmed(text: string, span: Span): Span | null {
  let { start, end } = span;
  while (start < end && /\s/.test(text[start] ?? '')) start += 1;
  while (end > start && /\s/.test(text[end - 1] ?? '')) end -= 1;
  return start < end ? { start, end } : null;
}

function splitsPair(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text[at - 1] ?? '') && /[\uDC00-\uDFFF]/.test(text[at] ?? '');
}
