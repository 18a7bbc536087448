// An invented archive for the tests, in a world that nothing in the source names, and a plain search over it. Each test wraps it in
// tools of its own names, schemas and languages.

export interface Note {
  readonly ref: string;
  readonly doc: string;
  readonly headline: string;
  readonly stamp: string;
  readonly body: string;
}

/** Eight notes on the Quillon observatory and two that have nothing to do with it. */
export const notes: readonly Note[] = [
  note(
    'q-01',
    'mirror-order.md',
    'Mirror ordered',
    '2031-02-11',
    'The Quillon observatory ordered its main mirror from the Vantreux works. The mirror was to cost 640 thousand thalers. Delivery was promised for the autumn.',
  ),
  note(
    'q-02',
    'mirror-bill.md',
    'The bill for the mirror',
    '2031-09-20',
    'The bill for the Quillon mirror came to 736 thousand thalers. The Vantreux works cite a second polishing as the reason for the higher cost.',
  ),
  note(
    'q-03',
    'dome.md',
    'Dome stuck',
    '2031-10-02',
    'The dome of the Quillon observatory was stuck for nine nights. A worn bearing was found to be the cause.',
  ),
  note(
    'q-04',
    'dome-correction.md',
    'Correction on the dome',
    '2031-10-09',
    'Correction: the dome of the Quillon observatory was stuck for seven nights, not nine as we reported. The bearing has been replaced by Ostara Wengler.',
  ),
  note(
    'q-05',
    'first-light.md',
    'First light',
    '2031-10-21',
    'First light at the Quillon observatory was on 18 October 2031. The first object was the comet Ulvane.',
  ),
  note(
    'q-06',
    'visitors.md',
    'Visitors',
    '2031-10-25',
    'In its first week the Quillon observatory counted 1,250 visitors. A ticket costs 6 thalers.',
  ),
  note(
    'x-01',
    'cheese.md',
    'Cheese fair',
    '2031-10-24',
    'The cheese fair drew a crowd to the market square. A wheel of goat cheese won the prize.',
  ),
  note('x-02', 'rowing.md', 'Rowing', '2031-10-22', 'The rowing club lost the autumn race by half a length.'),
];

/** The notes that share most words with a query, best first. */
export function nearest(query: string, most = 4, since = ''): Note[] {
  const words = query.toLowerCase().match(/[\p{L}\d]{3,}/gu) ?? [];
  return notes
    .filter((entry) => entry.stamp >= since)
    .map((entry) => ({
      entry,
      score: words.filter((word) => `${entry.headline} ${entry.body}`.toLowerCase().includes(word.slice(0, 6))).length,
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ entry }) => entry);
}

/** The value of an arithmetic expression of numbers, + - * / and brackets. */
export function arithmetic(expression: string): number {
  if (!/^[\d+\-*/(). ]+$/.test(expression)) throw new Error(`not arithmetic: ${expression}`);
  let at = 0;
  const skip = () => {
    while (expression[at] === ' ') at += 1;
  };
  const factor = (): number => {
    skip();
    if (expression[at] === '-') {
      at += 1;
      return -factor();
    }
    if (expression[at] === '(') {
      at += 1;
      const inner = sum();
      skip();
      at += 1;
      return inner;
    }
    const digits = /^[\d.]+/.exec(expression.slice(at))?.[0] ?? '';
    at += digits.length;
    return Number(digits);
  };
  const product = (): number => {
    let value = factor();
    for (skip(); expression[at] === '*' || expression[at] === '/'; skip()) {
      const operator = expression[at];
      at += 1;
      value = operator === '*' ? value * factor() : value / factor();
    }
    return value;
  };
  const sum = (): number => {
    let value = product();
    for (skip(); expression[at] === '+' || expression[at] === '-'; skip()) {
      const operator = expression[at];
      at += 1;
      value = operator === '+' ? value + product() : value - product();
    }
    return value;
  };
  return sum();
}

function note(ref: string, doc: string, headline: string, stamp: string, body: string): Note {
  return { ref, doc, headline, stamp, body };
}
