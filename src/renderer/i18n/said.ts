// Problems, refusals and errors in the language of the window. They come with an English sentence, a code and the values that the sentence
// says; where the catalogue has words for the code, and all that these name is known, they are said in them.

import { saidValues, type ErrorEnvelope, type SaidValues } from '../../shared/errors.ts';
import type { Problem } from '../../shared/pipeline/check.ts';
import { recordedValues } from './recorded.ts';
import { currentCatalogue, type Catalogue } from './words.ts';

/** Something that was said by its code. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly values?: SaidValues | undefined;
  readonly details?: ErrorEnvelope['details'] | undefined;
  readonly action?: string | undefined;
}

/** The sentence of a problem. `atNode`: it stands where it is plain which node, and which field of it, it is about. */
export function problemText(problem: Said & Pick<Problem, 'node'>, atNode = false, words = currentCatalogue()): string {
  const { values = {} } = problem;
  const node = values['node'] ?? problem.node;
  const reason = reasonText(values, undefined, words);
  if (reason !== null) {
    if (atNode || node === undefined) return reason;
    const key = values['field'] === undefined ? 'problem.of_node' : 'problem.of_field';
    return filled(words, key, { ...values, node, said: reason });
  }
  const text = errorText(problem, words);
  const prefix = `"${node}": `;
  return atNode && text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

/** Why a value does not fit its schema; null where that cannot be told. `figure` is shown in place of the one that the values hold. */
export function reasonText(values: SaidValues, figure?: string, words = currentCatalogue()): string | null {
  const { reason } = values;
  const key = `reason.${reason}`;
  if (reason === undefined || words[key] === undefined) return null;
  const value = figure ?? String(values['value'] ?? '');
  const shown = reason === 'type' ? value.replaceAll(/"(\w+)"/g, (_, type: string) => typeWord(words, type)) : value;
  return filled(words, key, { ...values, value: shown });
}

/** The sentence of a refusal or an error. */
export function errorText(error: Said, words = currentCatalogue()): string {
  return inWords(words, 'said', error) ?? error.message;
}

/** What to do about an error; undefined where nobody says. */
export function actionText(error: Said, words = currentCatalogue()): string | undefined {
  return error.action === undefined ? undefined : (inWords(words, 'todo', error) ?? error.action);
}

/** Whether the sentence of an error is said in the words of the catalogue. */
export function isInWords(error: Said, words = currentCatalogue()): boolean {
  return inWords(words, 'said', error) !== null;
}

function inWords(words: Catalogue, family: 'said' | 'todo', error: Said): string | null {
  const values = error.values ?? { ...recordedValues(error.code, error.message), ...saidValues(error.details) };
  const { case: which, found, item } = values;
  const key = [`${family}.${error.code}.${which}`, `${family}.${error.code}`].find((each) => words[each] !== undefined);
  if (key === undefined) return null;
  const named = Object.entries(values).map(([name, value]): [string, string | number] =>
    name.endsWith('Type') ? [name, typeWord(words, String(value))] : [name, value],
  );
  const shown: Record<string, string | number> = Object.fromEntries(named);
  const reason = reasonText(values, undefined, words);
  if (reason !== null) shown['said'] = reason;
  if (found !== undefined) shown['found'] = filled(words, `found.${found}`, values);
  if (placesOf(words[key] ?? '').some((name) => shown[name] === undefined)) return null;
  const said = filled(words, key, shown);
  return item === undefined || family === 'todo' ? said : filled(words, 'said.item', { item, said });
}

// A type of a port, or one of a JSON Schema.
function typeWord(words: Catalogue, name: string): string {
  const [, type = name, list] = /^(\w+?)(\[\])?$/.exec(name) ?? [];
  const word = words[`option.${type}`] ?? words[`schema_type.${type}`] ?? type;
  return list === undefined ? word : filled(words, 'ports.list_of', { type: word });
}

function placesOf(template: string): readonly string[] {
  return [...template.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '');
}

function filled(words: Catalogue, key: string, values: SaidValues): string {
  return (words[key] ?? key).replaceAll(/\{\{(\w+)\}\}/g, (place, name: string) => String(values[name] ?? place));
}
