// The functions that expressions may call, complete. All take values and give a value; those over several work on numbers, percentages
// and quantities of one dimension alike.

import { invalid, undefinedResult, unitMismatch } from './errors.ts';
import type { BigNumber, Num } from './library.ts';
import * as numbers from './numbers.ts';
import {
  amountOf,
  commensurable,
  convert,
  divide,
  multiply,
  numberValue,
  percentValue,
  quantityOf,
  subtract,
  withAmount,
  type Value,
} from './values.ts';

export interface MathFunction {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** How it is written, for error messages. */
  readonly usage: string;
  /** Postfix words are functions too; these are not offered by name. */
  readonly hidden?: true;
  readonly apply: (values: readonly Value[]) => Value;
}

const mostArguments = 200;
const trigonometricMost = 1e6;

/** The function of a name in any spelling of its case, or undefined. */
export function functionNamed(name: string): MathFunction | undefined {
  return byName.get(name.toLowerCase());
}

export function functionNames(): readonly string[] {
  return [...new Set(byName.values())].filter((found) => found.hidden === undefined).map((found) => found.name);
}

/** Calls a function. Throws `calculate.not_an_expression` for a wrong number of arguments. */
export function call(found: MathFunction, values: readonly Value[]): Value {
  if (values.length < found.least || values.length > found.most) {
    const wanted =
      found.least === found.most
        ? String(found.least)
        : found.most === mostArguments
          ? `at least ${found.least}`
          : `${found.least} to ${found.most}`;
    throw invalid(
      `${found.name} takes ${wanted} ${wanted.endsWith(' 1') || wanted === '1' ? 'argument' : 'arguments'} and got ${values.length}. Write it as ${found.usage}, numbers without thousands separators.`,
    );
  }
  return found.apply(values);
}

// Acts on the number, whatever it counts.
const onAmount = (name: string, usage: string, compute: (amount: Num) => Num): MathFunction => ({
  name,
  least: 1,
  most: 1,
  usage,
  apply: ([value]) => onCounted(given(value), compute),
});

const onPlain = (
  name: string,
  usage: string,
  least: number,
  most: number,
  compute: (...args: Num[]) => Num,
): MathFunction => ({
  name,
  least,
  most,
  usage,
  apply: (values) => numberValue(compute(...values.map((value) => plain(value, name)))),
});

const over = (name: string, usage: string, compute: (amounts: readonly Num[]) => Num): MathFunction => ({
  name,
  least: 1,
  most: mostArguments,
  usage,
  apply: (values) => {
    const alike = commensurable(values);
    return withAmount(given(alike[0]), compute(alike.map(amountOf)));
  },
});

const scale = (name: string, factor: bigint): MathFunction => ({
  name,
  least: 1,
  most: 1,
  usage: `3 ${name}`,
  hidden: true,
  apply: ([value]) => multiply(given(value), numberValue(numbers.whole(factor))),
});

const analysis = (name: string, usage: string, most: number, compute: (x: BigNumber) => BigNumber): MathFunction =>
  onPlain(name, usage, 1, 1, (x) => numbers.approximate(x, most, compute));

const one = numbers.whole(1n);
const sumOf = (amounts: readonly Num[]): Num => amounts.reduce((sum, amount) => numbers.add(sum, amount));
const meanOf = (amounts: readonly Num[]): Num => numbers.divide(sumOf(amounts), numbers.whole(BigInt(amounts.length)));
const varianceOf = (amounts: readonly Num[]): Num => {
  if (amounts.length < 2)
    throw undefinedResult('The spread of a sample needs at least two numbers, as in stdev(3, 4, 8).');
  const mean = meanOf(amounts);
  const squares = amounts.map((amount) => numbers.power(numbers.subtract(amount, mean), numbers.whole(2n)));
  return numbers.divide(sumOf(squares), numbers.whole(BigInt(amounts.length - 1)));
};

