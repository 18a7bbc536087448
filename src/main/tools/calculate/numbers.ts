// Arithmetic of plain numbers: exact fractions as long as the operation allows, decimals of 64 digits otherwise. Sizes are checked before
// anything is worked out, so that no expression takes long.

import { tooLarge, undefinedResult } from './errors.ts';
import { library, type BigNumber, type Fraction, type Num } from './library.ts';

/** About three thousand digits. */
const mostBits = 10_000;
const mostExponent = 10_000;
const mostFactorial = 1000;

/** Whether a number is known exactly. */
export function isExact(number: Num): number is Fraction {
  return 'd' in number && typeof number.d === 'bigint';
}

export function whole(value: bigint): Fraction {
  return library.fraction(value, 1n);
}

export function ratio(numerator: bigint, denominator: bigint): Fraction {
  return library.fraction(numerator, denominator);
}

/** The exact value of a decimal as it was written. */
export function exactOf(decimal: BigNumber): Fraction {
  const [digits = '0', fraction = ''] = decimal.toFixed().split('.');
  return ratio(BigInt(digits + fraction), 10n ** BigInt(fraction.length));
}

/** A number with 64 digits. */
export function approximateOf(number: Num): BigNumber {
  if (!isExact(number)) return number;
  return library.bignumber(String(number.s * number.n)).div(library.bignumber(String(number.d)));
}

export function add(a: Num, b: Num): Num {
  return checked(isExact(a) && isExact(b) ? a.add(b) : approximateOf(a).plus(approximateOf(b)));
}

export function subtract(a: Num, b: Num): Num {
  return add(a, negative(b));
}

export function multiply(a: Num, b: Num): Num {
  return checked(isExact(a) && isExact(b) ? a.mul(b) : approximateOf(a).times(approximateOf(b)));
}

/** Throws `calculate.undefined` for a division by zero. */
export function divide(a: Num, b: Num): Num {
  if (isZero(b)) throw undefinedResult('A division by zero has no result. Check the divisor.');
  return checked(isExact(a) && isExact(b) ? a.div(b) : approximateOf(a).div(approximateOf(b)));
}

export function negative(number: Num): Num {
  return number.neg();
}

export function absolute(number: Num): Num {
  return number.abs();
}

export function compare(a: Num, b: Num): number {
  if (isExact(a) && isExact(b)) return a.compare(b);
  return approximateOf(a).comparedTo(approximateOf(b));
}

export function isZero(number: Num): boolean {
  return isExact(number) ? number.n === 0n : number.isZero();
}

export function isNegative(number: Num): boolean {
  return isExact(number) ? number.s < 0n : number.isNegative() && !number.isZero();
}

/** The whole number that a number is, or null. */
export function integerOf(number: Num): bigint | null {
  return isExact(number) && number.d === 1n ? number.s * number.n : null;
}

/** Remainder with the divisor's sign, as in 17 mod 5 = 2 and -1 mod 5 = 4. */
export function modulo(a: Num, b: Num): Num {
  return subtract(a, multiply(b, floor(divide(a, b))));
}

export function floor(number: Num): Num {
  if (!isExact(number)) return number.floor();
  const value = number.s * number.n;
  const quotient = value / number.d;
  return whole(value % number.d < 0n ? quotient - 1n : quotient);
}

/** Rounded to a number of decimals (negative: to tens, hundreds …), halves away from zero. */
export function round(number: Num, decimals: number): Num {
  const scale = decimals >= 0 ? whole(10n ** BigInt(decimals)) : ratio(1n, 10n ** BigInt(-decimals));
  const rounded = floor(add(multiply(absolute(number), scale), ratio(1n, 2n)));
  const result = divide(rounded, scale);
  return isNegative(number) ? negative(result) : result;
}

