// Values that a document states under a name: in a line `Net weight: 240 kg`, in a row of a table of two columns, in the section under a
// heading, in its title. Finding is by the words of the names alone; nothing here knows what a document is about.

import { scaleFactorOf } from './figures.ts';
import { sentencesOf, stemOf } from './words.ts';

export interface Labelled {
  readonly label: string;
  readonly value: string;
  readonly words: ReadonlySet<string>;
  readonly form: 'line' | 'row' | 'section';
}

/** All values of a document that stand under a name, in its order. Of a section it is the first sentence. */
export function labelledIn(text: string): Labelled[] {
  const found: Labelled[] = [];
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    const heading = /^#{1,6}\s+(\S.*?)[\s#]*$/.exec(line);
    if (heading !== null) {
      const body = lines.slice(index + 1);
      const end = body.findIndex((other) => /^#{1,6}\s/.test(other));
      const value = firstSentence(body.slice(0, end === -1 ? body.length : end).join('\n'));
      if (value !== null && index > 0) found.push(labelled(heading[1] ?? '', value, 'section'));
      return;
    }
    const cells = /^\s*\|(.+)\|\s*$/.exec(line)?.[1]?.split('|') ?? [];
    if (cells.length === 2) {
      const isHeader = /^\s*\|[\s:|-]+\|\s*$/.test(lines[index + 1] ?? '');
      const [label = '', value = ''] = cells.map((cell) => cell.trim());
      if (!isHeader && /[\p{L}\d]/u.test(label) && value !== '') found.push(labelled(label, value, 'row'));
      return;
    }
    const stated = /^\s*(?:[-*•]\s+)?\**(\p{L}[^:：\n]{0,48}?)\**\s*[:：]\**\s*(\S.*)$/u.exec(line);
    const label = stated?.[1]?.trim() ?? '';
    const value = stated?.[2]?.trim().replace(/^\*+\s*/, '') ?? '';
    if (label !== '' && label.split(/\s+/).length <= 5 && !value.startsWith('//'))
      found.push(labelled(label, value, 'line'));
  });
  return found;
}

/** The value whose name fits best what is wanted, or null. `fits` leaves out values of another kind. */
export function valueFor(
  values: readonly Labelled[],
  name: string,
  description: string,
  fits: (value: string) => boolean = () => true,
): Labelled | null {
  const named = labelWords(name);
  const about = labelWords(description);
  let best: Labelled | null = null;
  let bestScore = 0.7;
  for (const candidate of values) {
    if (!fits(candidate.value)) continue;
    let score = candidate.form === 'section' ? 0 : 0.25;
    for (const word of candidate.words) score += isAmong(word, named) ? 2 : isAmong(word, about) ? 1 : -0.4;
    if (score > bestScore) [best, bestScore] = [candidate, score];
  }
  return best;
}

// The same word, or one that the other begins with: limits and limitations.
function isAmong(word: string, words: ReadonlySet<string>): boolean {
  if (words.has(word)) return true;
  for (const other of words) {
    const [short, long] = word.length < other.length ? [word, other] : [other, word];
    if (short.length >= 5 && long.startsWith(short)) return true;
  }
  return false;
}

/** The number or mark that a title gives to what it names: WR-301 in "Delivery note WR-301", or null. */
export function markIn(title: string): string | null {
  return (
    /(?<![\p{L}\d])(?:\p{Lu}{1,6}[-/ ]?\d[\p{L}\d/-]*|(?:no\.?|nr\.?|#)\s*(\d[\p{L}\d/-]*)|\d{3,}[\p{L}\d/-]*)/iu.exec(
      title,
    )?.[0] ?? null
  );
}

/** The first number of a value, the one before the unit if there is such a one; null where it holds none. */
export function numberFor(value: string, unit: string | null): number | null {
  const numbers = [...value.matchAll(/(?<![\p{L}\d])([-+−]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(\p{L}+)?/gu)];
  const inUnit =
    unit === null ? undefined : numbers.find((match) => (match[4] ?? '').toLowerCase() === unit.toLowerCase());
  const chosen = inUnit ?? numbers[0];
  if (chosen === undefined) return null;
  const [, sign = '', whole = '', decimals = '', word = ''] = chosen;
  const size = Number(`${whole.replaceAll(',', '')}${decimals}`) * scaleFactorOf(word);
  return sign === '-' || sign === '−' ? -size : size;
}

/** The words of a name or of what is said about it, as names are compared. */
export function labelWords(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/\p{L}+|\d+/gu) ?? [];
  return new Set(words.filter((word) => !filler.has(word)).map(stemOf));
}

const filler: ReadonlySet<string> = new Set(
  'a an the of or and was were is are be to in on at with its it that this how what which who whom for as by der die das und oder von zu im in'.split(
    ' ',
  ),
);

function labelled(label: string, value: string, form: Labelled['form']): Labelled {
  return { label, value, form, words: labelWords(label) };
}

function firstSentence(text: string): string | null {
  return sentencesOf(text).find((sentence) => !sentence.startsWith('#') && !sentence.startsWith('|')) ?? null;
}
