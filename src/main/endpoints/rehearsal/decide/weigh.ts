// Several finished attempts at one task, and the request to make one answer of them: the rehearsal takes the attempt that its evidence
// carries furthest, adds what only others found, and says how they compare. It puts nothing into other words.

import { isEastAsian, sentencesOf } from './words.ts';

export interface Weighed {
  readonly because: readonly string[];
  readonly answer: string;
}

interface Attempt {
  readonly number: string;
  readonly text: string;
  readonly cited: ReadonlySet<string>;
}

const heading = /^#{1,3}[ \t]+(?:attempt|trajectory|candidate|draft|answer|versuch|候选|尝试)[ \t#]*(\d+)[ \t]*$/gim;
const evidenceHeading = /^(?:its |the )?evidence:[ \t]*$|^it cites nothing\.[ \t]*$/im;
const citation = /\[(p-[0-9a-f]{8,})\]/g;

/** The best of the attempts that a message lists, or null when it lists fewer than two. */
export function weigh(text: string): Weighed | null {
  const attempts = attemptsIn(text);
  const [first, ...others] = attempts.toSorted((left, right) => right.cited.size - left.cited.size);
  if (first === undefined || others.length === 0) return null;
  const agreeing = others.filter((attempt) => [...attempt.cited].some((id) => first.cited.has(id))).length;
  const more = foundElsewhere(first, others);
  const heading = isEastAsian(first.text) ? '其他尝试另外找到：' : 'Other attempts also found:';
  return {
    because: [
      `${attempts.length} attempts are listed; attempt ${first.number} cites the most passages (${first.cited.size}).`,
      agreeing === 0
        ? 'No other attempt rests on the same passages.'
        : `${agreeing} of the ${others.length} others ${agreeing === 1 ? 'rests' : 'rest'} on some of the same passages.`,
    ],
    answer:
      more.length === 0
        ? first.text
        : `${first.text}\n\n${heading}\n\n${more.map((sentence) => `- ${sentence}`).join('\n')}`,
  };
}

// Sentences of the others on passages that the first did not cite, each passage once.
function foundElsewhere(first: Attempt, others: readonly Attempt[]): string[] {
  const known = new Set(first.cited);
  const found: string[] = [];
  for (const { text } of others) {
    for (const sentence of citedSentences(text)) {
      const ids = [...sentence.matchAll(citation)].map((match) => match[1] ?? '');
      if (ids.length === 0 || ids.some((id) => known.has(id))) continue;
      for (const id of ids) known.add(id);
      found.push(sentence);
    }
  }
  return found.slice(0, mostAdded);
}

const mostAdded = 5;

// A citation stands behind the sentence that it is for.
function citedSentences(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) =>
      sentencesOf(line)
        .join(' ')
        .split(/(?<=\[p-[0-9a-f]{8,}\])\s+(?!\[p-)/),
    )
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && !sentence.startsWith('#'));
}

function attemptsIn(text: string): Attempt[] {
  const marks = [...text.matchAll(heading)];
  return marks.flatMap((mark, index) => {
    const from = mark.index + mark[0].length;
    const whole = text.slice(from, marks[index + 1]?.index ?? text.length);
    const evidence = whole.search(evidenceHeading);
    const said = (evidence === -1 ? whole : whole.slice(0, evidence)).trim();
    const cited = new Set([...said.matchAll(citation)].map((match) => match[1] ?? ''));
    return said === '' ? [] : [{ number: mark[1] ?? '', text: said, cited }];
  });
}
