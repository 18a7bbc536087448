// Figures in texts: a number with its scale and unit, and which two figures of the evidence are the same thing at two times.
// Computing with them is left to the tools.

import { stemsOf } from './words.ts';

export interface Figure {
  /** As written, without scale: 447 in "447 million crowns". */
  readonly value: number;
  /** `million` and the like; empty for none. */
  readonly scale: string;
  /** `%`, `MWh`, `crowns` and the like; empty for a bare number. */
  readonly unit: string;
  /** As it stands in the text. */
  readonly wording: string;
  /** Written as a word: "seven". */
  readonly isWord: boolean;
  readonly at: number;
}

/** The figures of a text in its order. Dates, clock times, years and numbers inside names are not figures. */
export function figuresOf(text: string): Figure[] {
  const masked = text.replace(notFigures, (found) => ' '.repeat(found.length));
  const figures: Figure[] = [];
  for (const match of masked.matchAll(figurePattern)) {
    const [wording, before = '', digits = '', scale = '', after = ''] = match;
    const value = numberOf(digits);
    const unit = unitOf(before, scale, after);
    const isYear = scale === '' && unit === '' && /^(?:19|20)\d\d$/.test(digits);
    if (value === null || isYear) continue;
    const isUnit = unit !== '' && after !== '';
    figures.push({
      value,
      scale: scale.toLowerCase(),
      unit,
      wording: (isUnit ? wording : wording.slice(0, wording.length - after.length)).trim(),
      isWord: numberWords.has(digits.toLowerCase()),
      at: match.index,
    });
  }
  return figures;
}

/** The plain numbers in a text, for arguments that are numbers. */
export function numbersOf(text: string): number[] {
  return figuresOf(text)
    .filter((figure) => !figure.isWord)
    .map((figure) => figure.value);
}

/** How much a word of scale multiplies by; 1 for none. */
export function scaleFactorOf(scale: string): number {
  return scaleFactors.find(([pattern]) => pattern.test(scale))?.[1] ?? 1;
}

/** An arithmetic expression that a question spells out, such as `17.5 * (3 + 4)` or "12 % of 480", or null. */
export function spelledExpressionOf(text: string): string | null {
  const percentOf = percentOfPattern.exec(text);
  if (percentOf !== null) {
    const [part, whole] = [numberOf(percentOf[1] ?? ''), numberOf((percentOf[2] ?? '').replace(/[.,]$/, ''))];
    if (part !== null && whole !== null) return `${part} / 100 * ${scaled(String(whole), percentOf[3] ?? '')}`;
  }
  const masked = text.replace(notFigures, (found) => ' '.repeat(found.length));
  // A word of scale is no operation: "412 million" alone spells nothing out.
  if (!/\d\)*\s*[-+*/^×x÷−]\s*\(*\s*\d/.test(masked.replace(scaledNumber, '$1'))) return null;
  const plain = masked
    .replace(scaledNumber, (_, digits: string, scale: string) => `(${scaled(digits, scale)})`)
    .replace(/(?<=[\d)]\s?)[×x](?=\s?[\d(])/g, '*')
    .replaceAll('÷', '/')
    .replaceAll('−', '-');
  const match = /(?<![\w.])\(*\s*\d+(?:\.\d+)?(?:\s*\)*\s*[-+*/^]\s*\(*\s*\d+(?:\.\d+)?)+\s*\)*/.exec(plain);
  if (match === null) return null;
  const expression = match[0].trim().replace(/\s+/g, ' ');
  const opened = [...expression].filter((c) => c === '(').length;
  const closed = [...expression].filter((c) => c === ')').length;
  return opened === closed ? expression : null;
}

/** What is done with a pair of figures. */
export const operations = ['percent change', 'difference', 'sum', 'ratio', 'average', 'product', 'share'] as const;
export type Operation = (typeof operations)[number];

/** The operation that a question words, or null. */
export function operationOf(question: string): Operation | null {
  for (const [operation, pattern] of operationWords) if (pattern.test(question)) return operation;
  return null;
}