const all: readonly MathFunction[] = [
  {
    name: 'percentChange',
    least: 2,
    most: 2,
    usage: 'percentChange(from, to)',
    apply: ([from, to]) => shareOf(subtract(given(to), given(from)), given(from), 'percentChange'),
  },
  {
    name: 'percentOf',
    least: 2,
    most: 2,
    usage: 'percentOf(part, whole)',
    apply: ([part, of]) => shareOf(given(part), given(of), 'percentOf'),
  },
  {
    name: 'round',
    least: 1,
    most: 2,
    usage: 'round(2.345, 2)',
    apply: ([value, digits]) => {
      const decimals = digits === undefined ? 0n : numbers.integerOf(plain(digits, 'round'));
      if (decimals === null || decimals > 60n || decimals < -60n)
        throw invalid('round takes a whole number of decimals up to 60, as in round(2.345, 2).');
      return onCounted(given(value), (amount) => numbers.round(amount, Number(decimals)));
    },
  },
  onPlain('sign', 'sign(-3)', 1, 1, (x) => numbers.whole(numbers.isZero(x) ? 0n : numbers.isNegative(x) ? -1n : 1n)),
  onAmount('floor', 'floor(2.7)', numbers.floor),
  onAmount('ceil', 'ceil(2.1)', (amount) => numbers.negative(numbers.floor(numbers.negative(amount)))),
  onAmount('abs', 'abs(-3)', numbers.absolute),
  over('sum', 'sum(1, 2, 3)', sumOf),
  over('mean', 'mean(3, 4, 8)', meanOf),
  over('median', 'median(3, 4, 8)', (amounts) => {
    const sorted = amounts.toSorted(numbers.compare);
    const middle = sorted.length >> 1;
    return meanOf(sorted.length % 2 === 1 ? sorted.slice(middle, middle + 1) : sorted.slice(middle - 1, middle + 1));
  }),
  over('min', 'min(3, 4, 8)', (amounts) =>
    amounts.reduce((least, amount) => (numbers.compare(amount, least) < 0 ? amount : least)),
  ),
  over('max', 'max(3, 4, 8)', (amounts) =>
    amounts.reduce((most, amount) => (numbers.compare(amount, most) > 0 ? amount : most)),
  ),
  over('stdev', 'stdev(3, 4, 8)', (amounts) => numbers.power(varianceOf(amounts), numbers.ratio(1n, 2n))),
  onPlain('variance', 'variance(3, 4, 8)', 2, mostArguments, (...amounts) => varianceOf(amounts)),
  onPlain('sqrt', 'sqrt(2)', 1, 1, (x) => numbers.power(x, numbers.ratio(1n, 2n))),
  onPlain('cbrt', 'cbrt(27)', 1, 1, (x) => numbers.power(x, numbers.ratio(1n, 3n))),
  onPlain('pow', 'pow(2, 10)', 2, 2, numbers.power),
  onPlain('mod', 'mod(17, 5)', 2, 2, numbers.modulo),
  onPlain('factorial', 'factorial(5)', 1, 1, numbers.factorial),
  onPlain('combinations', 'combinations(49, 6)', 2, 2, (n, k) => numbers.choices(n, k, false)),
  onPlain('permutations', 'permutations(10, 3)', 2, 2, (n, k) => numbers.choices(n, k, true)),
  onPlain('gcd', 'gcd(12, 18)', 1, mostArguments, (...values) =>
    values.map(wholeNumber).reduce((a, b) => numbers.whole(greatestDivisor(asBigint(a), asBigint(b)))),
  ),
  onPlain('lcm', 'lcm(4, 6)', 1, mostArguments, (...values) =>
    values.map(wholeNumber).reduce((a, b) => {
      const divisor = greatestDivisor(asBigint(a), asBigint(b));
      return divisor === 0n
        ? numbers.whole(0n)
        : numbers.absolute(numbers.multiply(a, numbers.whole(asBigint(b) / divisor)));
    }),
  ),
  analysis('exp', 'exp(1)', 10_000, (x) => x.exp()),
  onPlain('ln', 'ln(2)', 1, 1, (x) => logarithm(x, null)),
  onPlain('log', 'log(1000) or log(8, 2)', 1, 2, (x, base) => logarithm(x, base ?? numbers.whole(10n))),
  onPlain('log2', 'log2(8)', 1, 1, (x) => logarithm(x, numbers.whole(2n))),
  analysis('asin', 'asin(1)', 1e30, (x) => x.asin()),
  analysis('acos', 'acos(0)', 1e30, (x) => x.acos()),
  analysis('atan', 'atan(1)', 1e30, (x) => x.atan()),
  ofAngle('sin', (x) => x.sin()),
  ofAngle('cos', (x) => x.cos()),
  ofAngle('tan', (x) => x.tan()),
  {
    name: 'percent',
    least: 1,
    most: 1,
    usage: '8.5 %',
    hidden: true,
    apply: ([value]) => percentValue(numbers.divide(plain(given(value), '%'), numbers.whole(100n))),
  },
  scale('thousand', 1000n),
  scale('million', 1_000_000n),
  scale('billion', 1_000_000_000n),
  scale('trillion', 1_000_000_000_000n),
];
const aliases: Readonly<Record<string, string>> = {
  average: 'mean',
  avg: 'mean',
  percentagechange: 'percentChange',
  pctchange: 'percentChange',
  log10: 'log',
  std: 'stdev',
  ceiling: 'ceil',
  arcsin: 'asin',
  arccos: 'acos',
  arctan: 'atan',
};

