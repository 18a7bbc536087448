// What an expression can come to: a number, a percentage, or a quantity with a unit, and the operations between them. A percentage behind
// plus or minus is of what stands before it, as on a pocket calculator: 412 + 8.5% is 447.02.

import { invalid, undefinedResult, unitMismatch } from './errors.ts';
import { library, type Num, type Unit } from './library.ts';
import * as numbers from './numbers.ts';

export type Value =
  | { readonly kind: 'number'; readonly number: Num }
  /** `number` is the share: 0.085 for 8.5 %. */
  | { readonly kind: 'percent'; readonly number: Num }
  /** `stated`: the unit was asked for by "to" and is kept. */
  | { readonly kind: 'quantity'; readonly unit: Unit; readonly stated?: true };

const mostUnitPower = 12n;

export function numberValue(number: Num): Value {
  return { kind: 'number', number };
}

export function percentValue(share: Num): Value {
  return { kind: 'percent', number: share };
}

/** The unit of a name as a quantity of one; those with a zero of their own (°C, °F) have no amount until a number is set before them. */
export function unitNamed(name: string): Value | null {
  if (name.length > 40 || !library.Unit.isValuelessUnit(name)) return null;
  const unit = new library.Unit(null, name);
  const offset = (unit.units[0] as unknown as { unit: { offset: unknown } } | undefined)?.unit.offset;
  return Number(offset ?? 0) === 0 ? quantityOf(numbers.whole(1n), name) : { kind: 'quantity', unit };
}

export function add(a: Value, b: Value): Value {
  if (b.kind === 'percent' && a.kind !== 'percent')
    return multiply(a, numberValue(numbers.add(numbers.whole(1n), b.number)));
  if (a.kind === 'quantity' || b.kind === 'quantity') return sumOfQuantities(a, b);
  return { kind: b.kind === 'percent' ? 'percent' : 'number', number: numbers.add(a.number, b.number) };
}

export function subtract(a: Value, b: Value): Value {
  if (b.kind === 'percent' && a.kind !== 'percent')
    return multiply(a, numberValue(numbers.subtract(numbers.whole(1n), b.number)));
  if (a.kind === 'quantity' || b.kind === 'quantity') return sumOfQuantities(a, negative(b));
  return { kind: b.kind === 'percent' ? 'percent' : 'number', number: numbers.subtract(a.number, b.number) };
}

export function multiply(a: Value, b: Value): Value {
  if (a.kind === 'quantity' || b.kind === 'quantity') return ofLibrary(() => library.multiplyScalar(...together(a, b)));
  const kind = a.kind === 'percent' && b.kind === 'percent' ? 'percent' : 'number';
  return { kind, number: numbers.multiply(a.number, b.number) };
}

export function divide(a: Value, b: Value): Value {
  if (a.kind === 'quantity' || b.kind === 'quantity') {
    if (numbers.isZero(amountOf(b))) throw undefinedResult('A division by zero has no result. Check the divisor.');
    return ofLibrary(() => library.divideScalar(...together(a, b)));
  }
  const kind = a.kind === 'percent' && b.kind === 'number' ? 'percent' : 'number';
  return { kind, number: numbers.divide(a.number, b.number) };
}

export function negative(value: Value): Value {
  return withAmount(value, numbers.negative(amountOf(value)));
}

export function power(base: Value, exponent: Value): Value {
  if (exponent.kind === 'quantity') throw unitMismatch('An exponent cannot have a unit.');
  if (base.kind !== 'quantity') return numberValue(numbers.power(base.number, exponent.number));
  const whole = numbers.integerOf(exponent.number);
  if (whole === null || whole > mostUnitPower || whole < -mostUnitPower)
    throw unitMismatch('A quantity with a unit can be raised to small whole numbers only, as in (3 m)^2.');
  // mathjs itself raises amounts to powers as decimals; one factor at a time keeps them exact.
  let result: Value = numberValue(numbers.whole(1n));
  for (let i = 0n; i < (whole < 0n ? -whole : whole); i += 1n) result = multiply(result, base);
  return whole < 0n ? divide(numberValue(numbers.whole(1n)), result) : result;
}

/** A quantity in another unit of the same dimension. Throws `calculate.units`. */
export function convert(value: Value, target: Value): Value {
  if (value.kind !== 'quantity')
    throw unitMismatch('Only a quantity with a unit can be converted, as in 3 km to mile.');
  if (
    target.kind !== 'quantity' ||
    (hasAmount(target.unit) && numbers.compare(amountOf(target), numbers.whole(1n)) !== 0)
  ) {
    throw unitMismatch('Behind "to" stands a unit alone, as in 3 km to mile.');
  }
  const name = unitName(target.unit);
  if (!value.unit.equalBase(target.unit))
    throw unitMismatch(`${unitOf(value)} cannot be converted to ${name}; they measure different things.`);
  const amount = amountOf(value);
  try {
    return { kind: 'quantity', unit: value.unit.to(name), stated: true };
  } catch {
    // Into angles and other units that are multiples of pi nothing exact can be converted.
    const unit = quantityOf(numbers.approximateOf(amount), unitName(value.unit)).unit.to(name);
    return { kind: 'quantity', unit, stated: true };
  }
}

