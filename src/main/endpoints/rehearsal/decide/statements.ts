// The statements an answer is made of: sentences of the evidence with what to cite, computed results with the sources of their figures,
// disagreements between sources, and gaps. How they are laid out, as prose or as JSON, is left to answer.ts and json-answer.ts.

import {
  disagreementsIn,
  figurePairsIn,
  isNearlySame,
  sentencesFor,
  type FigurePair,
  type RankedSentence,
} from './evidence.ts';
import { expressionOf, figuresOf, operations, type Operation } from './figures.ts';
import { asksForToday } from './dates.ts';
import { isJsonObject, type JsonValue } from '../../../../shared/json/value.ts';
import { cueOf } from './question.ts';
import type { PastCall } from './reading.ts';
import { callsFor, type Situation } from './situation.ts';
import { overlap, stemsOf } from './words.ts';

export interface Statement {
  /** A sentence as it stands in its source, or a sentence about a computed result. */
  readonly text: string;
  readonly cites: readonly string[];
  readonly date: string | null;
  readonly title: string;
  readonly stems: ReadonlySet<string>;
}

export interface Statements {
  /** The best sentences for each part of the question, no sentence twice. */
  readonly byPart: readonly { readonly part: string; readonly statements: readonly Statement[] }[];
  readonly all: readonly Statement[];
  readonly figures: readonly Statement[];
  readonly computed: readonly Statement[];
  /** Each is the earlier sentence and the later one. */
  readonly disagreements: readonly {
    readonly earlier: Statement;
    readonly later: Statement;
    readonly corrects: boolean;
  }[];
  /** The opening sentence of each source of the span of time that was asked about, in order of date; empty without a span. */
  readonly timeline: readonly Statement[];
  /** Short results of tools that returned values and not passages: an answer in themselves. */
  readonly results: readonly Statement[];
  readonly missing: readonly string[];
}

/** The statements that the evidence allows, at most `most` of them. */
export function statementsOf(situation: Situation, most: number): Statements {
  const { question, evidence } = situation;
  const ranked = sentencesFor(question.weights, evidence, question.wantsFigures, cueOf(question.text));
  const taken: RankedSentence[] = [];
  const take = (candidates: readonly RankedSentence[], count: number): RankedSentence[] => {
    const chosen: RankedSentence[] = [];
    for (const candidate of candidates) {
      if (chosen.length >= count) break;
      if (
        question.layout.kind === 'sections' &&
        taken.filter((other) => other.passage.cite === candidate.passage.cite).length >= 2
      )
        continue;
      if (taken.some((other) => other.text === candidate.text || isNearlySame(other, candidate))) continue;
      taken.push(candidate);
      chosen.push(candidate);
    }
    return chosen;
  };
  const parts = question.parts.length > 0 ? question.parts : [{ text: question.text, terms: question.terms }];
  const share = Math.max(1, Math.ceil(most / parts.length));
  const byPart = parts.map((part) => {
    const weights = new Map(part.terms.map((term) => [term.stem, question.weights.get(term.stem) ?? 1]));
    const cue = cueOf(parts.length === 1 ? question.text : part.text);
    const own = parts.length === 1 ? ranked : sentencesFor(weights, evidence, question.wantsFigures, cue);
    const top = own[0]?.score ?? 0;
    const isBrief = question.layout.kind !== 'plain';
    const passing = own.filter(
      (sentence) => sentence.score >= top * (isBrief ? 0.25 : 0.5) && (isBrief || sentence.share > 0.4),
    );
    const told =
      cue === null || isBrief
        ? undefined
        : own.find((sentence) => cue.test(sentence.text) && sentence.score >= top * 0.4 && sentence.share >= sideShare);
    const fitting = told === undefined ? passing : [told, ...passing.filter((sentence) => sentence !== told)];
    return {
      part: part.text,
      statements: take(fitting.length > 0 ? fitting : own.slice(0, 1), share).map(statementOf),
    };
  });
  const sides = isBroad(situation)
    ? sidesOf(ranked, question.names).flatMap((side) => take(side, Math.max(2, Math.ceil(6 / question.names.length))))
    : [];
  const all = [...byPart.flatMap((entry) => entry.statements), ...sides.map(statementOf)];
  return {
    byPart,
    all,
    figures: all.filter((statement) => figuresOf(statement.text).length > 0),
    computed: computedIn(situation),
    disagreements: disagreementsIn(ranked).map(({ earlier, later, corrects }) => ({
      earlier: statementOf(earlier),
      later: statementOf(later),
      corrects,
    })),
    timeline: timelineIn(situation),
    results: resultsIn(situation),
    missing: evidence.missingNames,
  };
}