const byName: ReadonlyMap<string, MathFunction> = new Map([
  ...all.map((found) => [found.name.toLowerCase(), found] as const),
  ...Object.entries(aliases).flatMap(([alias, name]) =>
    all.filter((found) => found.name === name).map((found) => [alias, found] as const),
  ),
]);

function given(value: Value | undefined): Value {
  if (value === undefined) throw invalid('An argument is missing.');
  return value;
}

function plain(value: Value, name: string): Num {
  if (value.kind === 'quantity') throw unitMismatch(`${name} takes plain numbers, without units.`);
  return value.number;
}

// Percentages are rounded as they are read: 8.4951 % to 8.5 %, not the share behind it.
function onCounted(value: Value, compute: (amount: Num) => Num): Value {
  const hundred = numbers.whole(100n);
  if (value.kind === 'percent')
    return percentValue(numbers.divide(compute(numbers.multiply(value.number, hundred)), hundred));
  return withAmount(value, compute(amountOf(value)));
}

function shareOf(part: Value, whole: Value, name: string): Value {
  if (numbers.isZero(amountOf(whole)))
    throw undefinedResult(`${name} of zero has no result. Check which number is the base.`);
  const share = divide(part, whole);
  if (share.kind === 'quantity') throw unitMismatch(`${name} takes two quantities of the same kind.`);
  return percentValue(share.number);
}

function logarithm(x: Num, base: Num | null): Num {
  if (numbers.isZero(x) || numbers.isNegative(x)) throw undefinedResult('A logarithm needs a number above zero.');
  if (base !== null && (numbers.isZero(base) || numbers.isNegative(base) || numbers.compare(base, one) === 0))
    throw undefinedResult('The base of a logarithm must be above zero and not 1.');
  const decimal = numbers.approximateOf(x);
  const result = base === null ? decimal.ln() : decimal.log(numbers.approximateOf(base));
  const nearest = result.round();
  // A whole result is exact if raising the base to it gives the number back.
  const isWhole =
    base !== null &&
    nearest.eq(result) &&
    nearest.abs().lt(1000) &&
    numbers.compare(numbers.power(base, numbers.exactOf(nearest)), x) === 0;
  return isWhole || numbers.compare(x, one) === 0 ? numbers.exactOf(nearest) : result;
}

function ofAngle(name: string, compute: (x: BigNumber) => BigNumber): MathFunction {
  return {
    name,
    least: 1,
    most: 1,
    usage: `${name}(30 deg) or ${name}(0.5)`,
    apply: ([value]) => {
      const angle = given(value);
      if (angle.kind === 'quantity' && !angle.unit.hasBase('ANGLE'))
        throw unitMismatch(`${name} takes an angle, as in ${name}(30 deg).`);
      const radians = angle.kind === 'quantity' ? amountOf(convert(angle, quantityOf(one, 'rad'))) : angle.number;
      return numberValue(numbers.approximate(radians, trigonometricMost, compute));
    },
  };
}

function wholeNumber(number: Num): Num {
  if (numbers.integerOf(number) === null) throw undefinedResult('This needs whole numbers, as in gcd(12, 18).');
  return numbers.absolute(number);
}

function asBigint(number: Num): bigint {
  return numbers.integerOf(number) ?? 0n;
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
