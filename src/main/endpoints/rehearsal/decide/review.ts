// A draft checked against a checklist that the prompt gives with it: each point met or not met, with the sentence that shows it. Points are
// judged by what can be counted and compared in words; whether a sentence is well put is for others to say.

import { datesOf } from './dates.ts';
import { figuresOf } from './figures.ts';
import type { Passage } from './passages.ts';
import { checklistPart, draftPart, partNamed, splitPrompt } from './prompt-parts.ts';
import { isEastAsian, overlap, sentencesOf, stemsOf, termsOf } from './words.ts';

export interface Review {
  readonly because: readonly string[];
  readonly answer: string;
}

/** A draft and the points that it is to be checked by. */
export interface CheckedDraft {
  readonly draft: string;
  readonly points: readonly string[];
}

/** The draft and the checklist that a message gives, or null when it does not give both. */
export function checkedDraftIn(text: string): CheckedDraft | null {
  const { own } = splitPrompt(text);
  const draft = partNamed(own, draftPart);
  const points = pointsOf(partNamed(own, checklistPart) ?? '');
  return draft === null || points.length === 0 ? null : { draft, points };
}

/** The review of a draft. `passages` are what it may cite. */
export function reviewOf({ draft, points }: CheckedDraft, passages: readonly Passage[]): Review {
  const words = isEastAsian(points.join('')) ? wordings.zh : wordings.en;
  const read = draftOf(draft, passages);
  const verdicts = points.map((point) => ({ point, ...judge(point, read) }));
  const met = verdicts.filter((verdict) => verdict.met).length;
  const lines = verdicts.map(
    ({ point, met: isMet, shown }) => `- ${isMet ? words.met : words.notMet} ${point} ${shown}`,
  );
  return {
    because: [
      `A draft and a checklist of ${points.length} are given, so I go through it point by point.`,
      'I compare words, count, and look whether figures stand in the passages cited for them.',
    ],
    answer: [words.count(met, points.length), lines.join('\n')].join('\n\n'),
  };
}

/** The points of a checklist that a review says are not met, as they were worded. */
export function unmetIn(review: string): string[] {
  return [...review.matchAll(/^\s*[-*]\s*(?:not met|missing|failed|未满足)\s*[:：]\s*([^.。\n]+[.。]?)/gim)].map(
    (match) => (match[1] ?? '').trim(),
  );
}

interface Draft {
  readonly sentences: readonly string[];
  /** The heading that each sentence stands under; empty for none. */
  readonly headings: readonly string[];
  readonly plain: string;
  readonly passages: ReadonlyMap<string, Passage>;
}

interface Verdict {
  readonly met: boolean;
  readonly shown: string;
}

const wordings = {
  en: {
    met: 'Met:',
    notMet: 'Not met:',
    count: (met: number, all: number) => `${met} of ${all} points ${met === 1 ? 'is' : 'are'} met.`,
  },
  zh: { met: '满足：', notMet: '未满足：', count: (met: number, all: number) => `${all} 项中满足 ${met} 项。` },
};