/** Whether a question sets several names side by side, or asks why, over more than a handful of passages. */
export function isBroad({ question, evidence }: Situation): boolean {
  if (question.layout.maxSentences !== null || evidence.passages.length < 6) return false;
  return question.names.length > 1 || question.parts.length > 1 || whyWord.test(question.text);
}

const whyWord = /\b(?:why|warum|weshalb|wieso|pourquoi|por qué)\b|为什么/i;

/** How much of the question a sentence must speak to, to be told for a side or as a reason. */
const sideShare = 0.3;

// For each name of the question the sentences of its own sources, best first; with no name to go by, all that bear on it.
function sidesOf(ranked: readonly RankedSentence[], names: readonly string[]): RankedSentence[][] {
  if (names.length === 0) return [ranked.slice(0, 12)];
  return names.slice(0, 4).map((name) => {
    const stems = stemsOf(name);
    const isOwn = ({ passage, stems: held }: RankedSentence) =>
      overlap(stems, held) > 0 ||
      overlap(stems, stemsOf(`${passage.title} ${String(passage.fields['file'] ?? '')}`)) > 0;
    return ranked.slice(0, 150).filter((sentence) => isOwn(sentence) && sentence.share >= sideShare);
  });
}

/** A statement with its citations, right after the sentence. */
export function withCites(statement: Statement): string {
  const bare = statement.cites.filter((cite) => !statement.text.includes(`[${cite}]`));
  const text = statement.text.replace(/\s+/g, ' ').trim();
  return bare.length === 0 ? text : `${text} ${bare.map((cite) => `[${cite}]`).join(' ')}`;
}

function timelineIn(situation: Situation): Statement[] {
  const { evidence, question } = situation;
  if (question.span === null) return [];
  const openings = new Map<string, { readonly start: number; readonly statement: Statement }>();
  for (const { passage } of evidence.passages.slice(0, 24)) {
    const { date } = passage;
    const [first] = passage.sentences;
    const isInside = date !== null && date >= (evidence.span.since ?? '') && date <= (evidence.span.until ?? '9999');
    if (!isInside || first === undefined || !passage.hasOwnId) continue;
    const source = String(passage.fields['file'] ?? passage.fields['source'] ?? passage.cite);
    const start = Number(passage.fields['start'] ?? 0);
    if ((openings.get(source)?.start ?? Infinity) <= start) continue;
    const cites = passage.cite === null ? [] : [passage.cite];
    openings.set(source, {
      start,
      statement: { text: first.text, cites, date, title: passage.title, stems: first.stems },
    });
  }
  return [...openings.values()]
    .slice(0, 8)
    .map((opening) => opening.statement)
    .toSorted((a, b) => (a.date ?? '').localeCompare(b.date ?? ''));
}

function statementOf(sentence: RankedSentence): Statement {
  return {
    text: sentence.text,
    cites: sentence.passage.cite === null ? [] : [sentence.passage.cite],
    date: sentence.passage.date,
    title: sentence.passage.title,
    stems: sentence.stems,
  };
}

// Of many computed results, those on the figures that bear most on the question are told.
function computedIn(situation: Situation): Statement[] {
  const pairs = figurePairsIn(situation.question, situation.evidence);
  const found: { readonly rank: number; readonly statement: Statement }[] = [];
  for (const call of callsFor(situation, 'compute')) {
    const result =
      call.shown === null || call.shown.error !== null
        ? null
        : numberIn(call.shown.json, call.shown.passages[0]?.text, call.shown.values);
    if (result === null) continue;
    const given = Object.values(call.input).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    const rounded = Number(result.toFixed(Math.abs(result) < 1 ? 4 : 2));
    const match = matchIn(pairs, given, situation.question.operation);
    if (match === null) {
      if (situation.question.expression === null) continue;
      found.push({
        rank: -1,
        statement: {
          text: `${situation.question.expression} = ${spokenResultOf(call) ?? rounded}.`,
          cites: [],
          date: null,
          title: '',
          stems: new Set(),
        },
      });
      continue;
    }
    const { pair, operation, expression, rank } = match;
    const unit = operation === 'percent change' || operation === 'share' ? ' %' : '';
    const cites = [pair.base, pair.next].map((side) => side.sentence.passage.cite).filter((cite) => cite !== null);
    found.push({
      rank,
      statement: {
        text: `From ${pair.base.figure.wording} to ${pair.next.figure.wording}, the ${operation} is ${rounded}${unit} (${expression}).`,
        cites: [...new Set(cites)],
        date: null,
        title: '',
        stems: new Set([...pair.base.sentence.stems, ...pair.next.sentence.stems]),
      },
    });
  }
  return found
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, 3)
    .map((entry) => entry.statement);
}

