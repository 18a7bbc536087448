// A value as the tool returns it: decimal text that can be quoted, the unit, and where the decimals do not end the exact fraction.

import { library, type Num } from './library.ts';
import { approximateOf, isExact, multiply, whole } from './numbers.ts';
import { amountOf, convert, quantityOf, unitOf, unitParts, type Value } from './values.ts';

export interface Result {
  readonly expression: string;
  /** Decimal digits with a point and no separators; with an exponent only when very large or small. */
  readonly value: string;
  readonly unit?: string;
  /** The exact fraction in lowest terms, where `value` is rounded. */
  readonly exact?: string;
  /** `value` is rounded. */
  readonly approximate?: true;
}

const mostDecimals = 30;
const mostWritten = 400;
const mostFractionChars = 200;

/** The result of an expression; decimals that do not end are rounded to so many significant digits. */
export function resultOf(expression: string, value: Value, digits: number): Result {
  const shown = readable(value);
  const amount = shown.kind === 'percent' ? multiply(shown.number, whole(100n)) : amountOf(shown);
  const unit = unitOf(shown);
  return { expression, ...written(amount, digits), ...(unit === '' ? {} : { unit }) };
}

// A quantity that was worked out in units that people use for it: MWh / MW in h, MW * h in MWh, km / h * h in km, cm * m in m^2. A unit
// that stands alone or that "to" asked for stays as it was written.
function readable(value: Value): Value {
  if (value.kind !== 'quantity' || value.stated === true || value.unit.units.length < 2) return value;
  const { unit } = value;
  const parts = unitParts(unit);
  if (parts.length === 1) return value;
  const watt = parts.map(([name]) => /^([A-Za-z]*)W(h?)$/.exec(name)).find((found) => found !== null);
  if (unit.hasBase('TIME')) return inUnit(value, 'h');
  const isProduct = parts.every(([, power]) => power > 0);
  if (isProduct && unit.hasBase('SURFACE')) return inUnit(value, 'm^2');
  if (isProduct && unit.hasBase('VOLUME')) return inUnit(value, 'm^3');
  if (unit.hasBase('ENERGY') && watt) return inUnit(value, `${watt[1]}Wh`);
  if (unit.hasBase('POWER') && watt) return inUnit(value, `${watt[1]}W`);
  const simple = unit.simplify();
  simple.fixPrefix = true;
  return simple.units.length === 1 && !unit.hasBase('SURFACE') ? { kind: 'quantity', unit: simple } : value;
}

function inUnit(value: Value, name: string): Value {
  return convert(value, quantityOf(whole(1n), name));
}

function written(amount: Num, digits: number): Pick<Result, 'value' | 'exact' | 'approximate'> {
  if (isExact(amount)) {
    const decimal = endingDecimal(amount);
    if (decimal !== null && decimal.length <= mostWritten) return { value: decimal };
    const fraction = `${amount.s < 0n ? '-' : ''}${amount.n}/${amount.d}`;
    return {
      value: rounded(amount, digits),
      ...(fraction.length <= mostFractionChars ? { exact: fraction } : {}),
      approximate: true,
    };
  }
  return { value: rounded(amount, digits), approximate: true };
}

function rounded(amount: Num, digits: number): string {
  const decimal = library.bignumber(approximateOf(amount).toSignificantDigits(digits).toString());
  return decimal.e >= -9 && decimal.e <= 30 ? decimal.toFixed() : decimal.toExponential();
}

// All decimals of a fraction that has no more than thirty, else null.
function endingDecimal({ s, n, d }: Extract<Num, { readonly d: bigint }>): string | null {
  let decimals = 0;
  let scaled = 1n;
  while (decimals <= mostDecimals && scaled % d !== 0n) {
    decimals += 1;
    scaled *= 10n;
  }
  if (scaled % d !== 0n) return null;
  const digits = String((n * scaled) / d).padStart(decimals + 1, '0');
  const sign = s < 0n && n > 0n ? '-' : '';
  return decimals === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