const citePattern = /\s*\[([^\]\s]{2,80})\](?!\()/g;
const limitWish =
  /\b(?:no more than|at most|not more than|fewer than|less than|under|within|max(?:imum|\.)?(?: of)?|up to|höchstens)\s+(\d[\d,]*)\s+(words?|sentences?|paragraphs?|characters?|wörter|sätze)\b/i;
const citeWish = /\b(?:cit\w+|sources?|passages?|square brackets|references?|belegt|quelle\w*)\b|引用|出处/i;
const forbidding =
  /\b(?:does not|do not|doesn['’]t|must not|should not|may not|never|without|avoids?|no mention|leaves? out|nennt keine?|ohne|vermeidet)\b|不得|不要|不提/i;
const dateWish = /\b(?:days?|dates?|when|since when|deadline|by when|wann|datum|tag)\b|日期|何时/i;
const amountWish =
  /\bhow (?:many|much|long|high|far)\b|\b(?:percent\w*|amounts?|prices?|costs?|sums?|numbers? of|wie ?viele?|prozent\w*)\b|%|多少/i;
const phoneWish = /\b(?:tele)?phone\b|\bnumber to call\b|\btelefon\w*\b|电话/i;
const mailWish = /\be-?mail\b|邮箱|电子邮件/i;
const phone = /(?<!\d)\+?\d[\d ()/-]{5,}\d(?!\d)/;
const dayWord =
  /\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b|\b\d{1,2}\.? (?:january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember)\b|\d月/i;
const leaning = /^(?:it|he|she|they|this|that|these|those|in these|in this|then|er|sie|es|dies\w*)\b/i;
// Words by which a point speaks of the draft, not of its subject.
const ofForm = stemsOf(
  'draft text letter document says said names named gives given mentions mention mentioned tells explains states contains contain shows question questions number numbers day date hours percent telephone phone email line point every each without more',
);

function draftOf(text: string, passages: readonly Passage[]): Draft {
  const sentences: string[] = [];
  const headings: string[] = [];
  let heading = '';
  for (const sentence of sentencesOf(text)) {
    if (sentence.startsWith('#')) heading = sentence;
    else if (/[\p{L}\d]/u.test(bare(sentence))) {
      sentences.push(sentence);
      headings.push(heading);
    }
  }
  const plain = bare(text.replaceAll(/^#{1,6}\s.*$/gm, ''));
  const byCite = new Map(
    passages.flatMap((passage) => (passage.cite === null ? [] : [[passage.cite, passage] as const])),
  );
  return { sentences, headings, plain, passages: byCite };
}

function judge(point: string, draft: Draft): Verdict {
  const limit = limitWish.exec(point);
  if (limit !== null) return withinLimit(Number((limit[1] ?? '').replaceAll(',', '')), limit[2] ?? '', draft);
  if (citeWish.test(point)) return citesHold(point, draft);
  if (forbidding.test(point)) return keepsAway(point, draft);
  return speaksOf(point, draft);
}

function withinLimit(most: number, unit: string, draft: Draft): Verdict {
  const count = /^word|^wört/i.test(unit)
    ? (draft.plain.match(/[\p{L}\d][\p{L}\d.,'’-]*/gu) ?? []).length
    : /^sent|^sätz/i.test(unit)
      ? draft.sentences.length
      : /^para/i.test(unit)
        ? draft.plain.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '').length
        : draft.plain.length;
  return { met: count <= most, shown: `It has ${count}.` };
}

// Each sentence with a figure cites, and each of its figures stands in a passage that it cites, as far as the passages are known.
function citesHold(point: string, draft: Draft): Verdict {
  const onlyFigures = /\b(?:figures?|numbers?|amounts?|zahl\w*)\b|数字/i.test(point);
  for (const sentence of draft.sentences) {
    const cites = [...sentence.matchAll(citePattern)].map((match) => match[1] ?? '');
    const figures = figuresOf(bare(sentence)).filter((figure) => !figure.isWord);
    if (onlyFigures && figures.length === 0) continue;
    if (cites.length === 0) return { met: false, shown: `Nothing is cited for ${quoted(sentence)}` };
    const known = cites.map((cite) => draft.passages.get(cite)).filter((passage) => passage !== undefined);
    if (known.length < cites.length && draft.passages.size > 0)
      return { met: false, shown: `What ${quoted(sentence)} cites is not among the passages.` };
    const text = known.map((passage) => passage.text).join(' ');
    const lost = figures.find((figure) => known.length > 0 && !text.includes(digitsOf(figure.wording)));
    if (lost !== undefined)
      return { met: false, shown: `${lost.wording} does not stand in what is cited for ${quoted(sentence)}` };
  }
  const cited = draft.sentences.filter((sentence) => /\[[^\]\s]{2,80}\]/.test(sentence)).length;
  return cited === 0
    ? { met: false, shown: 'The draft cites nothing.' }
    : {
        met: true,
        shown: `${cited} of ${draft.sentences.length} sentences cite a passage, and their figures stand in it.`,
      };
}

function keepsAway(point: string, draft: Draft): Verdict {
  const wanted = telling(point);
  const found = draft.sentences.find(
    (sentence) =>
      wanted.length > 0 && overlap(wanted, stemsOf(bare(sentence))) >= Math.max(1, Math.ceil(wanted.length * 0.67)),
  );
  return found === undefined
    ? { met: true, shown: 'Nothing in the draft speaks of it.' }
    : { met: false, shown: quoted(found) };
}

function speaksOf(point: string, draft: Draft): Verdict {
  const wanted = telling(point);
  const isOfKind = kindOf(point);
  let best: string | null = null;
  let most = Math.ceil(wanted.length * (isOfKind === null ? 0.5 : 0.4)) - 0.5;
  for (const [index, sentence] of draft.sentences.entries()) {
    if (isOfKind !== null && !isOfKind(bare(sentence))) continue;
    let shared = overlap(wanted, stemsOf(bare(sentence)));
    // "It will be fitted" is understood with the sentence before it and with its heading.
    if (leaning.test(sentence)) {
      shared += overlap(wanted, stemsOf(draft.headings[index] ?? ''));
      shared += overlap(wanted, stemsOf(bare(draft.sentences[index - 1] ?? ''))) / 2;
    }
    if (shared > most) [best, most] = [sentence, shared];
  }
  if (best !== null) return { met: true, shown: quoted(best) };
  const names = termsOf(point)
    .filter((term) => wanted.includes(term.stem))
    .map((term) => `"${term.surface}"`);
  return {
    met: false,
    shown: `No sentence of the draft says it${names.length === 0 ? '' : ` for ${names.join(', ')}`}.`,
  };
}

// What a sentence must have in it, whatever its words.
function kindOf(point: string): ((sentence: string) => boolean) | null {
  if (phoneWish.test(point)) return (sentence) => phone.test(sentence);
  if (mailWish.test(point)) return (sentence) => /\S@\S+\.\S/.test(sentence);
  if (/percent|prozent|%/i.test(point)) return (sentence) => /\d\s?(?:%|percent|per cent|prozent)/i.test(sentence);
  if (amountWish.test(point)) return (sentence) => figuresOf(sentence).length > 0;
  if (dateWish.test(point)) return (sentence) => datesOf(sentence).length > 0 || dayWord.test(sentence);
  return null;
}

function telling(point: string): string[] {
  return [...stemsOf(point)].filter((stem) => !ofForm.has(stem));
}

function pointsOf(checklist: string): string[] {
  return checklist
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*•]|\[[ x]?\]|\d{1,2}[.)])+\s*/i, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function digitsOf(wording: string): string {
  return /\d[\d.,]*\d|\d/.exec(wording)?.[0] ?? wording;
}

function bare(text: string): string {
  return text.replaceAll(citePattern, '').trim();
}

function quoted(sentence: string): string {
  const text = bare(sentence);
  return `“${text.length > 160 ? `${text.slice(0, text.lastIndexOf(' ', 157))} …` : text}”`;
}
