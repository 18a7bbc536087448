// The next call of a run that is to make a given number of them: real, varied calls that fit their schemas, through the tools and the
// sources in turn. It serves to rehearse long runs; what a run would do by itself is in plan.ts and is asked first.

import { figurePairsIn } from './evidence.ts';
import { expressionOf } from './figures.ts';
import { followUps, naturalMove, sourcesToRead } from './plan.ts';
import { argumentsFor, type Aim } from './call-arguments.ts';
import { callKeyOf } from './reading.ts';
import { plainAim, propose, queryOf, toolsFor, type Move, type PlannedCall, type Situation } from './situation.ts';
import type { JudgedTool, Purpose } from './tools.ts';
import { termsOf } from './words.ts';

/** One further call at position `made` of a long run, or null when no offered tool can be called sensibly. */
export function longRunMove(situation: Situation, made: number, seed: number): Move | null {
  if (made < 8) {
    const natural = naturalMove(situation);
    const [first] = natural.calls;
    if (first !== undefined) return { calls: [first], because: natural.because };
  }
  const round = made + seed;
  const order = rotation(situation);
  for (let offset = 0; offset < order.length; offset += 1) {
    const tool = order[(round + offset) % order.length];
    if (tool === undefined) continue;
    const call = variedCall(situation, tool, made, seed);
    if (call !== null) return { calls: [call], because: [reasonFor(situation, call, made)] };
  }
  return repeatedMove(situation, order);
}

// Searching and reading make most of a real run, so they make most of this one.
function rotation(situation: Situation): JudgedTool[] {
  const shares: readonly (readonly [Purpose, number])[] = [
    ['search', 3],
    ['read', 2],
    ['compute', 1],
    ['list', 1],
    ['other', 1],
    ['today', 1],
  ];
  const order: JudgedTool[] = [];
  for (let lap = 0; lap < 3; lap += 1) {
    for (const [purpose, share] of shares) if (lap < share) order.push(...toolsFor(situation, purpose));
  }
  return order.length > 0 ? order : [...toolsFor(situation, 'ask'), ...toolsFor(situation, 'act')];
}

function variedCall(situation: Situation, tool: JudgedTool, made: number, seed: number): PlannedCall | null {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const variant = made + attempt * 7 + seed;
    const call = propose(
      situation,
      tool,
      variedAim(situation, tool, variant),
      [],
      tool.purpose !== 'read' || attempt > 1,
    );
    if (call !== null) return call;
  }
  return null;
}

function variedAim(situation: Situation, tool: JudgedTool, variant: number): Aim {
  const sources = sourcesToRead(situation);
  const passage =
    tool.purpose === 'read' && sources.length > 0 ? (sources[variant % sources.length]?.passage ?? null) : null;
  return plainAim(situation, {
    queries: queriesFor(situation, variant),
    passage,
    calculation: tool.purpose === 'compute' ? calculationFor(situation, variant) : null,
    span: variant % 4 === 0 ? plainAim(situation).span : { since: null, until: null },
    broad: variant % 2 === 1,
    variant,
  });
}

function queriesFor(situation: Situation, variant: number): string[] {
  const follow = followUps(situation);
  const open = follow.filter(
    ({ query }) => ![...situation.reading.callKeys].some((key) => key.includes(JSON.stringify(query))),
  );
  const words = vocabularyOf(situation);
  const word = (index: number) =>
    words[index % Math.max(1, words.length)] ?? queryOf(situation.question.text, situation.question.terms);
  const size = Math.max(1, words.length);
  const pair = `${word(variant)} ${word(variant + 1 + Math.floor(variant / size))}`;
  const triple = `${word(variant)} ${word(variant * 3 + 1)} ${word(Math.floor(variant / size) + variant * 5 + 2)}`;
  const wide = `${triple} ${word(variant * 7 + 3)} ${word(Math.floor(variant / 11) + 4)}`;
  return [variant % 3 === 0 ? (open[0]?.query ?? pair) : variant % 3 === 1 ? pair : triple, wide];
}

function vocabularyOf(situation: Situation): string[] {
  const words = new Map<string, string>();
  for (const term of situation.question.terms) words.set(term.stem, term.surface);
  for (const { passage } of situation.evidence.passages.slice(0, 12)) {
    for (const term of termsOf(`${passage.title} ${passage.text.slice(0, 400)}`)) {
      if (words.size >= 60) break;
      if (term.surface.length > 3 && !/^\d/.test(term.surface) && !words.has(term.stem))
        words.set(term.stem, term.surface);
    }
  }
  return [...words.values()];
}

function calculationFor(situation: Situation, variant: number): Aim['calculation'] {
  const operations = ['percent change', 'difference', 'ratio', 'sum', 'average'] as const;
  const pairs = figurePairsIn(situation.question, situation.evidence);
  const pair = pairs[variant % Math.max(1, pairs.length)];
  const operation = operations[Math.floor(variant / Math.max(1, pairs.length)) % operations.length] ?? 'difference';
  const base = pair?.base.figure.value ?? 1 + situation.reading.calls.length;
  const next = pair?.next.figure.value ?? situation.evidence.passages.length;
  const expression = expressionOf(operation, base, next);
  const fresh = !situation.reading.calls.some((call) => JSON.stringify(call.input).includes(expression));
  if (fresh && base !== 0) return { operation, expression, numbers: [base, next] };
  const numbers = [base, next, variant % 97];
  return { operation: 'sum', expression: numbers.join(' + '), numbers };
}

function reasonFor(situation: Situation, call: PlannedCall, made: number): string {
  const found = situation.evidence.passages.length;
  switch (call.tool.purpose) {
    case 'search':
      return `After ${made} calls there are ${found} relevant passages; I search from another side with \`${call.tool.name}\`.`;
    case 'read':
      return `I open a source that earlier results named with \`${call.tool.name}\`, to check it as a whole.`;
    case 'compute':
      return `I check a figure by calculation with \`${call.tool.name}\`.`;
    case 'list':
    case 'today':
    case 'ask':
    case 'act':
    case 'other':
      return `This is call ${made + 1} of a long run; \`${call.tool.name}\` has not been asked this yet.`;
  }
}

// When every different call has been made, an earlier one is made again, never three times running.
function repeatedMove(situation: Situation, order: readonly JudgedTool[]): Move | null {
  const [last, before] = [situation.reading.calls.at(-1), situation.reading.calls.at(-2)];
  for (let offset = 0; offset < order.length * 4; offset += 1) {
    const tool = order[(situation.reading.calls.length + offset) % order.length];
    if (tool === undefined) continue;
    const input = argumentsFor(tool, variedAim(situation, tool, offset), situation.question, situation.reading, true);
    if (input === null) continue;
    const key = callKeyOf(tool.name, input);
    if (key === last?.key && (key === before?.key || offset < order.length * 3)) continue;
    return {
      calls: [{ tool, input }],
      because: [
        `Every different call has been made, so \`${tool.name}\` is asked again to see whether its result holds.`,
      ],
    };
  }
  return null;
}
