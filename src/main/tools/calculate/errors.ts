// How a calculation can fail. The messages go to a model, so each ends with what to write instead.

import { LonglineError } from '../../../shared/errors.ts';

/** Not an expression. */
export function invalid(message: string): LonglineError {
  return new LonglineError('calculate.not_an_expression', `${message} For example: (447 - 412) / 412.`);
}

/** Something that expressions here do not have. */
export function notAllowed(message: string): LonglineError {
  return new LonglineError('calculate.not_allowed', message);
}

/** More than is worked out at once. */
export function tooLong(what: string): LonglineError {
  return new LonglineError(
    'calculate.too_long',
    `The expression has more than ${what}. Work it out in several calculations.`,
  );
}

/** No number is the answer, as for a division by zero. */
export function undefinedResult(message: string): LonglineError {
  return new LonglineError('calculate.undefined', message);
}

/** Units that do not go together. */
export function unitMismatch(message: string): LonglineError {
  return new LonglineError('calculate.units', message);
}

/** Refused before it is worked out. */
export function tooLarge(what: string): LonglineError {
  return new LonglineError(
    'calculate.too_large',
    `${what} is too large to work out exactly. Use smaller numbers, or logarithms.`,
  );
}
