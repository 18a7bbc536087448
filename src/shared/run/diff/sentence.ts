// Where two runs part, in one sentence: which step it is, and what each run did there.

import type { StepDigest } from './digest.ts';
import type { DiffRow } from './rows.ts';

/** Characters of a call or an answer that a sentence shows. */
const shown = 160;
/** Characters that it shows before the first difference of a long one. */
const lead = 40;

/** What differs in a row that is not the same. */
export function divergence({ left, right }: DiffRow): string {
  if (left === null || right === null) {
    const only = left ?? right;
    if (only === null) return '';
    const [side, other] = left === null ? ['right', 'left'] : ['left', 'right'];
    return `Step ${only.step} of ${only.activation}: ${side} ${doing(only)}, ${other} has no such step.`;
  }
  const where =
    left.step === right.step
      ? `Step ${left.step} of ${left.activation}`
      : `Step ${left.step} of ${left.activation} on the left, step ${right.step} on the right`;
  return `${where}: left ${doing(left, right)}, right ${doing(right, left)}.`;
}

/** What a step did, in words that follow its subject; with another step to compare with, only what differs from that. */
export function doing(step: StepDigest, other: StepDigest | null = null): string {
  if (step.calls.length === 0) {
    return step.answer === null || step.answer === ''
      ? 'answers nothing'
      : `answers “${excerpt(step.answer, other?.answer ?? '')}”`;
  }
  const comparable = other !== null && other.calls.length === step.calls.length;
  const calls = step.calls
    .map((call, index) => ({ call, beside: comparable ? (other.calls[index] ?? '') : '' }))
    .filter(({ call, beside }) => call !== beside);
  return `calls ${calls.map(({ call, beside }) => excerpt(call, beside)).join(', ')}`;
}

// A long text is shown from shortly before the place where it differs.
function excerpt(text: string, other: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  if (line.length <= shown) return line;
  const beside = other.replaceAll(/\s+/g, ' ');
  let same = 0;
  while (same < line.length && line[same] === beside[same]) same += 1;
  const from = same <= shown / 2 ? 0 : Math.min(same - lead, line.length - shown);
  const cut = wholeCharacters(line.slice(from, from + shown));
  return `${from === 0 ? '' : '…'}${cut}${from + shown < line.length ? '…' : ''}`;
}

/** A piece of a text without the halves of characters that its ends may have cut. */
export function wholeCharacters(piece: string): string {
  return piece.replace(/^[\uDC00-\uDFFF]/, '').replace(/[\uD800-\uDBFF]$/, '');
}
