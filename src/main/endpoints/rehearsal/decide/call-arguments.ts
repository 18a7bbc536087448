// Arguments for a call: what the conversation knows, offered to the places of the tool's schema. What to look for, follow or compute is
// decided before and arrives as an aim; whether the arguments fit the schema is seen to by fill-schema.ts.

import { isJsonObject, type JsonObject, type JsonValue } from '../../../../shared/json/value.ts';
import type { TimeSpan } from './dates.ts';
import { numbersOf, type Operation } from './figures.ts';
import { fillSchema, fitNumber, type Place, type Supplier } from './fill-schema.ts';
import { meaningOf, type Meaning } from './meaning.ts';
import { plainKey, type Passage } from './passages.ts';
import type { Question } from './question.ts';
import type { Reading } from './reading.ts';
import { statedNumber, statesChoice } from './stated.ts';
import { spaced, type JudgedTool } from './tools.ts';
import { overlap, stemsOf } from './words.ts';

/** What a call is for. */
export interface Aim {
  /** Texts to search or ask for, best first; a list of queries takes several. */
  readonly queries: readonly string[];
  /** The passage that is followed up; references are taken from what stood with it. */
  readonly passage: Passage | null;
  readonly calculation: {
    readonly operation: Operation;
    readonly expression: string;
    readonly numbers: readonly number[];
  } | null;
  readonly span: TimeSpan;
  readonly today: string | null;
  /** Also fill optional properties, differently for each variant. */
  readonly broad: boolean;
  readonly variant: number;
}

/** Arguments of a call that fit the tool's schema, or null when the conversation has nothing to fill a required one with. */
export function argumentsFor(
  tool: JudgedTool,
  aim: Aim,
  question: Question,
  reading: Reading,
  mayInvent = false,
): JsonObject | null {
  const value = fillSchema(tool.parameters, supplierFor(tool, aim, question, reading, mayInvent));
  if (value === undefined && Object.keys(tool.parameters).length === 0) return {};
  return isJsonObject(value) ? value : null;
}

/** The values seen so far under a name like this one, the best known first. */
export function referencesFor(name: string, reading: Reading, passage: Passage | null): string[] {
  const wanted = plainKey(name);
  const group = referenceGroups.find((names) => names.test(wanted));
  const singular = wanted.replace(/s$/, '');
  const found: string[] = [];
  const fitting = (key: string) => {
    const plain = plainKey(key);
    return plain === wanted || plain === singular ? 2 : group?.test(plain) === true ? 1 : 0;
  };
  if (passage !== null) {
    const keys = Object.keys(passage.fields).toSorted((a, b) => fitting(b) - fitting(a));
    for (const key of keys) if (fitting(key) > 0) found.push(String(passage.fields[key]));
    if (found.length > 0) return [...new Set(found)];
  }
  for (const exact of [2, 1]) {
    for (const [key, values] of reading.values) if (fitting(key) === exact) found.push(...[...values].map(String));
  }
  return [...new Set(found)];
}

const referenceGroups = [
  /^(?:file|files|filename|path|paths|filepath|document|documents|doc|docs|docname|source|sources|uri|url|handle|slug|datei|dateien|dateiname|pfad|quelle|dokument|fichier|chemin|archivo|ruta|文件|文件名|文档|路径|来源)$/,
  /^(?:\w*ids?|ref|refs|reference|references|key|passage|citation|cite|kennung|fundstelle|nummer|nr|\w*ref|编号|标识|番号)$/,
];

function supplierFor(tool: JudgedTool, aim: Aim, question: Question, reading: Reading, mayInvent: boolean): Supplier {
  const wishes = stemsOf([...aim.queries, question.text].join(' '));
  return {
    variant: aim.variant,
    texts(place) {
      const offered = textsFor(meaningOf(place), place, tool, aim, question, reading);
      return place.item > 0 ? rotate(offered, place.item) : offered;
    },
    numbers(place) {
      const stated = aim.broad ? null : statedNumber(place, question.text);
      return [...(stated === null ? [] : [stated]), ...numbersFor(meaningOf(place), place, aim, question)];
    },
    choice(place, options) {
      return choose(options, place, aim, wishes, question);
    },
    flag(place) {
      if (/force|delete|overwrite|dry|confirm|löschen|强制|删除/i.test(place.name)) return /dry/i.test(place.name);
      return aim.variant % 2 === 0;
    },
    wants(place) {
      if (aim.broad) return wanted(meaningOf(place), aim, tool) || (hash(place.name) + aim.variant) % 3 === 0;
      if (isStated(place, question.text)) return true;
      return wanted(meaningOf(place), aim, tool) && !hasOtherPlaceFor(meaningOf(place), place, tool);
    },
    itemCount(place) {
      const meaning = meaningOf(place);
      if (meaning === 'query') return Math.max(1, Math.min(3, aim.queries.length));
      if (aim.calculation !== null && meaning !== 'reference') return aim.calculation.numbers.length;
      return 1;
    },
    mayInvent(place) {
      const meaning = meaningOf(place);
      if (mayInvent) return true;
      if (meaning === 'reference' || meaning === 'expression') return false;
      return tool.purpose !== 'compute' || !(meaning === 'operand' || meaning === 'base' || meaning === 'next');
    },
  };
}

