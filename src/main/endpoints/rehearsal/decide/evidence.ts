// Which of the passages seen so far bear on the question, how much of it they cover, and where they disagree. Only counts and compares;
// what follows from it is decided in plan.ts and answer.ts.

import { resolveSpan, type TimeSpan } from './dates.ts';
import { areComparable, expressionOf, figuresOf, sameSubject, type Figure, type Operation } from './figures.ts';
import type { Passage } from './passages.ts';
import type { Question } from './question.ts';
import type { Reading } from './reading.ts';
import { overlap, stemsOf } from './words.ts';

export interface RankedPassage {
  readonly passage: Passage;
  readonly score: number;
}

export interface RankedSentence {
  readonly text: string;
  readonly stems: ReadonlySet<string>;
  readonly passage: Passage;
  readonly score: number;
  /** How much of the best sentence's terms this one holds, 0 to 1, before form and date are weighed. */
  readonly share: number;
  readonly order: number;
}

export interface Evidence {
  readonly passages: readonly RankedPassage[];
  /** Share of the question's stems that the passages hold, 0 to 1, by weight. */
  readonly coverage: number;
  /** Terms of the question that no relevant passage holds. */
  readonly missing: readonly string[];
  /** Names in the question that no relevant passage holds. */
  readonly missingNames: readonly string[];
  /** Whether the passages speak of what was asked at all, and not only share a word with it. */
  readonly bears: boolean;
  readonly span: TimeSpan;
  readonly today: string | null;
}

/** Two figures that are the same thing at two times or in two sources, the earlier or base one first. */
export interface FigurePair {
  readonly base: FigureInText;
  readonly next: FigureInText;
  readonly operation: Operation;
  readonly expression: string;
  readonly score: number;
}

export interface FigureInText {
  readonly figure: Figure;
  readonly sentence: RankedSentence;
}

/** The evidence for a question in what has been read. `today` comes from the tool that told it, or null. */
export function evidenceFor(
  question: Question,
  reading: Reading,
  today: string | null,
  ignoredSources: ReadonlySet<string>,
): Evidence {
  const span = question.span === null ? { since: null, until: null } : resolveSpan(question.span, today);
  const usable = reading.passages.filter(
    (passage) => passage.hasOwnId || passage.cite === null || !ignoredSources.has(passage.cite),
  );
  const frequency = new Map<string, number>();
  for (const passage of usable) {
    for (const stem of question.weights.keys())
      if (passage.stems.has(stem)) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  }
  const rarity = (stem: string) => 0.5 + Math.log((usable.length + 1) / ((frequency.get(stem) ?? 0) + 1));
  const ranked: RankedPassage[] = [];
  for (const passage of usable) {
    let score = 0;
    for (const [stem, weight] of question.weights) if (passage.stems.has(stem)) score += weight * rarity(stem);
    if (score <= 0) continue;
    if (passage.date !== null && span.since !== null) score *= passage.date >= span.since ? 1.3 : 0.5;
    if (passage.date !== null && span.until !== null && passage.date > span.until) score *= 0.5;
    ranked.push({ passage, score });
  }
  ranked.sort((a, b) => b.score - a.score || (b.passage.date ?? '').localeCompare(a.passage.date ?? ''));
  const best = ranked[0]?.score ?? 0;
  const forParts = question.parts.length < 2 ? new Set<Passage>() : nearestToParts(question, ranked, rarity);
  const relevant = ranked.filter((entry) => entry.score >= best * 0.3 || forParts.has(entry.passage));
  let held = 0;
  let total = 0;
  const missing: string[] = [];
  for (const term of question.terms) {
    const weight = question.weights.get(term.stem) ?? 0;
    total += weight;
    if (relevant.some((entry) => entry.passage.stems.has(term.stem))) held += weight;
    else missing.push(term.surface);
  }
  const coverage = total === 0 ? (relevant.length > 0 ? 1 : 0) : held / total;
  const unmet = question.names.filter((name) => {
    const stems = [...stemsOf(name)];
    return !relevant.some((entry) => overlap(stems, entry.passage.stems) > 0);
  });
  const nameless = question.names.length > 0 && unmet.length === question.names.length;
  const missingNames = unmet.filter((name) => !isShown(name, reading));
  const bears = relevant.length > 0 && coverage >= (nameless ? 0.5 : 0.2);
  return { passages: relevant, coverage, missing, missingNames, bears, span, today };
}

