// After a failed call: reads what the error says and changes what it complains about, so that the same mistake is not made twice. Falls
// back to other arguments, then to another tool of the same purpose, then to going on without.

import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../../../shared/json/value.ts';
import { datesOf } from './dates.ts';
import { fitNumber, fitsSchema, resolved } from './fill-schema.ts';
import { callKeyOf, type PastCall } from './reading.ts';
import { propose, plainAim, toolsFor, type Move, type PlannedCall, type Situation } from './situation.ts';
import { propertiesOf, type JudgedTool } from './tools.ts';
import { termsOf } from './words.ts';

/** The next move when the latest step had an error, or null when there is nothing to repair. */
export function repairMove(situation: Situation): Move | null {
  const last = situation.taskCalls.at(-1);
  const failed = situation.taskCalls.find((call) => call.step === last?.step && errorOf(call) !== null);
  const message = failed === undefined ? null : errorOf(failed);
  if (failed === undefined || message === null) return null;
  const tool = situation.tools.find((offered) => offered.name === failed.name);
  const said = message.replace(/\s+/g, ' ').slice(0, 160);
  const because = [`\`${failed.name}\` failed: "${said}".`];
  if (tool !== undefined && !situation.givenUp.has(tool.name)) {
    const fixed = correctedCall(situation, tool, failed, message);
    if (fixed !== null) return { calls: [fixed.call], because: [...because, fixed.why] };
    const queries = [shorter(situation.question.text), ...situation.question.names];
    const other = propose(
      situation,
      tool,
      plainAim(situation, { queries, variant: 1, span: { since: null, until: null } }),
    );
    if (
      other !== null &&
      situation.taskCalls.filter((call) => call.name === tool.name && errorOf(call) !== null).length < 2
    ) {
      return { calls: [other], because: [...because, 'I try the same tool with other arguments.'] };
    }
  }
  if (tool === undefined) return null;
  for (const other of toolsFor(situation, tool.purpose)) {
    const queries = textsIn(failed.input);
    const call =
      other.name === tool.name
        ? null
        : propose(situation, other, plainAim(situation, queries.length > 0 ? { queries } : {}));
    if (call !== null)
      return {
        calls: [call],
        because: [...because, `\`${other.name}\` serves the same purpose, so I use it instead.`],
      };
  }
  return null;
}

function errorOf(call: PastCall): string | null {
  return call.shown?.error ?? null;
}

interface Fix {
  readonly call: PlannedCall;
  readonly why: string;
}

function correctedCall(situation: Situation, tool: JudgedTool, failed: PastCall, message: string): Fix | null {
  const properties = propertiesOf(tool.parameters);
  const blamed = blamedProperties(properties, failed.input, message);
  for (const name of blamed) {
    const schema = resolved(tool.parameters, properties.find(([property]) => property === name)?.[1] ?? {});
    for (const { value, why } of replacements(situation, tool, name, schema, failed.input[name], message)) {
      const { [name]: _, ...rest } = failed.input;
      const input: JsonObject = value === undefined ? rest : { ...failed.input, [name]: value };
      if (!fitsSchema(tool.parameters, input) || situation.reading.callKeys.has(callKeyOf(tool.name, input))) continue;
      return { call: { tool, input }, why };
    }
  }
  return null;
}

function blamedProperties(
  properties: readonly (readonly [string, JsonObject])[],
  input: JsonObject,
  message: string,
): string[] {
  const lower = message.toLowerCase();
  const named = [...properties.map(([name]) => name), ...Object.keys(input)].filter((name) =>
    new RegExp(`(?<![\\p{L}\\d_])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\d_])`, 'iu').test(message),
  );
  const byValue = Object.entries(input)
    .filter(
      ([, value]) =>
        (typeof value === 'string' || typeof value === 'number') &&
        String(value).length > 1 &&
        lower.includes(String(value).toLowerCase()),
    )
    .map(([name]) => name);
  const only = Object.keys(input).length === 1 ? Object.keys(input) : [];
  const dated = dateComplaint.test(message)
    ? Object.keys(input).filter((name) => datesOf(String(input[name])).length > 0)
    : [];
  return [...new Set([...named, ...byValue, ...dated, ...only])];
}

interface Replacement {
  readonly value: JsonValue | undefined;
  readonly why: string;
}