/** The number of a value: of a percentage the share, of a quantity how many of its units. */
export function amountOf(value: Value): Num {
  if (value.kind !== 'quantity') return value.number;
  assertAmount(value);
  return value.unit.toNumeric(unitName(value.unit) || undefined) as Num;
}

/** The same unit or kind with another number. */
export function withAmount(value: Value, amount: Num): Value {
  if (value.kind !== 'quantity') return { kind: value.kind, number: amount };
  return quantityOf(amount, unitName(value.unit));
}

/** So many of a unit; a decimal where the unit itself has no exact size, as degrees of an angle. */
export function quantityOf(amount: Num, name: string): Extract<Value, { kind: 'quantity' }> {
  const unit = new library.Unit(null, name);
  try {
    return { kind: 'quantity', unit: library.multiplyScalar(amount, unit) as Unit };
  } catch {
    return { kind: 'quantity', unit: library.multiplyScalar(numbers.approximateOf(amount), unit) as Unit };
  }
}

/** Values as multiples of what the first is counted in. Throws `calculate.units` when they measure different things. */
export function commensurable(values: readonly Value[]): readonly Value[] {
  const [first] = values;
  if (first === undefined || first.kind !== 'quantity') {
    if (values.some((value) => value.kind === 'quantity')) throw mixed();
    return values.every((value) => value.kind === 'percent')
      ? values
      : values.map((value) => numberValue(amountOf(value)));
  }
  const unit: Value = { kind: 'quantity', unit: new library.Unit(null, unitName(first.unit)) };
  return values.map((value) => {
    if (value.kind !== 'quantity') throw mixed();
    return convert(value, unit);
  });
}

/** What a value is counted in: "km / h", "%", nothing for a number. */
export function unitOf(value: Value): string {
  return value.kind === 'quantity' ? unitName(value.unit) : value.kind === 'percent' ? '%' : '';
}

/** The names in a unit with their powers, each once; what cancels out is left out. */
export function unitParts(unit: Unit): readonly (readonly [name: string, power: number])[] {
  const powers = new Map<string, number>();
  for (const part of unit.units as unknown as readonly UnitPart[]) {
    const name = part.prefix.name + part.unit.name;
    powers.set(name, (powers.get(name) ?? 0) + part.power);
  }
  return [...powers].filter(([, power]) => power !== 0);
}

interface UnitPart {
  readonly prefix: { readonly name: string };
  readonly unit: { readonly name: string };
  readonly power: number;
}

function unitName(unit: Unit): string {
  const parts = unitParts(unit);
  const written = (sign: 1 | -1) =>
    parts
      .filter(([, power]) => power * sign > 0)
      .map(([name, power]) => (power * sign === 1 ? name : `${name}^${power * sign}`));
  const [above, below] = [written(1), written(-1)];
  if (below.length === 0) return above.join(' ');
  if (above.length === 0) return parts.map(([name, power]) => `${name}^${power}`).join(' ');
  return `${above.join(' ')} / ${below.length === 1 ? below.join('') : `(${below.join(' ')})`}`;
}

function sumOfQuantities(a: Value, b: Value): Value {
  if (a.kind !== 'quantity' || b.kind !== 'quantity') throw mixed();
  if (!a.unit.equalBase(b.unit))
    throw unitMismatch(`${unitOf(a)} and ${unitOf(b)} measure different things and cannot be added or subtracted.`);
  assertAmount(a);
  assertAmount(b);
  const [x, y] = together(a, b) as [Unit, Unit];
  return ofLibrary(() => library.addScalar(x, y));
}

// Both exact or both decimals: mathjs does not mix them.
function together(a: Value, b: Value): [Unit | Num, Unit | Num] {
  const exact = [a, b].every((value) =>
    value.kind === 'quantity'
      ? !hasAmount(value.unit) || numbers.isExact(amountOf(value))
      : numbers.isExact(value.number),
  );
  const plain = (value: Value): Unit | Num => {
    if (value.kind !== 'quantity') return exact ? value.number : numbers.approximateOf(value.number);
    if (exact || !hasAmount(value.unit)) return value.unit;
    const same = withAmount(value, numbers.approximateOf(amountOf(value)));
    return same.kind === 'quantity' ? same.unit : same.number;
  };
  return [plain(a), plain(b)];
}

// Where the units cancel out a number is left.
function ofLibrary(compute: () => Unit | Num): Value {
  const result = compute();
  if (!('units' in result)) return numberValue(numbers.add(result, numbers.whole(0n)));
  result.fixPrefix = true;
  const value: Value = { kind: 'quantity', unit: result };
  if (hasAmount(result)) numbers.add(amountOf(value), numbers.whole(0n));
  return value;
}

function hasAmount(unit: Unit): boolean {
  return unit.value !== null && unit.value !== undefined;
}

function assertAmount(value: Value): void {
  if (value.kind === 'quantity' && !hasAmount(value.unit))
    throw invalid(`The unit ${unitName(value.unit)} needs a number before it, as in 20 degC to degF.`);
}

function mixed(): Error {
  return unitMismatch('A plain number and a quantity with a unit cannot be added or compared. Give both the unit.');
}
