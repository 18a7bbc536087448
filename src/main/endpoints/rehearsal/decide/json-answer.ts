// The final answer as JSON: the places of a schema filled with sentences, figures, dates and citations of the evidence. A prompt that
// only asks for JSON and names no schema gets the answer with its citations. Nothing is invented to fill a place.

import type { JsonObject, JsonValue } from '../../../../shared/json/value.ts';
import { isJsonObject } from '../../../../shared/json/value.ts';
import type { AnswerFormat } from '../request.ts';
import { nothingText } from './answer.ts';
import { figuresOf } from './figures.ts';
import { fillSchema, type Place, type Supplier } from './fill-schema.ts';
import { asksForRecord, recordSupplier } from './record.ts';
import type { Situation } from './situation.ts';
import { statementsOf, withCites, type Statement } from './statements.ts';
import { spaced } from './tools.ts';
import { overlap, stemsOf } from './words.ts';

/** The schema or form of JSON that an answer must have, or null when it is to be text. */
export function askedJsonOf(format: AnswerFormat, wishes: string, prompts: readonly string[]): JsonObject | null {
  switch (format.kind) {
    case 'schema':
      return format.schema;
    case 'json':
      return schemaInPrompt(prompts) ?? keysNamedIn(wishes) ?? plainAnswerSchema;
    case 'text':
      if (!/\bJSON\b/i.test(wishes)) return null;
      if (
        !/\b(?:answer|respond|return|output|reply|antworte\w*|gib|liefere|ausgabe|als)\b[^.]{0,60}\bJSON\b|\bJSON (?:object|schema|only|array)\b|JSON[^。]{0,8}(?:格式|输出|返回)|(?:输出|返回)[^。]{0,8}JSON/i.test(
          wishes,
        )
      )
        return null;
      return schemaInPrompt(prompts) ?? keysNamedIn(wishes) ?? plainAnswerSchema;
  }
}

/** The answer as JSON text that fits the schema, or as near to it as can be without inventing. */
export function answerJson(situation: Situation, schema: JsonObject): string {
  const supplier = asksForRecord(situation) ? recordSupplier(situation) : answerSupplier(situation);
  const value = fillSchema(schema, supplier);
  return JSON.stringify(value ?? { answer: nothingText(situation) });
}

const plainAnswerSchema: JsonObject = {
  type: 'object',
  properties: { answer: { type: 'string' }, citations: { type: 'array', items: { type: 'string' } } },
  required: ['answer', 'citations'],
};

function answerSupplier(situation: Situation): Supplier {
  const statements = statementsOf(situation, 10);
  const pool: Statement[] = [...statements.computed, ...statements.results, ...statements.all];
  const nothing: Statement = { text: nothingText(situation), cites: [], date: null, title: '', stems: new Set() };
  const itemOf = (place: Place) => pool[place.item] ?? pool.at(-1) ?? nothing;
  const cites = [...new Set(pool.flatMap((statement) => statement.cites))];
  const figures = pool.flatMap((statement) => figuresOf(statement.text).map((figure) => figure.value));
  const isInList = (place: Place) => place.parents.length > 0;
  const relevant = (place: Place) => {
    const stems = stemsOf(`${spaced(place.name)} ${place.description}`);
    return pool.toSorted((a, b) => overlap(stems, b.stems) - overlap(stems, a.stems));
  };
  return {
    variant: 0,
    texts(place) {
      const name = `${spaced(place.name)} ${place.description}`.toLowerCase();
      const own = itemOf(place);
      if (citeName.test(spaced(place.name)))
        return isInList(place) ? [...own.cites, ...cites] : [cites[place.item] ?? cites[0] ?? ''];
      if (dateName.test(name)) {
        const dates = [own.date, ...pool.map((statement) => statement.date), situation.today].filter(
          (date) => date !== null,
        );
        return situation.today !== null && /as of|today|stand|created/i.test(name)
          ? [situation.today, ...dates]
          : dates;
      }
      if (titleName.test(spaced(place.name)))
        return [own.title, situation.question.text.split(/[.?!\n]/)[0]?.slice(0, 120) ?? ''].filter(
          (text) => text !== '',
        );
      if (questionName.test(spaced(place.name))) return [situation.question.text];
      if (unitName.test(spaced(place.name)))
        return figuresOf(own.text)
          .map((figure) => figure.unit)
          .filter((unit) => unit !== '');
      if (gapName.test(name))
        return statements.missing.length > 0 ? [statements.missing.slice(0, 6).join(', ')] : ['none'];
      if (isList(place)) return [withCites(own)];
      if (isInList(place)) return [withCites(own)];
      const best = summaryName.test(name) ? pool : relevant(place);
      const text = best
        .slice(0, summaryName.test(name) ? 4 : 2)
        .map(withCites)
        .join(' ');
      return text === '' ? [nothing.text] : [text, ...best.map(withCites)];
    },
    numbers(place) {
      const name = `${spaced(place.name)} ${place.description}`;
      if (/confidence|score|certainty|probability|sicherheit|置信/i.test(name))
        return [Number(situation.evidence.coverage.toFixed(2)), 1];
      if (/count|number of|anzahl|数量/i.test(name)) return [cites.length];
      if (/percent|change|prozent|变化|%/i.test(name))
        return [
          ...resultsOf(statements.computed),
          ...figuresOf(itemOf(place).text).map((figure) => figure.value),
          ...figures,
        ];
      if (isInList(place)) return figuresOf(itemOf(place).text).map((figure) => figure.value);
      const best = relevant(place)[0];
      return [...(best === undefined ? [] : figuresOf(best.text).map((figure) => figure.value)), ...figures];
    },
    choice(place, options) {
      const said = stemsOf(`${situation.question.text} ${pool.map((statement) => statement.text).join(' ')}`);
      const unsure =
        pool.length === 0
          ? options.find((option) => /unknown|none|insufficient|unclear|not|keine|unklar/i.test(String(option)))
          : undefined;
      return unsure ?? bestChoice(options, said);
    },
    flag(place) {
      return /found|answered|sufficient|supported|has|gefunden|is/i.test(place.name)
        ? pool.length > 0
        : statements.disagreements.length > 0;
    },
    wants: () => true,
    itemCount(place) {
      if (citeName.test(spaced(place.name)))
        return place.parents.length > 0 ? Math.max(1, itemOf(place).cites.length) : cites.length;
      if (gapName.test(`${spaced(place.name)} ${place.description}`)) return statements.missing.length > 0 ? 1 : 0;
      return Math.min(6, pool.length);
    },
    mayInvent: () => true,
  };
}