function replacements(
  situation: Situation,
  tool: JudgedTool,
  name: string,
  schema: JsonObject,
  present: JsonValue | undefined,
  message: string,
): Replacement[] {
  const found: Replacement[] = [];
  if (
    /unknown (?:field|property|argument|parameter)|unexpected|additional propert|not allowed|unrecognized|unbekannt\w* (?:feld|parameter)|未知(?:字段|参数)/i.test(
      message,
    )
  ) {
    found.push({ value: undefined, why: `It does not take \`${name}\`, so I leave it out.` });
  }
  const suggestion =
    /did you mean[:\s]+["'“`]?([^"'”`?.,;]+)|meinten sie[:\s]+["'„`]?([^"'“`?.,;]+)|您是否指[:：\s]*["“]?([^"”？?]+)/i.exec(
      message,
    );
  const suggested = suggestion
    ?.slice(1)
    .find((group) => group !== undefined)
    ?.trim();
  if (suggested !== undefined)
    found.push({
      value: asTypeOf(present, suggested),
      why: `It suggests ${JSON.stringify(suggested)}, so I take that.`,
    });
  for (const option of optionsIn(message)) {
    if (option !== present)
      found.push({
        value: asTypeOf(present, option),
        why: `It accepts ${JSON.stringify(option)} for \`${name}\`, so I use that.`,
      });
  }
  if (typeof present === 'number') {
    for (const limit of limitsIn(message)) {
      const value = fitNumber(limit, schema);
      if (value !== undefined)
        found.push({ value, why: `\`${name}\` has to stay within its limits, so I set it to ${value}.` });
    }
  }
  if (typeof present === 'string') {
    const dates = datesOf(present);
    if (dates[0] !== undefined && dateComplaint.test(message)) {
      const [year = '', month = '', day = ''] = dates[0].split('-');
      const forms = [
        dates[0],
        `${day}.${month}.${year}`,
        `${month}/${day}/${year}`,
        `${year}/${month}/${day}`,
        `${year}${month}${day}`,
        `${dates[0]}T00:00:00Z`,
      ];
      const wanted = wantedDateForm(message);
      for (const form of wanted === null ? forms : [forms[wanted] ?? dates[0], ...forms]) {
        if (form !== present)
          found.push({ value: form, why: `The date has to be written differently, so I write it as ${form}.` });
      }
    }
    const cleaned = present.replace(/[^\d.+\-*/()^ ]/g, '').trim();
    if (tool.purpose === 'compute' && cleaned !== '' && cleaned !== present)
      found.push({ value: cleaned, why: 'I write the expression without anything but numbers and operators.' });
    if (/too (?:long|many)|at most|exceed|zu (?:lang|viele)|maximum|过长|太长/i.test(message))
      found.push({ value: shorter(present), why: `\`${name}\` is too long, so I shorten it.` });
  }
  if (
    /not found|no such|does not exist|unknown (?:id|file|document|passage|ref)|nicht gefunden|unbekannt|existiert nicht|找不到|不存在/i.test(
      message,
    )
  ) {
    const call = propose(situation, tool, plainAim(situation, { variant: 1 }));
    const value = call?.input[name];
    if (value !== undefined && value !== present)
      found.push({
        value,
        why: `That reference does not exist, so I take ${JSON.stringify(value)}, which an earlier result named.`,
      });
  }
  if (
    present === undefined ||
    /required|missing|must (?:not be empty|have)|fehlt|erforderlich|缺少|必填/i.test(message)
  ) {
    const whole = { ...tool, parameters: { ...tool.parameters, required: [...new Set([...tool.required, name])] } };
    const call = propose(
      situation,
      whole,
      plainAim(situation, { queries: [shorter(situation.question.text), situation.question.text] }),
      [],
      true,
    );
    const value = call?.input[name];
    if (value !== undefined && present === undefined) found.push({ value, why: `It needs \`${name}\`, so I add it.` });
  }
  if (typeof present === 'string' && tool.purpose !== 'compute' && tool.purpose !== 'read') {
    const terms = termsOf(present);
    if (terms.length > 2)
      found.push({
        value: terms
          .slice(0, Math.ceil(terms.length / 2))
          .map((term) => term.surface)
          .join(' '),
        why: `I ask more plainly in \`${name}\`.`,
      });
  }
  return found;
}

const dateComplaint = /\bdate|iso ?8601|yyyy|datum|format|日期|格式/i;

function wantedDateForm(message: string): number | null {
  if (/dd\.mm\.yyyy|tt\.mm\.jjjj/i.test(message)) return 1;
  if (/mm\/dd\/yyyy/i.test(message)) return 2;
  if (/yyyy\/mm\/dd/i.test(message)) return 3;
  if (/yyyymmdd/i.test(message)) return 4;
  if (/hh:mm|t00:00|timestamp|date-?time|zeitstempel/i.test(message)) return 5;
  return /yyyy-mm-dd|iso/i.test(message) ? 0 : null;
}

function optionsIn(message: string): string[] {
  const list =
    /(?:must be (?:one of|either)|one of|allowed(?: values)?(?: are)?|valid (?:values|options)(?: are)?|expected|choose from|available|known (?:files|ids|values)|erlaubt(?: sind)?|möglich(?: sind)?|zulässig(?: sind)?|可选值?|允许(?:的值)?)\s*(?:are|is|sind|:|：|为)?\s*:?\s*\[?([^\].;。\n]*(?:\.[a-z]{2,4}\b[^\].;。\n]*)*)/i.exec(
      message,
    );
  if (list === null) return [];
  return (list[1] ?? '')
    .split(/,|、|\s+or\s+|\s+oder\s+|\||\/(?=\s)/)
    .map((option) => option.trim().replace(/^["'“„`(]+|["'”“`).]+$/g, ''))
    .filter((option) => option.length > 0 && option.length < 80 && !/\s\S+\s\S+\s/.test(option));
}

function limitsIn(message: string): number[] {
  const limit =
    /(?:at most|maximum(?: of| is)?|max\.?|<=?|less than or equal to|no more than|up to|höchstens|maximal|不超过|最大|between\s+-?\d+\s+and|at least|minimum(?: of| is)?|>=?|mindestens|至少)\s*:?\s*(-?\d+(?:\.\d+)?)/gi;
  return [...message.matchAll(limit)].map((match) => Number(match[1]));
}

function asTypeOf(present: JsonValue | undefined, text: string): JsonValue {
  return typeof present === 'number' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function shorter(text: string): string {
  return termsOf(text)
    .slice(0, 4)
    .map((term) => term.surface)
    .join(' ');
}

function textsIn(input: JsonObject): string[] {
  return Object.values(input).filter(
    (value): value is string =>
      typeof value === 'string' && !isJsonObject(value) && ownValue(input, value) === undefined,
  );
}
