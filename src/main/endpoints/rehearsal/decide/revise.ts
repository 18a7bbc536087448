// A draft revised by the changes that are wanted: sentences left out, wordings replaced, a text cut to a length, and what is asked for
// added from the passages, with its citation. Everything else stays word for word; a wish that cannot be met is named below the text.

import { sentencesFor } from './evidence.ts';
import { changesPart, draftPart, partNamed, reviewPart, splitPrompt } from './prompt-parts.ts';
import { unmetIn } from './review.ts';
import type { Situation } from './situation.ts';
import { overlap, sentencesOf, stemsOf, termsOf } from './words.ts';

export interface Revision {
  readonly draft: string;
  /** One wish each, as it was worded; those of a person before those of a review. */
  readonly wishes: readonly string[];
}

/** The revision that a message asks for, or null when it gives no draft and no wishes. */
export function revisionOf(text: string): Revision | null {
  const { own } = splitPrompt(text);
  const changes = partNamed(own, changesPart);
  const draft = partNamed(own, draftPart);
  if (draft === null || changes === null) return null;
  const wishes = [...sentencesOf(changes), ...unmetIn(partNamed(own, reviewPart) ?? '')];
  return wishes.length === 0 ? null : { draft, wishes };
}

/** The revised draft. What is added comes from the evidence of the situation. */
export function revised({ draft, wishes }: Revision, situation: Situation): string {
  const unmet: string[] = [];
  let text = draft;
  for (const wish of wishes.slice(0, 12)) {
    const next = changed(text, wish, situation);
    if (next !== null) text = next;
    else {
      const why =
        leavingOut.test(wish) || replacing.test(wish)
          ? 'The draft does not speak of it.'
          : 'Nothing that was found speaks of it.';
      unmet.push(`Not changed: “${wish}” ${why}`);
    }
  }
  if (unmet.length === 0) return text;
  return `${text}\n\n${unmet.join('\n')}`;
}

