// Cutting the middle out of a text that is too long, at whole characters and preferably at line ends. What stands in its place is the
// caller's.

import { estimateTokens } from './tokens.ts';

/** How much of what is kept stands before the cut. */
const headShare = 0.7;
/** How far the cut moves to meet a line end, as a share of the side that it shortens. */
const lineSearch = 0.15;

/**
 * A text of at most `maxTokens` estimated tokens: as it is when it fits, else its head (70 %) and tail (30 %) with `mark(n)` between
 * them, n being the characters left out.
 */
export function cutMiddle(
  text: string,
  maxTokens: number,
  mark: (leftOut: number) => string,
): { readonly text: string; readonly cut: boolean } {
  // No character is more than two thirds of a token.
  if (text.length * (2 / 3) <= maxTokens) return { text, cut: false };
  const tokens = estimateTokens(text);
  if (tokens <= maxTokens) return { text, cut: false };
  let kept = Math.floor((text.length * maxTokens) / tokens);
  for (;;) {
    const head = headEnd(text, Math.floor(kept * headShare));
    const tail = tailStart(text, text.length - (kept - Math.floor(kept * headShare)));
    const short = `${text.slice(0, head)}${mark(tail - head)}${text.slice(tail)}`;
    const now = estimateTokens(short);
    if (now <= maxTokens || kept === 0) return { text: short, cut: true };
    // The mark needs room, and a text may be denser where it is kept than on average.
    kept = Math.max(0, Math.min(kept - 8, Math.floor((kept * maxTokens) / now)));
  }
}

/** The position, moved back to the start of a character if it lies within one. */
export function wholeCharacter(text: string, position: number): number {
  const unit = text.charCodeAt(position);
  const before = text.charCodeAt(position - 1);
  return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? position - 1 : position;
}

function headEnd(text: string, end: number): number {
  const line = end === 0 ? -1 : text.lastIndexOf('\n', end - 1) + 1;
  return line > end * (1 - lineSearch) ? line : wholeCharacter(text, end);
}

function tailStart(text: string, start: number): number {
  const line = text.indexOf('\n', start) + 1;
  if (line > 0 && line - start < (text.length - start) * lineSearch) return line;
  const whole = wholeCharacter(text, start);
  return whole < start ? start + 1 : start;
}
