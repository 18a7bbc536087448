// The values of errors that runs record as sentences alone, read out of these again: of conversions, templates and limits. A sentence that
// is not known here is shown as it was recorded.

import type { SaidValues } from '../../shared/errors.ts';

/** What a recorded sentence says, as an error of this code; empty where that cannot be told. */
export function recordedValues(code: string, message: string): SaidValues {
  const item = /^Item (\d+): (.*)$/s.exec(message);
  if (item !== null) return { ...recordedValues(code, item[2] ?? ''), item: Number(item[1]) };
  for (const [of, which, pattern] of sentences) {
    const match = of === code ? pattern.exec(message) : null;
    if (match === null) continue;
    const { thing, ...groups } = match.groups ?? {};
    return { ...groups, ...(which === null ? {} : { case: which }), ...(thing === undefined ? {} : thingIn(thing)) };
  }
  return {};
}

const sentences: readonly (readonly [code: string, which: string | null, pattern: RegExp])[] = [
  ['template.path', 'path', /^(?<place>\{\{.+\}\}) is not a path\.$/s],
  ['template.path', 'nothing', /^There is nothing at (?<place>\{\{.+\}\})\.$/s],
  ['convert.nothing_there', null, /^There is nothing at "(?<path>[^"]*)": (?:the value|"[^"]*") is (?<thing>.+)\.$/s],
  ['convert.not_a_list', null, /^A list is needed, and this is (?<thing>.+)\.$/s],
  ['convert.does_not_fit', null, /^Nothing becomes (?<wantedType>\w+) by conversion; this is (?<thing>.+)\.$/s],
  ['convert.not_a_number', null, /^A number is needed, .*? and this is (?<thing>.+)\.$/s],
  ['convert.not_a_boolean', null, /^true, false, yes or no is needed, and this is (?<thing>.+)\.$/s],
  ['convert.not_json', null, /^JSON is needed, and this is (?<thing>an empty text|the text ".*"): .+$/s],
  ['convert.not_a_table', null, /^A list of objects is needed, and this is (?<thing>.+)\.$/s],
  [
    'convert.not_a_table',
    'row',
    /^Every row of a table is made of an object, and item (?<row>\d+) is (?<thing>.+)\.$/s,
  ],
  ['limit.steps', null, /^The step limit of (?<count>\d+) was reached\.$/],
  ['limit.time', null, /^The time limit of (?<seconds>\d+) s was reached\.$/],
  ['map.not_a_list', null, /^"(?<node>[^"]+)" was given/],
];

// What was found in place of a value, as the conversions describe it.
const things: readonly (readonly [found: string, pattern: RegExp])[] = [
  ['null', /^null$/],
  ['empty_text', /^an empty text$/],
  ['text', /^the text "(?<text>.*)"$/s],
  ['number', /^the number (?<text>.+)$/],
  ['value', /^the value (?<text>.+)$/],
  ['empty_list', /^an empty list$/],
  ['list', /^a list of (?<count>\d+)$/],
  ['table', /^a table of (?<count>\d+) rows$/],
  ['empty_object', /^an empty object$/],
  ['object', /^an object with (?<names>.+?)(?: and more)?$/s],
];

function thingIn(thing: string): SaidValues {
  for (const [found, pattern] of things) {
    const match = pattern.exec(thing);
    if (match !== null) return { found, ...match.groups };
  }
  return {};
}
