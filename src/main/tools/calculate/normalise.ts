// Rewrites an expression as people and models write it ("18.5 % of 412 million", "1,250 × 3", "3 km in mile") into the plain form that
// mathjs's parser reads. Percent signs and words such as "million" become functions around what they follow, so that they bind tightest.

import { functionNamed, functionNames } from './functions.ts';
import { invalid, notAllowed, tooLong } from './errors.ts';

const mostLevels = 50;
const mostDigits = 300;
const mostExponent = 300;

const space = /\s+/uy;
const exponent = String.raw`(?:[eE][+-]?\d+(?![\p{L}\d]))?`;
const number = new RegExp(String.raw`(?:\d+(?:\.\d*)?|\.\d+)${exponent}`, 'uy');
const groupedNumber = new RegExp(
  String.raw`\d{1,3}(?:([,'’_\u00a0\u202f\u2009 ])\d{3}(?:\1\d{3})*)(?!\d)(?:\.\d+)?${exponent}`,
  'uy',
);
const name = /[\p{L}°][\p{L}\p{N}_]*/uy;

const operators: Readonly<Record<string, string>> = {
  '+': '+',
  '-': '-',
  '*': '*',
  '/': '/',
  '^': '^',
  '−': '-',
  '–': '-',
  '×': '*',
  '·': '*',
  '⋅': '*',
  '∙': '*',
  '÷': '/',
};
const words: Readonly<Record<string, string>> = {
  of: '*',
  per: '/',
  mod: 'mod',
  times: '*',
  x: '*',
  plus: '+',
  minus: '-',
  to: 'to',
  in: 'to',
  into: 'to',
  as: 'to',
};
const scales: Readonly<Record<string, string>> = {
  percent: 'percent',
  pct: 'percent',
  thousand: 'thousand',
  thousands: 'thousand',
  million: 'million',
  millions: 'million',
  mn: 'million',
  mln: 'million',
  mio: 'million',
  billion: 'billion',
  billions: 'billion',
  bn: 'billion',
  bln: 'billion',
  trillion: 'trillion',
  trillions: 'trillion',
  trn: 'trillion',
};
const units: Readonly<Record<string, string>> = {
  d: 'day',
  ha: 'hectare',
  kmh: '(km/h)',
  kph: '(km/h)',
  mph: '(mile/h)',
  '°C': 'degC',
  '°F': 'degF',
  '°': 'deg',
  Ω: 'ohm',
  π: 'pi',
  PI: 'pi',
  Pi: 'pi',
  sqm: 'm^2',
};
const powers: Readonly<Record<string, string>> = { '²': '^2', '³': '^3' };