// A tool that says its result in words, "76.22 million", says it better than the bare number.
function spokenResultOf(call: PastCall): string | null {
  const json = call.shown?.json;
  const said = isJsonObject(json)
    ? Object.entries(json).find(([key]) =>
        /^(?:text|formatted|display|result_?text|in_?words|anzeige)$/i.test(key),
      )?.[1]
    : undefined;
  return typeof said === 'string' && /\d/.test(said) && said.length <= 80 ? said.replace(/\.$/, '').trim() : null;
}

interface PairMatch {
  readonly pair: FigurePair;
  readonly operation: Operation;
  readonly expression: string;
  readonly rank: number;
}

function matchIn(pairs: readonly FigurePair[], given: readonly string[], asked: Operation | null): PairMatch | null {
  for (const [rank, pair] of pairs.entries()) {
    for (const operation of operations) {
      const expression = expressionOf(operation, pair.base.figure.value, pair.next.figure.value);
      const penalty = operation === (asked ?? 'percent change') ? 0 : 100;
      if (given.some((text) => text.includes(expression))) return { pair, operation, expression, rank: rank + penalty };
    }
    const isPlain = given.every((text) => !/[-+*/]\s*\d/.test(text));
    if (isPlain && hasNumbers(given.join(' '), pair.base.figure.value, pair.next.figure.value)) {
      return { pair, operation: pair.operation, expression: pair.expression, rank };
    }
  }
  return null;
}

function hasNumbers(given: string, base: number, next: number): boolean {
  const numbers = (given.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  return numbers.includes(base) && numbers.includes(next);
}

function numberIn(
  json: JsonValue | undefined,
  text: string | undefined,
  values: readonly (readonly [string, string | number])[],
): number | null {
  if (typeof json === 'number') return json;
  const named = values.find(
    ([key, value]) => /result|value|answer|ergebnis|wert|结果|值|output/i.test(key) && Number.isFinite(Number(value)),
  );
  const first = named ?? values.find(([, value]) => typeof value === 'number');
  if (first !== undefined) return Number(first[1]);
  const match = /-?\d+(?:\.\d+)?(?!.*\d)/s.exec(typeof json === 'string' ? json : (text ?? ''));
  return match === null ? null : Number(match[0]);
}

function resultsIn(situation: Situation): Statement[] {
  const telling = ['other', 'act', 'ask', 'list', ...(asksForToday(situation.question.text) ? ['today'] : [])];
  const special = new Set(situation.tools.filter((tool) => telling.includes(tool.purpose)).map((tool) => tool.name));
  const found: Statement[] = [];
  for (const call of situation.taskCalls) {
    const json = call.shown?.json;
    if (
      !special.has(call.name) ||
      call.shown === null ||
      call.shown.error !== null ||
      call.shown.passages.some((passage) => passage.hasOwnId)
    )
      continue;
    const text =
      json === undefined
        ? call.shown.passages
            .map((passage) => passage.text)
            .join(' ')
            .slice(0, 300)
        : plainly(json);
    if (text === '') continue;
    const asked = Object.values(call.input)
      .filter((value) => typeof value === 'string' || typeof value === 'number')
      .map(String)
      .join(', ')
      .slice(0, 80);
    found.push({
      text: asked === '' ? text : `${asked}: ${text}`,
      cites: [call.name],
      date: null,
      title: call.name,
      stems: new Set(),
    });
  }
  return found.slice(0, 8);
}

function plainly(value: JsonValue): string {
  if (Array.isArray(value)) return value.slice(0, 10).map(plainly).join('; ');
  if (!isJsonObject(value)) return String(value);
  return Object.entries(value)
    .slice(0, 12)
    .map(([key, member]) => `${key.replace(/[_-]+/g, ' ')} ${plainly(member)}`)
    .join(', ');
}