const citeName =
  /\b(?:citations?|cites?|sources?|refs?|references?|ids?|passages?|passage ids?|evidence|quelle|quellen|beleg|belege|fundstellen?)\b|\bid\b|引用|来源|出处/i;
const dateName = /\b(?:date|day|when|datum|as of|published|fecha)\b|日期|时间/i;
const titleName = /\b(?:title|headline|heading|name|topic|subject|titel|überschrift|thema)\b|标题|主题/i;
const questionName = /\b(?:question|query|task|frage)\b|问题/i;
const unitName = /\b(?:unit|einheit|currency)\b|单位/i;
const gapName = /\b(?:gaps?|missing|unknowns?|open questions?|limitations?|uncertaint\w+|offen|lücken?)\b|不足|缺/i;
const summaryName =
  /\b(?:summary|answer|overview|text|conclusion|brief|abstract|antwort|zusammenfassung|ergebnis|überblick)\b|摘要|答案|结论|回答/i;

function isList(place: Place): boolean {
  return place.item > 0 || place.name.endsWith('s');
}

function bestChoice(options: readonly JsonValue[], said: ReadonlySet<string>): JsonValue {
  const scored = options.map((option, index) => ({
    option,
    score: overlap(stemsOf(spaced(String(option))), said) - index * 0.01,
  }));
  return scored.toSorted((a, b) => b.score - a.score)[0]?.option ?? null;
}

function resultsOf(computed: readonly Statement[]): number[] {
  return computed
    .map((statement) => Number(/ is (-?[\d.]+)/.exec(statement.text)?.[1] ?? /= (-?[\d.]+)/.exec(statement.text)?.[1]))
    .filter((value) => Number.isFinite(value));
}

function schemaInPrompt(prompts: readonly string[]): JsonObject | null {
  for (const prompt of prompts) {
    for (const match of prompt.matchAll(/```(?:json)?\s*([\s\S]*?)```|(\{[\s\S]*\})/g)) {
      const shape = parsed(match[1] ?? match[2] ?? '');
      if (shape === null) continue;
      if (typeof shape['type'] === 'string' && isJsonObject(shape['properties'])) return shape;
      return schemaLike(shape, prompt);
    }
  }
  return null;
}

// An example such as {"headline": "…", "points": ["…"]} shows the form that is wanted. What is to stand in a place is said by the example
// itself, "main result with its figure", or by a line of the prompt that names the place.
function schemaLike(example: JsonValue, prompt: string, name = ''): JsonObject {
  if (Array.isArray(example)) return { type: 'array', items: schemaLike(example[0] ?? '', prompt, name) };
  if (isJsonObject(example)) {
    const properties = Object.fromEntries(
      Object.entries(example).map(([key, value]) => [key, schemaLike(value, prompt, key)]),
    );
    return { type: 'object', properties, required: Object.keys(example) };
  }
  const told = typeof example === 'string' && example.trim().includes(' ') ? example : saidOf(name, prompt);
  const type = typeof example === 'number' ? 'number' : typeof example === 'boolean' ? 'boolean' : 'string';
  return {
    type: /\bnull\b/.test(prompt) ? [type, 'null'] : type,
    ...(told === null ? {} : { description: told }),
  };
}

function saidOf(name: string, prompt: string): string | null {
  for (const line of prompt.matchAll(
    /^\s*(?:[-*•]\s+)?[`"*]*([\p{L}_]\w{0,40})[`"*]*\s*(?:[:：]|[-–—]\s)\s*(\S.*)$/gmu,
  ))
    if (line[1] === name) return line[2] ?? null;
  return null;
}

function keysNamedIn(wishes: string): JsonObject | null {
  const list = /\b(?:keys?|fields?|properties|schlüsseln?|feldern?)\b[^:"`.\n]{0,30}[:\s]\s*([^\n.]{3,200})/i.exec(
    wishes,
  );
  const quoted = [...(list?.[1] ?? '').matchAll(/["'`“]([\p{L}_][\p{L}\d_]{0,40})["'`”]/gu)].map(
    (match) => match[1] ?? '',
  );
  const plain = (list?.[1] ?? '')
    .split(/,|\band\b|\bund\b/)
    .map((key) => key.trim())
    .filter((key) => /^[A-Za-z_]\w{0,40}$/.test(key));
  const keys = quoted.length > 0 ? quoted : plain;
  if (keys.length === 0) return null;
  const properties = Object.fromEntries(
    keys.map((key) => [
      key,
      /citations|sources|points|items|list|quellen|facts|findings/i.test(key)
        ? { type: 'array', items: { type: 'string' } }
        : { type: 'string' },
    ]),
  );
  return { type: 'object', properties, required: keys };
}

function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
