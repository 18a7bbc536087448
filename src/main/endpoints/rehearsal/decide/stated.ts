// What a question says outright for a place of a tool's schema: "for the next 3 days" states 3 for a place named `days`, "in fahrenheit"
// states one of the values of a choice. What a question does not state is left to call-arguments.ts.

import { ownValue } from '../../../../shared/json/value.ts';
import type { Place } from './fill-schema.ts';
import { spaced } from './tools.ts';
import { stemOf, stemsOf, termsOf } from './words.ts';

/** The number that the question has right before a noun of the place's name or description, or null. */
export function statedNumber(place: Place, question: string): number | null {
  const name = new Set(spaced(place.name).split(' ').map(stemOf));
  const about = new Set([...stemsOf(place.description)]);
  let described: number | null = null;
  for (const match of question.matchAll(numberBeforeNoun)) {
    const value = spelled.get((match[1] ?? '').toLowerCase()) ?? Number(match[1]);
    const noun = stemOf(match[2] ?? '');
    if (!Number.isFinite(value)) continue;
    if (name.has(noun)) return value;
    if (about.has(noun)) described ??= value;
  }
  return described;
}

/** Whether the question names one of the values of the place's choice. */
export function statesChoice(place: Place, question: string): boolean {
  const options = ownValue(place.schema, 'enum');
  if (!Array.isArray(options)) return false;
  const said = new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  return options.some((option) => {
    if (typeof option !== 'string') return false;
    const words =
      spaced(option)
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? [];
    return words.length > 0 && termsOf(spaced(option)).length > 0 && words.every((word) => said.has(word));
  });
}

const spelled: ReadonlyMap<string, number> = new Map(
  [
    'one two three four five six seven eight nine ten eleven twelve',
    'ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
  ].flatMap((language) => language.split(' ').map((word, index) => [word, index + 1] as const)),
);
const numberBeforeNoun = new RegExp(
  `(?<![\\p{L}\\d.,])(\\d+(?:\\.\\d+)?|${[...spelled.keys()].join('|')})[ -]?(?:more |most recent |best |nächsten )?(\\p{L}+)`,
  'giu',
);
