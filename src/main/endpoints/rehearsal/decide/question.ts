// What is asked: its terms and parts, the span of time, the arithmetic, and how the answer is to be laid out. Read from the messages
// of the person, with the system prompt as a second voice for form. Passages that a prompt carries are evidence, not question.

import { askedSpanOf, needsToday, type AskedSpan } from './dates.ts';
import { operationOf, spelledExpressionOf, type Operation } from './figures.ts';
import { splitPrompt } from './prompt-parts.ts';
import type { Reading } from './reading.ts';
import type { Revision } from './revise.ts';
import { isEastAsian, namesOf, sentencesOf, termsOf, type Term } from './words.ts';

export interface Question {
  readonly text: string;
  readonly terms: readonly Term[];
  /** How much each stem counts; those of earlier tasks of the conversation count less. */
  readonly weights: ReadonlyMap<string, number>;
  readonly parts: readonly QuestionPart[];
  readonly names: readonly string[];
  readonly span: AskedSpan | null;
  readonly needsToday: boolean;
  readonly operation: Operation | null;
  readonly expression: string | null;
  readonly wantsFigures: boolean;
  /** The client asks for notes of the conversation so far, to go on from. */
  readonly asksForNotes: boolean;
  readonly language: 'en' | 'de' | 'zh';
  readonly layout: Layout;
  /** A draft that is to be revised, with the changes that are wanted; what is asked is then the changes. */
  readonly revision: Revision | null;
  /** Question and system prompt, where wishes about form are looked up. */
  readonly wishes: string;
}

export interface QuestionPart {
  readonly text: string;
  readonly terms: readonly Term[];
}

/** Words that a sentence has when it answers a question of this form, or null. */
export function cueOf(text: string): RegExp | null {
  for (const [asking, cue] of cues) if (asking.test(text)) return cue;
  return null;
}

export interface Layout {
  readonly kind: 'plain' | 'bullets' | 'sections';
  /** Headings that were asked for by name. */
  readonly sections: readonly string[];
  readonly maxSentences: number | null;
}

/** The question that a conversation puts now. */
export function questionOf(reading: Reading): Question {
  const current = reading.asked.filter((asked) => asked.afterAnswers === reading.answers);
  const asked = current.length > 0 ? current : reading.asked;
  const last = asked.at(-1)?.text ?? '';
  const asksForNotes = notesWish.test(last.slice(0, 3000)) && asked.length > 1;
  const tasks = asked.filter((entry) => !reminder.test(entry.text) && !(asksForNotes && entry.text === last));
  const system = spacedOnce(reading.system.join('\n'));
  const task = tasks[0] ?? asked[0];
  const revision = task?.revision ?? null;
  const own = revision === null ? withoutSources(task?.text ?? '') : revision.wishes.join('\n');
  const remarks = tasks.slice(1).map((entry) => withoutSources(entry.text));
  const earlier = reading.asked
    .filter((entry) => entry.afterAnswers < reading.answers)
    .map((entry) => withoutSources(entry.text));
  const ownTerms = termsOf(own);
  const text =
    ownTerms.length >= 2
      ? own
      : [own, ...earlier.slice(-1), ...(earlier.length === 0 ? [system] : [])].join('\n').trim();

  const weights = new Map<string, number>();
  const weigh = (from: string, weight: number) => {
    for (const term of termsOf(from)) weights.set(term.stem, Math.max(weights.get(term.stem) ?? 0, weight));
  };
  for (const entry of earlier) weigh(entry, 0.3);
  for (const remark of remarks) weigh(remark, 0.5);
  const parts = partsOf(text);
  weigh(text, 0.4);
  for (const part of parts) weigh(part.text, 1);
  for (const name of namesOf(text)) weigh(name, 1.25);
  const wishes = [text, ...remarks, system].join('\n');
  const operation = operationOf(text) ?? (figuresWish.test(system) ? operationOf(system) : null);
  return {
    text,
    terms: parts.length === 0 ? termsOf(text) : uniqueTerms(parts.flatMap((part) => part.terms)),
    weights,
    parts,
    names: namesOf(text),
    span: askedSpanOf(text),
    needsToday: needsToday(text),
    operation,
    expression: spelledExpressionOf(text),
    wantsFigures: operation !== null || figuresWish.test(wishes),
    asksForNotes,
    language: languageOf(text),
    layout: layoutOf(text, wishes),
    revision,
    wishes,
  };
}

