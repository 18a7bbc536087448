// What a property of a tool's schema asks for, judged by its own name first, then by its description. Only the kinds of value that the
// conversation can offer are told apart; everything else is `other`.

import { ownValue } from '../../../../shared/json/value.ts';
import type { Place } from './fill-schema.ts';
import { spaced } from './tools.ts';

export const meanings = [
  'query',
  'reference',
  'since',
  'until',
  'date',
  'expression',
  'code',
  'count',
  'offset',
  'base',
  'next',
  'operand',
  'year',
  'unit',
  'zone',
  'language',
  'reason',
  'message',
  'name',
  'other',
] as const;
export type Meaning = (typeof meanings)[number];

/** What a place asks for. */
export function meaningOf(place: Place): Meaning {
  const name = spaced(place.name).toLowerCase();
  const format = ownValue(place.schema, 'format');
  const type = ownValue(place.schema, 'type');
  const numeric = type === 'number' || type === 'integer';
  const about = place.description.toLowerCase();
  const context = [...place.parents.map((parent) => spaced(parent).toLowerCase()), name].join(' ');
  const dated =
    format === 'date' ||
    format === 'date-time' ||
    dateWord.test(about) ||
    dateWord.test(context) ||
    isDatePattern(place);
  if (numeric) return numericMeaning(name, about);
  if (dated) {
    if (sinceWord.test(name)) return 'since';
    if (untilWord.test(name)) return 'until';
    if (format === 'date' || format === 'date-time' || dateWord.test(name)) {
      return sinceWord.test(about) ? 'since' : untilWord.test(about) ? 'until' : 'date';
    }
  }
  for (const [meaning, pattern] of byName) if (pattern.test(name)) return meaning;
  for (const [meaning, pattern] of byDescription) if (pattern.test(about)) return meaning;
  if (dated && isDatePattern(place)) return 'date';
  for (const parent of place.parents.toReversed()) {
    for (const [meaning, pattern] of byName) if (pattern.test(spaced(parent).toLowerCase())) return meaning;
  }
  return 'other';
}

function numericMeaning(name: string, about: string): Meaning {
  if (/\b(?:offset|start|skip|page|cursor|line|from|begin|seite|ab)\b|页|偏移/.test(name)) return 'offset';
  if (/\b(?:year|jahr|année|año)\b|年/.test(name)) return 'year';
  if (
    /\b(?:limit|top ?k|k|n|count|max\w*|size|results?|hits?|num|number of|anzahl|menge|treffer|window|length|depth|nombre|cantidad)\b|数量|条数|个数/.test(
      name,
    )
  )
    return 'count';
  if (
    /\b(?:old|base|before|earlier|first|initial|alt\w*|vorher|basis|a|x|left|minuend|dividend|numerator|start value|from value)\b|原|旧/.test(
      name,
    )
  )
    return 'base';
  if (
    /\b(?:new|after|later|second|final|neu\w*|nachher|b|y|right|subtrahend|divisor|denominator|to value)\b|新/.test(
      name,
    )
  )
    return 'next';
  if (/\b(?:how many|number of|maximum|at most|wie ?viele|höchstens)\b|最多/.test(about)) return 'count';
  return 'operand';
}

const dateWord = /\b(?:date|day|iso ?8601|yyyy|datum|tag|jour|fecha|published|time range|zeitraum|period)\b|日期|时间/;
const sinceWord =
  /\b(?:since|from|after|start|begin|beginning|earliest|not before|min|von|seit|ab|anfang|beginn|frühestens|depuis|début|desde|inicio|gte|lower)\b|开始|起始|自|从|最早/;
const untilWord =
  /\b(?:until|till|to|before|end|latest|not after|max|bis|ende|spätestens|jusqu|fin|hasta|lte|upper)\b|结束|截止|至|到|最晚/;

const byName: readonly (readonly [Meaning, RegExp])[] = [
  [
    'expression',
    /\b(?:expr|expression|formula|calculation|equation|ausdruck|formel|rechnung|term to compute|expresion|fórmula)\b|表达式|算式|公式/,
  ],
  ['code', /\b(?:code|script|program|source code|snippet of code)\b|代码/],
  ['zone', /\b(?:tz|time ?zone|zone|zeitzone|fuseau)\b|时区/],
  ['language', /\b(?:lang|language|locale|sprache|langue|idioma)\b|语言/],
  ['unit', /\b(?:unit|units|einheit|unité|unidad|currency|währung)\b|单位|货币/],
  [
    'reason',
    /\b(?:reason|why|purpose|rationale|justification|grund|begründung|zweck|raison|motivo|thought|goal)\b|理由|原因|目的/,
  ],
  [
    'query',
    /\b(?:q|query|queries|search|keywords?|terms?|topics?|question|needle|prompt|phrase|such\w*|anfrage|frage|stichw\w*|thema|themen|requête|requete|consulta|pregunta|busca)\b|查询|关键词|问题|搜索|检索|主题|クエリ|запрос/,
  ],
  [
    'reference',
    /\b(?:ids?|file|files|file ?name|path|paths|ref|refs|reference|uri|url|doc|docs|document|documents|handle|slug|key|source|passage|kennung|datei|dateien|pfad|quelle|dokument|fundstelle|nummer|fichier|chemin|archivo|ruta)\b|编号|文件|文档|路径|标识|来源/,
  ],
  ['message', /\b(?:message|body|content|text|note|comment|nachricht|mitteilung|texto|texte)\b|消息|内容|正文|文本/],
  [
    'name',
    /\b(?:name|city|place|location|region|country|person|company|entity|subject|title|ort|stadt|land|firma|ville|ciudad)\b|城市|地点|名称|姓名|公司/,
  ],
];
const byDescription: readonly (readonly [Meaning, RegExp])[] = [
  [
    'expression',
    /\b(?:arithmetic|expression|formula|calculation|to (?:evaluate|calculate|compute)|ausdruck|formel|berechnet|rechenausdruck)\b|表达式|算式|公式|计算/,
  ],
  [
    'reference',
    /\b(?:id|identifier|file ?name|path|reference|of the (?:document|file|passage)|returned by|from (?:a|the|an earlier) (?:search|result)|kennung|dateiname|datei|pfad|dokument\w*)\b|编号|文件|文档|路径|标识/,
  ],
  [
    'query',
    /\b(?:search|query|look for|find|keywords?|question|topic|terms|words|in natural language|suche\w*|gesucht\w*|frage|stichwort\w*|thema|recherch\w*|busca\w*)\b|查询|搜索|检索|关键词|问题|查找/,
  ],
  ['unit', /\b(?:unit|einheit)\b|单位/],
  ['zone', /\b(?:time ?zone|iana|zeitzone)\b|时区/],
  ['reason', /\b(?:why|reason|purpose|warum)\b|原因|理由/],
  ['name', /\b(?:name of|city|place|town|person|company|stadt|ort)\b|城市|名称/],
];

function isDatePattern(place: Place): boolean {
  const pattern = ownValue(place.schema, 'pattern');
  if (typeof pattern !== 'string') return false;
  try {
    return new RegExp(pattern, 'u').test('2026-03-14') && !new RegExp(pattern, 'u').test('anything else');
  } catch {
    return false;
  }
}