/** A power with a real result. Throws `calculate.undefined` where there is none, `calculate.too_large` for results beyond about 3,000 digits. */
export function power(base: Num, exponent: Num): Num {
  if (isZero(base) && isNegative(exponent)) throw undefinedResult('Zero has no negative power. Check the base.');
  if (isExact(base) && isExact(exponent)) {
    const root = exponent.d <= 12n ? exactRoot(base, exponent.d) : null;
    if (root !== null) return integerPower(root, exponent.s * exponent.n);
    if (base.s < 0n && exponent.d % 2n === 1n && exponent.d <= 99n) {
      const size = power(negative(base), exponent);
      return exponent.n % 2n === 1n ? negative(size) : size;
    }
  }
  const [x, y] = [approximateOf(base), approximateOf(exponent)];
  if (x.isNegative() && !x.isZero() && !y.isInteger())
    throw undefinedResult('A negative number has no real power with this exponent. Check the sign.');
  if (!x.isZero() && x.abs().log(10).times(y).abs().gt(mostExponent)) throw tooLarge('This power');
  return checked(x.pow(y));
}

/** Throws `calculate.undefined` for what is not a whole number from 0 on, `calculate.too_large` beyond 1,000. */
export function factorial(number: Num): Num {
  return productUpTo(1n, wholeFrom0(number, 'A factorial'));
}

/** How many ways there are to choose `k` of `n`, in order or not. */
export function choices(n: Num, k: Num, ordered: boolean): Num {
  const [all, some] = [wholeFrom0(n, 'This count'), wholeFrom0(k, 'This count')];
  if (some > all) return whole(0n);
  const permutations = productUpTo(all - some + 1n, all);
  return ordered ? permutations : divide(permutations, productUpTo(1n, some));
}

/** A function of analysis on decimals; an argument that is too large to mean anything is refused. */
export function approximate(number: Num, most: number, compute: (x: BigNumber) => BigNumber): Num {
  const x = approximateOf(number);
  if (x.abs().gt(most)) throw tooLarge('The argument');
  const result = compute(x);
  if (result.isNaN()) throw undefinedResult('This has no real result. Check the argument.');
  return checked(result);
}

function integerPower(base: Fraction, exponent: bigint): Num {
  const size = exponent < 0n ? -exponent : exponent;
  if (base.n > 1n || base.d > 1n) {
    const bits = BigInt(Math.max(bitsOf(base.n), bitsOf(base.d)));
    if (bits * size > BigInt(mostBits)) throw tooLarge('This power');
  }
  const sign = base.s < 0n && size % 2n === 1n ? -1n : 1n;
  // Of 0 and 1 every power is quick, whatever the exponent.
  const [n, d] = base.n <= 1n && base.d === 1n ? [size === 0n ? 1n : base.n, 1n] : [base.n ** size, base.d ** size];
  return exponent < 0n ? ratio(sign * d, n) : ratio(sign * n, d);
}

function exactRoot(base: Fraction, degree: bigint): Fraction | null {
  if (degree === 1n) return base;
  if (base.s < 0n && degree % 2n === 0n) return null;
  const [n, d] = [integerRoot(base.n, degree), integerRoot(base.d, degree)];
  return n === null || d === null ? null : ratio(base.s * n, d);
}

// Newton's method from above; null when the root is not whole.
function integerRoot(value: bigint, degree: bigint): bigint | null {
  if (value < 2n) return value;
  let root = 1n << (BigInt(bitsOf(value)) / degree + 1n);
  for (;;) {
    const next = ((degree - 1n) * root + value / root ** (degree - 1n)) / degree;
    if (next >= root) break;
    root = next;
  }
  return root ** degree === value ? root : null;
}

function productUpTo(from: bigint, to: bigint): Fraction {
  let product = 1n;
  for (let factor = from; factor <= to; factor += 1n) product *= factor;
  return whole(product);
}

function wholeFrom0(number: Num, what: string): bigint {
  const value = integerOf(number);
  if (value === null || value < 0n) throw undefinedResult(`${what} needs a whole number from 0 on, as in 5!.`);
  if (value > BigInt(mostFactorial)) throw tooLarge(what);
  return value;
}

function checked(number: Num): Num {
  if (isExact(number)) {
    if (bitsOf(number.n) > mostBits || bitsOf(number.d) > mostBits) throw tooLarge('The result');
  } else if (!number.isFinite()) throw undefinedResult('This has no finite result. Check the arguments.');
  else if (Math.abs(number.e) > mostExponent) throw tooLarge('The result');
  return number;
}

function bitsOf(value: bigint): number {
  return value === 0n ? 0 : 4 * value.toString(16).length;
}