/** The plain form of an expression. Throws `calculate.not_an_expression`, `calculate.too_long`, and `calculate.not_allowed` for signs and names that have no place in one. */
export function normalised(expression: string): string {
  const text = expression
    .replace(/\s*=\s*$/, '')
    .replaceAll('**', '^')
    // A list as the only argument of a function is its arguments: sum([1, 2]) is sum(1, 2).
    .replaceAll(/\(\s*\[([^[\]()]*)\]\s*\)/g, (_, items: string) => `(${items.split(',').join(', ')})`)
    .replaceAll(/\bper\s+cent\b/gi, 'percent');
  const out: string[] = [];
  const open: OpenBracket[] = [];
  let at = 0;
  // Where what was read last begins, if it is something that can be multiplied; null behind an operator.
  let operand: number | null = null;
  let behindPercent = false;

  const takes = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const beginOperand = () => {
    if (behindPercent)
      throw invalid(
        '"%" stands before a number. Write "% of" for a share (18.5 % of 412) and "mod" for a remainder (17 mod 5).',
      );
    operand = out.length;
  };
  const operator = (sign: string) => {
    out.push(sign);
    operand = null;
    behindPercent = false;
  };
  const wrap = (wrapper: string, word: string) => {
    if (operand === null) throw invalid(`"${word}" needs a number before it.`);
    out.splice(operand, 0, `${wrapper}(`);
    out.push(')');
    behindPercent = wrapper === 'percent';
  };
  const readNumber = (): boolean => {
    const grouped = open.at(-1)?.isFunction === true ? null : takes(groupedNumber);
    const digits = grouped === null ? takes(number) : grouped.replaceAll(/[^\d.eE+-]/gu, '');
    if (digits === null) return false;
    if (/^\.\d/.test(text.slice(at)))
      throw invalid(
        `"${digits}${text.slice(at, at + 4)}" has two points. Write the thousands with commas: 1,234,567.89.`,
      );
    if (open.length === 0 && /^,\d/.test(text.slice(at)))
      throw invalid(
        `"${digits}${text.slice(at, at + 4)}" is unclear. Write decimals with a point, 3.5, and thousands in groups of three, 12,500.`,
      );
    if (digits.length > mostDigits || Math.abs(Number(/[eE](.+)$/.exec(digits)?.[1] ?? 0)) > mostExponent) {
      throw notAllowed(`Numbers have at most ${mostDigits} digits and exponents up to ${mostExponent}.`);
    }
    beginOperand();
    out.push(digits);
    return true;
  };
  const readName = (): boolean => {
    const word = takes(name);
    if (word === null) return false;
    const lower = word.toLowerCase();
    const called = /^\s*\(/.test(text.slice(at));
    if (called && functionNamed(word) !== undefined) {
      beginOperand();
      out.push(functionNamed(word)?.name ?? word);
      at += /^\s*\(/.exec(text.slice(at))?.[0].length ?? 0;
      openBracket(out.length - 1, true);
      return true;
    }
    const scale = Object.hasOwn(scales, lower) ? scales[lower] : undefined;
    if (scale !== undefined && operand === null && scale === 'percent' && out.at(-1) === 'to') out.push('percent');
    else if (scale !== undefined && !(lower !== word && word.length < 4)) wrap(scale, word);
    else if (Object.hasOwn(words, lower) && !(lower === 'in' && isInch())) operator(words[lower] ?? lower);
    else if (called && !Object.hasOwn(units, word) && operand === null) {
      throw notAllowed(
        `There is no function "${word.slice(0, 40)}". The functions are: ${functionNames().join(', ')}.`,
      );
    } else {
      beginOperand();
      out.push(Object.hasOwn(units, word) ? (units[word] ?? word) : word.replaceAll('µ', 'u').replaceAll('μ', 'u'));
    }
    return true;
  };
  // "5 in" and "5 in to cm" are inches, "3 km in mile" is a conversion.
  const isInch = () =>
    operand === null || !/^\s*[\p{L}°%(]/u.test(text.slice(at)) || /^\s*(?:to|in|into|as)\b/i.test(text.slice(at));
  // "20 % 6" and "20%6" are remainders as programs write them; in "18.5% 412" an "of" is missing, which is refused.
  const isRemainder = () =>
    /^\s*[\d.(]/.test(text.slice(at)) && /\s/.test(text[at - 2] ?? '') === /\s/.test(text[at] ?? '');
  const openBracket = (start: number, isFunction: boolean) => {
    out.push('(');
    open.push({ start, isFunction, commas: new Set() });
    if (open.length > mostLevels) throw tooLong(`${mostLevels} brackets in one another`);
    operand = null;
    behindPercent = false;
  };

  while (at < text.length) {
    if (takes(space) !== null || readNumber() || readName()) continue;
    const sign = text[at] ?? '';
    at += 1;
    if (Object.hasOwn(operators, sign)) operator(operators[sign] ?? sign);
    else if (Object.hasOwn(powers, sign)) out.push(powers[sign] ?? '');
    else if (sign === '%') {
      if (operand === null && out.at(-1) === 'to') out.push('percent');
      else if (operand !== null && isRemainder()) operator('mod');
      else wrap('percent', '%');
    } else if (sign === '!') out.push('!');
    else if (sign === '(') {
      beginOperand();
      openBracket(out.length, false);
    } else if (sign === ')') {
      const closed = open.pop();
      if (closed === undefined) throw invalid('There is a ")" without its "(".');
      out.push(')');
      operand = closed.start;
      behindPercent = false;
    } else if (sign === ',' && open.at(-1)?.isFunction === true) {
      const { commas } = open.at(-1) as OpenBracket;
      commas.add(/\d,\d{3}(?!\d)/.test(text.slice(at - 2, at + 4)) ? 'tight' : 'loose');
      if (commas.size > 1 || /^0\d/.test(text.slice(at))) throw ambiguousCommas();
      operator(',');
    } else throw foreign(sign);
  }
  if (open.length > 0) throw invalid('There is a "(" without its ")".');
  if (out.length === 0) throw invalid('The expression is empty.');
  return out.join(' ').replaceAll(/ (?=[(),!])|(?<=\() /g, '');
}

interface OpenBracket {
  readonly start: number;
  readonly isFunction: boolean;
  /** Commas that could stand inside a number, and those that could not. Both at once leave open what is meant. */
  readonly commas: Set<'tight' | 'loose'>;
}

function ambiguousCommas(): Error {
  return invalid(
    'Inside a function commas separate its arguments. Write the numbers without thousands separators: max(1000, 2000).',
  );
}

function foreign(sign: string): Error {
  if (/[$€£¥]/u.test(sign)) return notAllowed(`Leave "${sign}" out; amounts of money are plain numbers here.`);
  if (sign === ',') return invalid('A comma stands where none belongs. Write decimals with a point, 3.5.');
  if (sign === '=') return notAllowed('Values cannot be given names. Write one expression without "=".');
  return notAllowed(
    `${JSON.stringify(sign)} has no place in an expression. There are + - * / ^ mod ! % brackets, units, "to" and functions.`,
  );
}