const cues: readonly (readonly [RegExp, RegExp])[] = [
  [
    /\b(?:why|what caused|cause of|reason|warum|weshalb|wieso|ursache|grund|pourquoi|por qué)\b|为什么|原因/i,
    /\b(?:because|caused?|due to|owing to|reasons?|therefore|blam\w+|explain\w*|attribut\w+|result of|since|weil|wegen|ursache|grund|aufgrund|deshalb|car|parce que|à cause|porque|debido)\b|因为|由于|原因|导致/i,
  ],
  [
    /\b(?:when|what date|which day|wann|an welchem tag|quand|cuándo)\b|什么时候|何时|哪天/i,
    /\b(?:\d{1,2}\.? (?:january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember)|(?:19|20)\d\d|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday)\b|\d+月/i,
  ],
  [
    /\b(?:how many|how much|how (?:high|long|large|far|old)|wie ?viele?|wie (?:hoch|lang|groß)|combien|cuánt\w+)\b|多少|几/i,
    /\d/,
  ],
];
const notesWish =
  /\b(?:summari[sz]e|condense|compact|write (?:down )?(?:notes|a summary))\b[^.]{0,80}\b(?:conversation|so far|progress|work|context|history|notes|state)\b|(?:zusammenfass|fasse)\w*[^.]{0,60}(?:bisher|verlauf|gespräch)|总结[^。]{0,20}(?:对话|目前|进展)/i;
const reminder =
  /^\W*(?:notes? (?:from|of|so far)|reminder|summary of (?:the )?(?:conversation|progress|work)|continue|go on|weiter|please continue|keep going|继续)/i;
const figuresWish =
  /\b(?:figures|numbers|how (?:much|many)|cost|price|percent\w*|zahlen|kosten|wie ?viele?|preis\w*|prozent\w*|combien|cuánt\w+)\b|%|多少|数字|金额|费用|几/i;
const formWish =
  /\b(?:cite|citations?|cited|json|headings?|bullets?|markdown|sentences?|format|tools?|english|german|deutsch|words|zitier\w*|überschrift\w*|stichpunkt\w*|sätze\w*|quellenangabe\w*|belege?n?)\b|引用|标题|格式/i;

// Runs of space say nothing, and patterns are slow on them.
function spacedOnce(text: string): string {
  return text.replace(/[^\S\n]+/g, ' ').replace(/\n\s*\n\s*/g, '\n\n');
}

