// Several finished attempts at one task, and the request to make one answer of them: the rehearsal takes the attempt that its evidence
// carries furthest, and says how the others compare. It puts nothing into other words.

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
  return {
    because: [
      `${attempts.length} attempts are listed; attempt ${first.number} cites the most passages (${first.cited.size}).`,
      agreeing === 0
        ? 'No other attempt rests on the same passages.'
        : `${agreeing} of the ${others.length} others ${agreeing === 1 ? 'rests' : 'rest'} on some of the same passages.`,
    ],
    answer: first.text,
  };
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
