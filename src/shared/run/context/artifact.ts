// Reading on in results that were shown in part or are hidden: by range, or where the words of a query stand. Where the whole text is
// kept is the machine's; this finds the part.

import type { JsonObject } from '../../json/value.ts';
import { wholeCharacter } from './cut-middle.ts';
import type { ContextLimits } from './limits.ts';
import { estimateTokens } from './tokens.ts';

/** The function that the model calls for it. */
export const artifactTool = {
  name: 'read_artifact',
  description:
    'Read a result that was shown only in part or is hidden now, by its reference. Give `from` and `length` in characters to read a range,' +
    ' or `query` to see the places where its words stand.',
  parameters: {
    type: 'object',
    properties: {
      ref: { type: 'string', pattern: '^[0-9a-f]{16}$', description: 'The reference: 16 hexadecimal digits.' },
      from: { type: 'integer', minimum: 0, description: 'The first character, counted from 0.' },
      length: { type: 'integer', minimum: 1, description: 'How many characters; what fits when left out.' },
      query: { type: 'string', description: 'Words to look for.' },
    },
    required: ['ref'],
    additionalProperties: false,
  } satisfies JsonObject,
} as const;

export interface ArtifactInput {
  readonly ref: string;
  readonly from?: number;
  readonly length?: number;
  readonly query?: string;
}

/** A part of a whole result, with the characters that it spans; never more tokens than a result may have. */
export function readArtifact(text: string, input: ArtifactInput, limits: ContextLimits): string {
  const query = input.query?.trim() ?? '';
  const room = Math.floor(limits.clampTokens * 0.9) - 40;
  return query === '' ? range(text, input.from ?? 0, input.length ?? text.length, room) : places(text, query, room);
}

function range(text: string, from: number, length: number, room: number): string {
  if (from >= text.length) return `[the result has ${text.length} characters; there is nothing from ${from} on]`;
  const start = wholeCharacter(text, from);
  const end = fittingEnd(text, start, Math.min(text.length, start + Math.max(1, length)), room);
  const more = end < text.length ? `\n[… ${text.length - end} more characters, from ${end} on]` : '';
  return `[characters ${start} to ${end} of ${text.length}]\n${text.slice(start, end)}${more}`;
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly words: number;
  readonly hits: number;
}

/** Characters shown on each side of a hit; hits nearer to each other than this are one place. */
const around = 240;

function places(text: string, query: string, room: number): string {
  const found = placesOf(text, wordsOf(query));
  if (found.length === 0) return `[none of the words "${query}" is in the ${text.length} characters of the result]`;
  const best = found.toSorted(
    (left, right) => right.words - left.words || right.hits - left.hits || left.start - right.start,
  );
  const shown: string[] = [];
  let left = room;
  for (const place of best) {
    const start = wholeCharacter(text, place.start);
    const end = fittingEnd(text, start, place.end, Math.max(0, left - 16));
    if (shown.length > 0 && end < place.end) break;
    const piece = `[characters ${start} to ${end}]\n${text.slice(start, end)}`;
    left -= estimateTokens(piece) + 2;
    shown.push(piece);
    if (left < 32) break;
  }
  return `[${found.length} places in ${text.length} characters; ${shown.length} shown, best first]\n${shown.join('\n\n')}`;
}

function placesOf(text: string, words: readonly string[]): readonly Place[] {
  const hits = words.flatMap((word, index) =>
    [...text.matchAll(new RegExp(escaped(word), 'giu'))].map((match) => ({
      word: index,
      at: match.index,
      end: match.index + match[0].length,
    })),
  );
  hits.sort((left, right) => left.at - right.at);
  const found: { start: number; end: number; words: Set<number>; hits: number }[] = [];
  for (const hit of hits) {
    const last = found.at(-1);
    // A place stays small enough to be read, however thick the hits are.
    if (last !== undefined && hit.at - around <= last.end && hit.end - last.start <= 8 * around) {
      last.end = Math.min(text.length, hit.end + around);
      last.words.add(hit.word);
      last.hits += 1;
    } else {
      const start = Math.max(0, last?.end ?? 0, hit.at - around);
      found.push({
        start: Math.min(start, hit.at),
        end: Math.min(text.length, hit.end + around),
        words: new Set([hit.word]),
        hits: 1,
      });
    }
  }
  return found.map((place) => ({ ...place, words: place.words.size }));
}

// Ideographs stand without spaces between words: pairs of them are looked for.
function wordsOf(query: string): readonly string[] {
  const words = query.match(/\p{Script=Han}{1,2}|[^\s\p{Script=Han}]+/gu) ?? [];
  return [...new Set(words.map((word) => word.toLowerCase()))].slice(0, 32);
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

// The last end, at a whole character, up to which a text has at most this many tokens.
function fittingEnd(text: string, start: number, end: number, room: number): number {
  let fits = Math.min(end, start + Math.ceil(Math.max(1, room) * 3.5));
  for (;;) {
    const tokens = estimateTokens(text.slice(start, fits));
    if (tokens <= room || fits - start <= 2)
      return fits === text.length ? fits : Math.max(start + 1, wholeCharacter(text, fits));
    fits = start + Math.min(fits - start - 1, Math.floor(((fits - start) * room) / tokens));
  }
}
