// How many tokens a text is taken for, and how many of a prompt's tokens an earlier prompt began with. There is no tokenizer here:
// the count is an estimate by characters, documented and always the same. The cached count is measured, never assumed.

import { createHash } from 'node:crypto';

/** One token is this many units; a character counts 6 (3.5 characters a token), a CJK character 14 (1.5 a token). */
export const unitsPerToken = 21;
const pageTokens = 256;
const pageUnits = pageTokens * unitsPerToken;

/** The estimated size of a text in units of 1/21 token. */
export function unitsOf(text: string): number {
  let units = 0;
  for (let at = 0; at < text.length; at += 1) units += unitsOfCode(text.charCodeAt(at));
  return units;
}

/** Whole tokens for a number of units, rounded up. */
export function tokensOfUnits(units: number): number {
  return Math.ceil(units / unitsPerToken);
}

/** A prompt measured so far: its size, and a chained digest for each full page of 256 tokens. */
export interface PromptMeasure {
  units: number;
  readonly pages: string[];
  unpaged: string;
}

/** A measure of nothing yet. */
export function emptyMeasure(): PromptMeasure {
  return { units: 0, pages: [], unpaged: '' };
}

/** Adds the next text of a prompt to its measure, in place. */
export function addToMeasure(measure: PromptMeasure, text: string): void {
  let start = 0;
  let nextPage = (measure.pages.length + 1) * pageUnits;
  for (let at = 0; at < text.length; at += 1) {
    measure.units += unitsOfCode(text.charCodeAt(at));
    if (measure.units < nextPage) continue;
    const page = measure.unpaged + text.slice(start, at + 1);
    measure.unpaged = '';
    start = at + 1;
    nextPage += pageUnits;
    measure.pages.push(digest(measure.pages.at(-1) ?? '', page));
  }
  measure.unpaged += text.slice(start);
}

/** Remembers which pages prompts have begun with, as a server's prefix cache does. */
export interface PrefixMemory {
  /** The tokens, a multiple of 256, of the longest start that this prompt shares with an earlier one; then remembers it too. */
  readonly cachedTokens: (measure: PromptMeasure) => number;
}

/** An empty memory that holds at most `capacity` pages and forgets the oldest. */
export function createPrefixMemory(capacity = 200_000): PrefixMemory {
  const known = new Set<string>();
  return {
    cachedTokens(measure) {
      let shared = 0;
      while (shared < measure.pages.length && known.has(measure.pages[shared] ?? '')) shared += 1;
      for (const page of measure.pages.slice(shared)) known.add(page);
      for (const page of known) {
        if (known.size <= capacity) break;
        known.delete(page);
      }
      return shared * pageTokens;
    },
  };
}

function unitsOfCode(code: number): number {
  if (code < 0x2e80) return 6;
  return code <= 0x9fff || (code >= 0xac00 && code <= 0xd7af) || (code >= 0xf900 && code <= 0xfaff) || code >= 0xff00
    ? 14
    : 6;
}

function digest(previous: string, page: string): string {
  return createHash('sha256').update(previous).update(page).digest('base64');
}
