// From the text of an expression to its result: written as people write it, read by mathjs's parser, evaluated here, printed as text.

import { evaluate } from './evaluate.ts';
import { invalid } from './errors.ts';
import { library } from './library.ts';
import { normalised } from './normalise.ts';
import { resultOf, type Result } from './result.ts';

/**
 * The value of an expression, with so many significant digits where it has to be rounded. Throws `calculate.not_an_expression`,
 * `calculate.not_allowed`, `calculate.too_long`, `calculate.undefined`, `calculate.units` or `calculate.too_large`.
 */
export function calculate(expression: string, digits: number): Result {
  return resultOf(expression, evaluate(parsed(normalised(expression))), digits);
}

function parsed(text: string): ReturnType<typeof library.parse> {
  try {
    return library.parse(text);
  } catch (thrown) {
    // Its messages count characters of the rewritten text, which nobody has seen.
    const why =
      thrown instanceof SyntaxError ? thrown.message.replaceAll(/\s*\(char \d+\)/g, '') : 'it is nested too deeply';
    throw invalid(`The expression cannot be read: ${why}. It was understood as "${text}".`);
  }
}
