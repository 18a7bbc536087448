// The parts of mathjs that calculations use: its parser, its fractions and decimals, its units. The parser only builds trees; mathjs's own
// evaluation is never used, so that nothing can be reached by a name that functions.ts and evaluate.ts do not have.

import {
  addScalarDependencies,
  bignumberDependencies,
  create,
  divideScalarDependencies,
  fractionDependencies,
  multiplyScalarDependencies,
  parseDependencies,
  UnitDependencies,
  type BigNumber,
  type MathNode,
  type Unit,
  type UnitCtor,
} from 'mathjs';

export type { BigNumber, Unit };

/** A rational number in lowest terms; `s` is its sign, `n` and `d` are not negative. */
export type Fraction = Exclude<ReturnType<Unit['toNumeric']>, number | BigNumber>;

/** Exact as a fraction as long as possible; a decimal of 64 digits after a root, a logarithm or an angle. */
export type Num = Fraction | BigNumber;

interface Library {
  parse(expression: string): MathNode;
  fraction(numerator: bigint, denominator: bigint): Fraction;
  bignumber(text: string): BigNumber;
  addScalar(a: Unit, b: Unit): Unit;
  multiplyScalar(a: Unit | Num, b: Unit | Num): Unit | Num;
  divideScalar(a: Unit | Num, b: Unit | Num): Unit | Num;
  readonly Unit: UnitCtor & (new (value: null, name: string) => Unit) & { setUnitSystem(name: 'si'): void };
}

// The types that mathjs ships leave out most of what `create` returns for single dependencies.
export const library = create(
  {
    ...addScalarDependencies,
    ...bignumberDependencies,
    ...divideScalarDependencies,
    ...fractionDependencies,
    ...multiplyScalarDependencies,
    ...parseDependencies,
    ...UnitDependencies,
  },
  { number: 'BigNumber', precision: 64 },
) as unknown as Library;

// By itself it remembers which units were used last and answers in them, so that one calculation would depend on those before it.
library.Unit.setUnitSystem('si');