/** An arithmetic expression for an operation on two numbers, the earlier or base one first. */
export function expressionOf(operation: Operation, base: number, next: number): string {
  switch (operation) {
    case 'percent change':
      return `(${next} - ${base}) / ${base} * 100`;
    case 'difference':
      return `${next} - ${base}`;
    case 'sum':
      return `${base} + ${next}`;
    case 'ratio':
      return `${next} / ${base}`;
    case 'average':
      return `(${base} + ${next}) / 2`;
    case 'product':
      return `${base} * ${next}`;
    case 'share':
      return `${base} / ${next} * 100`;
  }
}

/** Whether two figures are of the same kind, so that computing on both makes sense. */
export function areComparable(one: Figure, other: Figure): boolean {
  if (one.scale !== other.scale) return false;
  return one.unit === other.unit || (one.scale !== '' && (one.unit === '' || other.unit === ''));
}

/** How much two sentences speak of the same thing, 0 to 1, their numbers aside. */
export function sameSubject(one: string, other: string): number {
  const first = wordsOnly(one);
  const second = wordsOnly(other);
  let shared = 0;
  for (const stem of first) if (second.has(stem)) shared += 1;
  return shared / Math.max(1, Math.min(first.size, second.size));
}

const notFigures = new RegExp(
  [
    /(?:19|20)\d\d-\d{1,2}-\d{1,2}(?:T[\d:.]+Z?)?/,
    /\d{1,2}:\d{2}(?::\d{2})?/,
    /\d{1,2}\.\d{1,2}\.(?:19|20)\d\d/,
    /(?:19|20)\d\d\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?/,
    /\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember)(?:\s+(?:19|20)\d\d)?/,
    /(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{1,2}(?:,?\s+(?:19|20)\d\d)?/,
    /\[[^\]\s\d]{0,80}\d[^\]\s]{0,80}\]/,
    /(?<![A-Za-zÀ-ɏ\d_])[A-Za-zÀ-ɏ_][A-Za-zÀ-ɏ\d_]*-?\d[\w.-]*/,
  ]
    .map((pattern) => pattern.source)
    .join('|'),
  'giu',
);
const scaleWords =
  'Millionen|Milliarden|million|billion|thousand|trillion|Mio\\.?|Mrd\\.?|millions?|milliards?|millones|bn|亿|万|百万';
const scaleFactors: readonly (readonly [RegExp, number])[] = [
  [/^(?:百万|millio|mio|millones)/i, 1_000_000],
  [/^(?:billionen|trillion)/i, 1_000_000_000_000],
  [/^(?:billion|milliard|mrd|bn)/i, 1_000_000_000],
  [/^亿/, 100_000_000],
  [/^万/, 10_000],
  [/^(?:thousand|tausend)/i, 1000],
];
const spelledScale = `Billionen|tausend|${scaleWords}`;
const percentOfPattern = new RegExp(
  `(\\d+(?:[.,]\\d+)?)\\s*(?:%|percent|per cent|prozent)\\s*(?:of|von|de)\\s+(?:[€$£¥]\\s?)?(\\d[\\d.,]*)(?:\\s?(${spelledScale}))?`,
  'i',
);
const scaledNumber = new RegExp(`(\\d+(?:\\.\\d+)?)\\s?(${spelledScale})(?![a-zäöü])`, 'gi');

function scaled(digits: string, scale: string): string {
  const factor = scaleFactorOf(scale);
  return factor === 1 ? digits : `${digits} * ${factor}`;
}

const numberWords: ReadonlyMap<string, number> = new Map(
  [
    'two three four five six seven eight nine ten eleven twelve',
    'zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
    'deux trois quatre cinq six sept huit neuf dix onze douze',
  ].flatMap((language) => language.split(' ').map((word, index) => [word, index + 2] as const)),
);
const figurePattern = new RegExp(
  `([€$£¥]\\s?)?(?<![A-Za-zÀ-ɏ\\d.,])([-−]?(?:\\d{1,3}(?:[,\u202f\u00a0’' ]\\d{3})+|\\d+)(?:[.,]\\d+)?|(?:${[...numberWords.keys()].join('|')})(?![\\p{L}-]))(?![\\d])\\s?(${scaleWords})?\\s?(%|per cent|percent|Prozent|[€$£¥]|[A-Za-zÀ-ɏ°µ][A-Za-zÀ-ɏ²³/]*|[\\u4e00-\\u9fff])?`,
  'giu',
);