// What speaks of one part of a question may say little to the whole of it.
function nearestToParts(
  question: Question,
  ranked: readonly RankedPassage[],
  rarity: (stem: string) => number,
): ReadonlySet<Passage> {
  const near = new Set<Passage>();
  for (const part of question.parts) {
    const stems = part.terms.map((term) => term.stem);
    const scored = ranked.map(({ passage }) => ({
      passage,
      score: stems.reduce((sum, stem) => sum + (passage.stems.has(stem) ? rarity(stem) : 0), 0),
    }));
    const best = scored.reduce((highest, { score }) => Math.max(highest, score), 0);
    for (const { passage, score } of scored) if (score > 0 && score >= best * 0.5) near.add(passage);
  }
  return near;
}

// A result of a few plain values speaks of a name as well as a passage does.
function isShown(name: string, reading: Reading): boolean {
  const stems = [...stemsOf(name)];
  if (reading.passages.some((passage) => overlap(stems, passage.stems) > 0)) return true;
  const isIn = (value: string | number) => {
    const text = String(value).toLowerCase();
    return stems.some((stem) => text.includes(stem)) && overlap(stems, stemsOf(text)) > 0;
  };
  return [...reading.values.values()].some((values) => [...values].some(isIn));
}

/** The sentences of the evidence that bear on these stems, best first. */
export function sentencesFor(
  weights: ReadonlyMap<string, number>,
  evidence: Evidence,
  wantsFigures: boolean,
  cue: RegExp | null = null,
): RankedSentence[] {
  const newest = evidence.passages.reduce(
    (latest, entry) => ((entry.passage.date ?? '') > latest ? (entry.passage.date ?? '') : latest),
    '',
  );
  const found: RankedSentence[] = [];
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  const pool = evidence.passages.slice(0, 80);
  const hasIds = pool.some((entry) => entry.passage.hasOwnId);
  for (const { passage } of pool) {
    for (const sentence of passage.sentences) {
      for (const stem of weights.keys()) if (sentence.stems.has(stem)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
    }
  }
  const most = Math.max(1, ...counts.values());
  const owns = pool.map(({ passage }) =>
    passage.sentences.map((sentence) => {
      let score = 0;
      for (const [stem, weight] of weights) {
        if (sentence.stems.has(stem))
          score += weight * (0.35 + 1.3 * Math.log((most + 1) / ((counts.get(stem) ?? 0) + 1)));
      }
      return score;
    }),
  );
  const best = owns.reduce((highest, own) => own.reduce((a, b) => Math.max(a, b), highest), 1e-9);
  pool.forEach(({ passage, score: passageScore }, order) => {
    const own = owns[order] ?? [];
    const corrects = correction.test(passage.title) || correction.test(passage.text.slice(0, 600));
    passage.sentences.forEach((sentence, position) => {
      if (sentence.text.length < 15 || sentence.text.length > 700 || isTitle(sentence.text, passage)) return;
      // A sentence is understood with the one before it, and often answers what that one raised.
      const isCued = cue?.test(sentence.text) === true;
      let score =
        (own[position] ?? 0) + (isCued ? 0.5 : 0.25) * (own[position - 1] ?? 0) + 0.1 * (own[position + 1] ?? 0);
      const share = Math.min(1, score / best);
      if (share < 0.2) return;
      if (wantsFigures && figuresOf(sentence.text).length > 0) score *= 1.35;
      if (sentence.text.startsWith('|') || /[:?]$/.test(sentence.text) || !/[.!。！)”"]$/.test(sentence.text))
        score *= 0.6;
      if (isCued) score *= 1.7;
      else if (leaning.test(sentence.text)) score *= 0.7;
      if (position === 0 && Number(passage.fields['start'] ?? Infinity) < 400) score *= 1.2;
      if (!passage.hasOwnId && hasIds) score *= 0.7;
      if (corrects && share >= 0.6) score *= 1.2;
      if (passage.date !== null && evidence.span.since !== null && passage.date < evidence.span.since) score *= 0.4;
      if (newest !== '' && passage.date === newest) score *= 1.1;
      score *= 1 + passageScore / (1 + (evidence.passages[0]?.score ?? 1)) / 2;
      score /= 1 + Math.max(0, sentence.text.length - 260) / 400;
      const key = sentence.text.toLowerCase();
      if (seen.has(key)) return;
      seen.add(key);
      found.push({
        text: sentence.text,
        stems: sentence.stems,
        passage: bestSourceOf(sentence.text, passage, evidence),
        score,
        share,
        order,
      });
    });
  });
  return found.toSorted((a, b) => b.score - a.score || a.order - b.order);
}

/** Pairs of comparable figures in the evidence, the most telling first. */
export function figurePairsIn(question: Question, evidence: Evidence): FigurePair[] {
  const sentences = sentencesFor(question.weights, evidence, true).slice(0, 60);
  const all: FigureInText[] = sentences.flatMap((sentence) =>
    figuresOf(sentence.text)
      .filter((figure) => !figure.isWord)
      .map((figure) => ({ figure, sentence })),
  );
  const operation = question.operation ?? 'percent change';
  const pairs: FigurePair[] = [];
  for (const [index, one] of all.entries()) {
    for (const other of all.slice(index + 1)) {
      if (one.figure.value === other.figure.value || !areComparable(one.figure, other.figure)) continue;
      const isBare = one.figure.unit === '' && one.figure.scale === '';
      const within = one.sentence === other.sentence;
      const between = within ? one.sentence.text.slice(one.figure.at + one.figure.wording.length, other.figure.at) : '';
      const transition = within && fromTo.test(between) && between.length < 40;
      const likeness = within ? (transition ? 1 : 0.35) : sameSubject(one.sentence.text, other.sentence.text);
      if (likeness < 0.3 || (isBare && !transition && likeness < 0.6)) continue;
      if (
        operation === 'percent change' &&
        (one.figure.unit === '%' || one.figure.value === 0 || other.figure.value === 0)
      )
        continue;
      const [base, next] = inOrder(one, other, between);
      const revised = within && revision.test(one.sentence.text) ? 1.2 : 1;
      const score =
        (one.sentence.score + other.sentence.score) *
        likeness *
        revised *
        (isBare ? 0.4 : 1) *
        closenessOf(one.figure.value, other.figure.value);
      pairs.push({
        base,
        next,
        operation,
        expression: expressionOf(operation, base.figure.value, next.figure.value),
        score,
      });
    }
  }
  const distinct = new Map<string, FigurePair>();
  for (const pair of pairs.toSorted((a, b) => b.score - a.score))
    if (!distinct.has(pair.expression)) distinct.set(pair.expression, pair);
  return [...distinct.values()].slice(0, 40);
}

/** Two sentences of different sources that give different figures for the same thing, the later source second. */
export interface Disagreement {
  readonly earlier: RankedSentence;
  readonly later: RankedSentence;
  readonly corrects: boolean;
}

/** Where the sources disagree or correct each other about what was asked, the most telling first. */
export function disagreementsIn(sentences: readonly RankedSentence[]): Disagreement[] {
  const found: (Disagreement & { readonly score: number })[] = [];
  const telling = sentences.slice(0, 40).filter((sentence) => sentence.share >= 0.6);
  for (const [index, one] of telling.entries()) {
    const figures = figuresOf(one.text);
    for (const other of telling.slice(index + 1)) {
      if (one.passage === other.passage || one.passage.cite === other.passage.cite) continue;
      const likeness = sameSubject(one.text, other.text);
      if (likeness < 0.45 || overlap(one.stems, other.stems) < 3) continue;
      const others = figuresOf(other.text);
      const differs = figures.some((figure) =>
        others.some((theirs) => areComparable(figure, theirs) && theirs.value !== figure.value),
      );
      const agrees = figures.some((figure) =>
        others.some((theirs) => areComparable(figure, theirs) && theirs.value === figure.value),
      );
      const undated = one.passage.date === other.passage.date && correction.test(one.text);
      const inTime = (one.passage.date ?? '') <= (other.passage.date ?? '') && !undated;
      const [earlier, later] = inTime ? [one, other] : [other, one];
      const corrects = correction.test(later.text) || correction.test(later.passage.title);
      if (!corrects && likeness < 0.6) continue;
      if (!differs || (agrees && !corrects)) continue;
      found.push({
        earlier,
        later,
        corrects,
        score: likeness + (corrects ? 0.5 : 0) + Math.min(one.score, other.score) / 100,
      });
    }
  }
  return found.toSorted((a, b) => b.score - a.score).slice(0, 3);
}

/** Words by which a text corrects or revises what was said before. */
export const correction =
  /\b(?:correct(?:ed|ion|s)|revis(?:ed|ion)|restated|mistaken(?:ly)?|erroneous(?:ly)?|not \d|instead of|earlier report|previously reported|updated figure|korrigier\w*|korrektur|berichtig\w*|richtigstellung|irrtümlich|statt (?:der|wie)|corrig\w*|rectif\w*)\b|更正|修正|纠正|订正/i;

// Plain text has titles without a mark: a line in capitals, or the words of the title again.
function isTitle(text: string, passage: Passage): boolean {
  return (
    (text.length < 80 && text === text.toUpperCase() && /\p{Lu}{3}/u.test(text)) ||
    (text.length > 0 && passage.title.startsWith(text))
  );
}

// A sentence that leans on the one before it says little alone.
const leaning =
  /^(?:it|he|she|they|that|this|these|those|but|and|however|on the|one is|with|both|the difference|its|er|sie|es|dies\w*|das|aber|doch)\b/i;
const revision =
  /\b(?:revis\w+|rose|fell|raised|increased|cut|up|down|grew|dropped|climbed|gestiegen|gesunken|erhöht|von|aumentó)\b|上升|增至|降至|提高/i;
const fromTo =
  /\b(?:to|and now|up to|down to|instead of|rather than|against|compared with|after|auf|zu|statt|gegenüber|à|a)\b|->|→|至|到|增|降/i;

// The cost of a whole and of one part of it read alike but are not the same thing; they are seldom of one size.
function closenessOf(one: number, other: number): number {
  const ratio = Math.abs(one) / Math.max(1e-9, Math.abs(other));
  return ratio > 3 || ratio < 1 / 3 ? 0.3 : 1;
}

function inOrder(one: FigureInText, other: FigureInText, between: string): [FigureInText, FigureInText] {
  if (one.sentence === other.sentence) {
    const reversed =
      /\b(?:instead of|rather than|from|compared with|against|after|statt|gegenüber|up from|down from)\b/i.test(
        between,
      );
    return reversed ? [other, one] : [one, other];
  }
  return (one.sentence.passage.date ?? '') <= (other.sentence.passage.date ?? '') ? [one, other] : [other, one];
}

// A sentence read in a whole file may also stand in a passage that has an id; that is the better thing to cite.
function bestSourceOf(text: string, passage: Passage, evidence: Evidence): Passage {
  if (passage.hasOwnId) return passage;
  return (
    evidence.passages.find((entry) => entry.passage.hasOwnId && entry.passage.text.includes(text))?.passage ?? passage
  );
}

/** Whether two sentences say nearly the same. */
export function isNearlySame(one: RankedSentence, other: RankedSentence): boolean {
  const figures = new Set(figuresOf(one.text).map((figure) => figure.value));
  if (figuresOf(other.text).some((figure) => !figures.has(figure.value))) return false;
  const [fewer, more] = [one.stems.size, other.stems.size].toSorted((a, b) => a - b) as [number, number];
  // A sentence of one or two words is in many others without saying the same.
  if (fewer < 3 && more > fewer + 1) return false;
  return overlap(one.stems, other.stems) / Math.max(1, fewer) > 0.8;
}