function withoutSources(text: string): string {
  const plain = spacedOnce(splitPrompt(text).own)
    .replace(/```[\s\S]*?```/g, ' ')
    .trim();
  const jsonStart = /[\]}]$/.test(plain) ? plain.search(/(?:^|[:\n])\s{0,20}[[{]\s{0,20}(?:\{\s{0,20})?"/) : -1;
  return jsonStart === -1 ? plain : plain.slice(0, jsonStart).trim();
}

function partsOf(text: string): QuestionPart[] {
  const sentences = sentencesOf(text.length > 4000 ? `${text.slice(0, 2000)}\n${text.slice(-2000)}` : text);
  const subject = sentences.filter((sentence) => sentence.includes('?') || !formWish.test(sentence));
  const pieces = (subject.length > 0 ? subject : sentences).flatMap((sentence) => sentence.split(partBreak));
  const parts: QuestionPart[] = [];
  for (const piece of pieces) {
    const terms = termsOf(piece);
    const previous = parts.at(-1);
    if (terms.length === 0) continue;
    if (terms.length < 2 && previous !== undefined && !isEastAsian(piece)) {
      parts[parts.length - 1] = {
        text: `${previous.text} ${piece.trim()}`,
        terms: uniqueTerms([...previous.terms, ...terms]),
      };
    } else parts.push({ text: piece.trim(), terms });
  }
  return parts.slice(0, 8);
}

const partBreak =
  /[;；:]\s|[?？](?=\s|$)|，(?=[^，]{4})|,\s+(?=(?:how|when|why|whether|wann|warum|wie)\b)|,?\s+(?:and|und|et|y)\s+(?=(?:(?:at|in|on|by|for|to|from|with|since) )?(?:how|what|when|who|why|whether|by how|which|where|wie|was|wann|wer|warum|welche|um wie|combien|quand|pourquoi|qui)\b)/i;

function uniqueTerms(terms: readonly Term[]): Term[] {
  return [...new Map(terms.map((term) => [term.stem, term])).values()];
}

function languageOf(text: string): Question['language'] {
  if (isEastAsian(text)) return 'zh';
  const german = (
    text.match(/\b(?:der|die|das|und|wie|ist|was|wer|wann|wurde|welche|wieviel|für|von|im|den|nicht|hat)\b/gi) ?? []
  ).length;
  const english = (text.match(/\b(?:the|of|and|is|what|how|who|when|was|which|for|in|did|to)\b/gi) ?? []).length;
  return german > english ? 'de' : 'en';
}

function layoutOf(text: string, wishes: string): Layout {
  const sections = sectionsNamedIn(wishes);
  const limit =
    /\b(?:in|at most|no more than|maximum|max\.?|höchstens|in höchstens)\s+(one|two|three|four|five|ein(?:em)?|zwei|drei|\d{1,2})\s+(?:short\s+)?(?:sentences?|sätzen?|satz)\b(?!\s*[,;]?\s*(?:and\s+)?(?:then|dann|danach)\b)/i.exec(
      wishes,
    );
  const maxSentences = limit === null ? null : (smallNumbers.get((limit[1] ?? '').toLowerCase()) ?? Number(limit[1]));
  const wantsSections =
    sections.length > 0 ||
    /\b(?:headings|sections|structured|brief(?:ing)?|dossier|report on|überschriften|strukturiert\w*|bericht|gegliedert\w*)\b|简报|报告|分节/i.test(
      wishes,
    );
  if (maxSentences === null && wantsSections) return { kind: 'sections', sections, maxSentences };
  if (/\b(?:bullets?|bullet points?|stichpunkte?n?|aufzählung)\b|要点|列出/i.test(wishes))
    return { kind: 'bullets', sections, maxSentences };
  return { kind: text.length > 600 && maxSentences === null ? 'bullets' : 'plain', sections, maxSentences };
}

const smallNumbers: ReadonlyMap<string, number> = new Map(
  Object.entries({ one: 1, ein: 1, einem: 1, two: 2, zwei: 2, three: 3, drei: 3, four: 4, five: 5 }),
);

function sectionsNamedIn(wishes: string): string[] {
  const headed = [...wishes.matchAll(/^#{1,4}\s+(\S.{1,60})$/gm)].map((match) => (match[1] ?? '').trim());
  if (headed.length >= 2) return headed.slice(0, 10);
  const listed =
    /\b(?:sections?|headings?|abschnitten?|überschriften?)\b[^:：.\n]{0,40}[:：]\s*([^\n]{3,300}?)(?:\.(?:\s|$)|\n|$)/i.exec(
      wishes,
    );
  if (listed === null) return [];
  return (listed[1] ?? '')
    .split(/[,;、]|\s+and\s+|\s+und\s+/)
    .map((name) =>
      name
        .trim()
        .replace(/^["'“”`*#\s]+|["'“”`*.\s]+$/g, '')
        .replace(/^(?:and|und)\s+/i, ''),
    )
    .filter((name) => name.length > 1 && name.length <= 60)
    .slice(0, 10);
}