function unitOf(before: string, scale: string, after: string): string {
  if (/^(?:%|per cent|percent|prozent)$/i.test(after)) return '%';
  const word = notUnits.has(after.toLowerCase()) ? '' : after;
  const isNoun =
    scale === '' || /^(?:[A-Z]{2,4}|.+s|.*[^A-Za-z].*|Euro|Mark|Kronen|Franken|people|kWh|MWh)$/.test(word);
  return (before.trim() || (isNoun ? word : '')).replace(/(?<=\p{L}{3})s$/u, '');
}

const notUnits: ReadonlySet<string> = new Set(
  'to from and or of in on at by for the a an as is was were with than per against votes while but after before up down since until over under more less fewer higher lower later earlier out instead approved planned if because so such und bis auf von zu im der die das et à de en y mehr weniger'.split(
    ' ',
  ),
);

function numberOf(digits: string): number | null {
  const word = numberWords.get(digits.toLowerCase());
  if (word !== undefined) return word;
  let plain = digits.replace(/[\u202f\u00a0’' ]/g, '').replace('−', '-');
  const commas = (plain.match(/,/g) ?? []).length;
  const points = (plain.match(/\./g) ?? []).length;
  if (commas > 0 && points > 0) {
    plain =
      plain.lastIndexOf(',') > plain.lastIndexOf('.')
        ? plain.replaceAll('.', '').replace(',', '.')
        : plain.replaceAll(',', '');
  } else if (commas > 0) {
    plain = /^-?\d{1,3}(?:,\d{3})+$/.test(plain) ? plain.replaceAll(',', '') : plain.replace(',', '.');
  } else if (points > 1) plain = plain.replaceAll('.', '');
  const value = Number(plain);
  return Number.isFinite(value) && plain !== '' ? value : null;
}

const operationWords: readonly (readonly [Operation, RegExp])[] = [
  [
    'percent change',
    /percent(?:age)? (?:change|increase|decrease|rise|growth|difference)|per cent (?:change|more|less)|in percent|% (?:change|more|less|higher|lower)|how (?:much|many) (?:percent|per cent)|percent changes?|prozentual|prozentuale|um wie ?viel prozent|wie ?viel prozent|变化率|百分之|增长率|涨幅|百分比|pourcentage|porcentaje/i,
  ],
  ['average', /\b(?:average|mean|durchschnitt\w*|mittelwert|moyenne|promedio)\b|平均/i],
  ['sum', /\b(?:sum|total|altogether|combined|in all|add up|summe|insgesamt|zusammen|somme|suma)\b|总共|合计|总和/i],
  ['ratio', /\b(?:ratio|times (?:as|more|larger|higher)|factor|verhältnis|wievielfach\w*|rapport entre)\b|倍|比例/i],
  ['share', /\b(?:share of|proportion|what percent(?:age)? of|anteil)\b|占比/i],
  [
    'difference',
    /\b(?:difference|how much (?:more|less|higher|lower)|rose by|grew by|differ|by how much|differenz|unterschied|um wie ?viel|différence|diferencia)\b|相差|差额|多了|增加了多少/i,
  ],
  [
    'percent change',
    /\b(?:percent|per cent|change|changed|increase|increased|growth|grew|overrun|over budget|prozent|veränderung|gestiegen|anstieg|évolution)\b|%|增长|变化|上涨/i,
  ],
  ['product', /\b(?:multiply|multiplied|product of|produkt aus)\b|乘/i],
];

function wordsOnly(sentence: string): ReadonlySet<string> {
  return new Set([...stemsOf(sentence)].filter((stem) => !/\d/.test(stem)));
}