const leavingOut =
  /^\W*(?:please )?(?:leave out|remove|delete|drop|omit|take out|cut(?: out)?|strike|do not mention|don['’]t mention|streiche|lass\w* .{0,40} weg|entferne|删除|去掉|不要提)\b/i;
const replacing =
  /(?:replace|change|ersetze|把)\s*["“'«](.{1,200}?)["”'»]\s*(?:with|by|to|into|durch|改为|换成)\s*["“'«](.{0,300}?)["”'»]/i;
const counted =
  /\b(?:at most|no more than|not more than|within|under|max(?:imum|\.)?|to|höchstens)\s+(\d{1,5})\s+(words?|sentences?|wörter|sätze)\b/i;
const shortening = /\b(?:shorter|shorten|more concise|half as long|kürzer|kürzen)\b|缩短|简短/i;

// The text with one wish fulfilled, or null when it cannot be.
function changed(text: string, wish: string, situation: Situation): string | null {
  const swap = replacing.exec(wish);
  if (swap !== null) return text.includes(swap[1] ?? '') ? text.replaceAll(swap[1] ?? '', () => swap[2] ?? '') : null;
  const limit = counted.exec(wish);
  if (limit !== null || shortening.test(wish)) {
    const most = limit === null ? Math.floor(wordsIn(text) * 0.67) : Number(limit[1]);
    return cut(text, most, /^sent|^sätz/i.test(limit?.[2] ?? 'words') ? () => 1 : wordsIn);
  }
  return leavingOut.test(wish) ? without(text, wish.replace(leavingOut, ' ')) : withAdded(text, wish, situation);
}

function without(text: string, subject: string): string | null {
  const wanted = [...stemsOf(subject)];
  if (wanted.length === 0) return null;
  let left = 0;
  const kept = mapSentences(text, (sentence) => {
    const isMeant = overlap(wanted, stemsOf(bare(sentence))) >= Math.max(1, Math.ceil(wanted.length * 0.6));
    if (isMeant) left += 1;
    return isMeant ? null : sentence;
  });
  return left === 0 ? null : kept;
}

// Sentences go from the end of each section, the longest sections first, until what is left fits.
function cut(text: string, most: number, sizeOf: (sentence: string) => number): string {
  let kept = text;
  for (let round = 0; round < 400; round += 1) {
    const sections = sectionsOf(kept).map((section) => ({
      ...section,
      size: sentencesIn(section.body).reduce((sum, sentence) => sum + sizeOf(bare(sentence)), 0),
    }));
    const total = sections.reduce((sum, section) => sum + section.size, 0);
    const longest = sections.toSorted((a, b) => b.size - a.size)[0];
    const last = longest === undefined ? undefined : sentencesIn(longest.body).at(-1);
    if (total <= most || longest === undefined || last === undefined || sentencesIn(kept).length <= 1) return kept;
    kept = joined(
      sectionsOf(kept).map((section) =>
        section.heading === longest.heading && section.body === longest.body
          ? { ...section, body: withoutLast(section.body, last) }
          : section,
      ),
    );
  }
  return kept;
}

function withAdded(text: string, wish: string, situation: Situation): string | null {
  const terms = termsOf(wish.replace(asking, ' '));
  const weights = new Map(terms.map((term) => [term.stem, 1]));
  if (weights.size === 0) return null;
  const held = new Set(sentencesIn(text).map((sentence) => bare(sentence).toLowerCase()));
  const found = sentencesFor(weights, situation.evidence, false).filter(
    (sentence) =>
      sentence.passage.cite !== null && overlap(weights.keys(), sentence.stems) >= Math.ceil(weights.size / 2),
  );
  const [best] = found;
  if (best === undefined) return null;
  // It says so already.
  if (held.has(best.text.toLowerCase())) return text;
  const line = `${best.text} [${best.passage.cite}]`;
  const sections = sectionsOf(text);
  const home = sections.reduce((nearest, section) => {
    const near = (one: Section) =>
      overlap(best.stems, stemsOf(`${one.heading} ${bare(one.body)}`)) +
      2 * overlap(weights.keys(), stemsOf(one.heading));
    return near(section) > near(nearest) ? section : nearest;
  }, sections.at(-1) ?? { heading: '', body: '' });
  const body = emptySection.test(home.body) ? '' : home.body.trimEnd();
  const isList = /^\s*[-*]\s/m.test(text);
  return joined(
    sections.map((section) =>
      section === home
        ? {
            ...section,
            body: `${body}${isList ? `${body === '' ? '' : '\n'}- ` : body === '' ? '' : '\n\n'}${line}`,
          }
        : section,
    ),
  );
}

// What a section says that has nothing to say.
const emptySection = /^(?:The sources say nothing on this\.|Die Quellen sagen dazu nichts\.|资料对此没有说明。)$/;

// Words by which a wish asks, and which its subject does not need.
const asking =
  /\b(?:please|add|mention|say|explain|include|state|tell|also|it|says|names|gives|where|what|when|that|bitte|ergänze|erwähne|nenne)\b/gi;

interface Section {
  readonly heading: string;
  readonly body: string;
}

function sectionsOf(text: string): Section[] {
  const parts = text.split(/^(?=#{1,6}\s)/m);
  return parts.map((part) => {
    const heading = /^#{1,6}\s.*$/m.exec(part.split('\n', 1)[0] ?? '')?.[0] ?? '';
    return { heading, body: part.slice(heading.length).trim() };
  });
}

function joined(sections: readonly Section[]): string {
  return sections
    .filter(({ body }) => body !== '')
    .map(({ heading, body }) => (heading === '' ? body : `${heading}\n\n${body}`))
    .join('\n\n');
}

// Lines keep their places; a line of which nothing is left goes, and so does a heading over nothing.
function mapSentences(text: string, map: (sentence: string) => string | null): string {
  return joined(
    sectionsOf(text).map((section) => ({
      ...section,
      body: section.body
        .split('\n')
        .flatMap((line) => {
          const mark = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/.exec(line)?.[0] ?? '';
          const sentences = sentencesOf(line.slice(mark.length));
          if (sentences.length === 0) return [line];
          const kept = gathered(sentences)
            .map(map)
            .filter((sentence) => sentence !== null);
          return kept.length === 0 ? [] : [`${mark}${kept.join(' ')}`];
        })
        .join('\n'),
    })),
  );
}

// A citation behind a sentence belongs to it.
function gathered(sentences: readonly string[]): string[] {
  const whole: string[] = [];
  for (const sentence of sentences) {
    const cites = /^(?:\[[^\]\s]{2,80}\]\s*)+/.exec(sentence)?.[0] ?? '';
    const last = whole.at(-1);
    if (cites !== '' && last !== undefined) whole[whole.length - 1] = `${last} ${cites.trim()}`;
    const rest = cites !== '' && last !== undefined ? sentence.slice(cites.length).trim() : sentence;
    if (rest !== '') whole.push(rest);
  }
  return whole;
}

function sentencesIn(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => gathered(sentencesOf(line)))
    .filter((sentence) => !sentence.startsWith('#'));
}

function withoutLast(body: string, last: string): string {
  const at = body.lastIndexOf(last);
  return at === -1
    ? body
    : `${body.slice(0, at)}${body.slice(at + last.length)}`
        .replaceAll(/^\s*(?:[-*•]|\d{1,2}[.)])\s*$/gm, '')
        .replaceAll(/\n{3,}/g, '\n\n')
        .trim();
}

function wordsIn(text: string): number {
  return (bare(text).match(/[\p{L}\d][\p{L}\d.,'’-]*/gu) ?? []).length;
}

function bare(text: string): string {
  return text.replaceAll(/\s*\[[^\]\s]{2,80}\](?!\()/g, '').trim();
}