function isStated(place: Place, question: string): boolean {
  const { type } = place.schema;
  if (type === 'integer' || type === 'number') {
    const stated = statedNumber(place, question);
    return stated !== null && fitNumber(stated, place.schema) === stated;
  }
  return statesChoice(place, question);
}

function textsFor(
  meaning: Meaning,
  place: Place,
  tool: JudgedTool,
  aim: Aim,
  question: Question,
  reading: Reading,
): string[] {
  const seen = () => rotate(referencesFor(place.name, reading, aim.passage), aim.passage === null ? aim.variant : 0);
  switch (meaning) {
    case 'query':
      return tool.purpose === 'compute' && aim.calculation !== null
        ? [aim.calculation.expression]
        : searchTexts(aim, question);
    case 'reference':
      return [...seen(), ...namedFiles(question.text), ...allReferences(place, tool, reading, aim)];
    case 'expression':
      return aim.calculation === null ? [] : [aim.calculation.expression];
    case 'code':
      return aim.calculation === null
        ? []
        : [codeFor(aim.calculation.expression, `${place.description} ${tool.description}`)];
    case 'since':
      return [aim.span.since, aim.today].filter((date) => date !== null);
    case 'until':
      return [aim.span.until, aim.today].filter((date) => date !== null);
    case 'date':
      return [aim.passage?.date ?? null, aim.span.since, aim.span.until, aim.today].filter((date) => date !== null);
    case 'zone':
      return ['UTC'];
    case 'language':
      return [question.language, { en: 'English', de: 'German', zh: 'Chinese' }[question.language]];
    case 'reason':
      return [`To answer: ${question.text.slice(0, 160)}`];
    case 'message':
      return tool.purpose === 'compute' && aim.calculation !== null
        ? [aim.calculation.expression]
        : [...aim.queries, question.text];
    case 'name': {
      const known = referencesFor(place.name, reading, aim.passage);
      const names = question.names.filter((name) => !/^[A-Z]{2,4}$/.test(name));
      return [...rotate(names.length > 0 ? names : aim.queries, aim.variant), ...known];
    }
    case 'unit':
      return unitsIn(question.text);
    default: {
      if (tool.purpose === 'search' || tool.purpose === 'ask' || tool.purpose === 'other')
        return [...seen(), ...aim.queries];
      if (tool.purpose === 'compute') return aim.calculation === null ? [] : [aim.calculation.expression];
      return [
        ...seen(),
        ...(tool.purpose === 'read' && place.required ? allReferences(place, tool, reading, aim) : []),
      ];
    }
  }
}

// A list may want more texts than there are queries; names and terms of the question are the next best.
function searchTexts(aim: Aim, question: Question): string[] {
  return [
    ...new Set([...aim.queries, ...question.names, ...question.terms.map((term) => term.surface), question.text]),
  ];
}

function numbersFor(meaning: Meaning, place: Place, aim: Aim, question: Question): number[] {
  const own = aim.passage?.fields[place.name];
  const figures = aim.calculation?.numbers ?? [];
  switch (meaning) {
    case 'count':
      if (aim.broad) return [3 + (aim.variant % 6)];
      return place.schema['default'] === undefined ? [fitNumber(usualCount, place.schema) ?? usualCount] : [];
    case 'offset':
      return [...(typeof own === 'number' ? [own] : []), aim.broad ? aim.variant % 7 : 0];
    case 'base':
      return figures.length > 0 ? [figures[0] ?? 0] : numbersOf(question.text).slice(0, 1);
    case 'next':
      return figures.length > 1 ? [figures[1] ?? 0] : numbersOf(question.text).slice(1, 2);
    case 'year':
      return [aim.span.since, aim.today, aim.passage?.date ?? null]
        .filter((date) => date !== null)
        .map((date) => Number(date.slice(0, 4)));
    default: {
      const known = figures.length > 0 ? figures : numbersOf(question.text);
      return [
        ...(typeof own === 'number' ? [own] : []),
        ...rotate(known, place.item + (aim.calculation === null ? aim.variant : 0)),
      ];
    }
  }
}

// How many results a search asks for when nothing else says it.
const usualCount = 5;

function wanted(meaning: Meaning, aim: Aim, tool: JudgedTool): boolean {
  switch (meaning) {
    case 'query':
      return tool.purpose === 'search' || tool.purpose === 'ask';
    case 'since':
      return aim.span.since !== null && tool.purpose === 'search';
    case 'until':
      return aim.span.until !== null && aim.span.until !== aim.today && tool.purpose === 'search';
    case 'expression':
    case 'operand':
    case 'base':
    case 'next':
      return aim.calculation !== null && tool.purpose === 'compute';
    case 'reference':
      return tool.purpose === 'read';
    default:
      return false;
  }
}

// One place for a meaning is enough: a search with `query` and `keywords` is given its query, a reader with `id` and `file` its first.
function hasOtherPlaceFor(meaning: Meaning, place: Place, tool: JudgedTool): boolean {
  if (place.parents.length > 0 || !['query', 'reference', 'expression'].includes(meaning)) return false;
  const properties = tool.parameters['properties'];
  if (!isJsonObject(properties)) return false;
  const same = Object.entries(properties).filter(([name, schema]) => {
    const other = isJsonObject(schema) ? schema : {};
    const description = typeof other['description'] === 'string' ? other['description'] : '';
    return meaningOf({ name, description, parents: [], schema: other, required: false, item: 0 }) === meaning;
  });
  const names = same.map(([name]) => name);
  return (
    names[0] !== place.name ||
    (tool.required.some((name) => names.includes(name)) && !tool.required.includes(place.name))
  );
}

function choose(
  options: readonly JsonValue[],
  place: Place,
  aim: Aim,
  wishes: ReadonlySet<string>,
  question: Question,
): JsonValue {
  if (aim.calculation !== null) {
    const names = operationNames[aim.calculation.operation];
    const found = options.find((option) => names.test(spaced(String(option))));
    if (found !== undefined) return found;
  }
  const preset = place.schema['default'];
  if (aim.broad) return options[(aim.variant + place.item) % options.length] ?? null;
  const scored = options.map((option, index) => {
    const words = spaced(String(option));
    const literal = words.length > 1 && question.text.toLowerCase().includes(words.toLowerCase()) ? 2 : 0;
    return { option, score: overlap(stemsOf(words), wishes) + literal + (option === preset ? 0.5 : 0) - index * 0.001 };
  });
  const best = scored.toSorted((a, b) => b.score - a.score);
  return best[place.item % best.length]?.option ?? null;
}

const operationNames: Readonly<Record<Operation, RegExp>> = {
  'percent change': /percent|pct|relative|prozent|growth|百分|变化率/i,
  difference: /differ|subtract|minus|sub\b|^-$|delta|abzieh|减/i,
  sum: /sum|add|plus|total|^\+$|summe|加/i,
  ratio: /ratio|divid|quotient|^\/$|geteilt|除/i,
  average: /average|mean|avg|mittel|平均/i,
  product: /multipl|product|times|^\*$|mal|乘/i,
  share: /share|proportion|percent|ratio|divid|anteil|占/i,
};

function allReferences(place: Place, tool: JudgedTool, reading: Reading, aim: Aim): string[] {
  if (tool.purpose !== 'read' && meaningOf(place) !== 'reference') return [];
  const seen: string[] = [];
  if (aim.passage?.cite !== null && aim.passage?.cite !== undefined) seen.push(aim.passage.cite);
  for (const [key, values] of reading.values) {
    if (referenceGroups.some((group) => group.test(key))) for (const value of values) seen.push(String(value));
  }
  return seen;
}

function namedFiles(text: string): string[] {
  return [...text.matchAll(/(?<![\w/])[\w/-]+\.(?:md|txt|html?|pdf|csv|json|docx?)\b|\bhttps?:\/\/[^\s)>\]]+/g)].map(
    (match) => match[0],
  );
}

function unitsIn(text: string): string[] {
  const units = [...text.matchAll(/\b(?:in|into|to)\s+([A-Za-z°%]{1,14})\b/g)].map((match) => match[1] ?? '');
  return units.filter((unit) => unit.length > 0);
}

function codeFor(expression: string, about: string): string {
  if (/python/i.test(about)) return `print(${expression.replaceAll('^', '**')})`;
  return /console|stdout|print/i.test(about) ? `console.log(${expression})` : expression;
}

function rotate<T>(items: readonly T[], by: number): T[] {
  if (items.length === 0) return [];
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function hash(text: string): number {
  let sum = 7;
  for (const c of text) sum = (sum * 31 + c.charCodeAt(0)) % 9973;
  return sum;
}
