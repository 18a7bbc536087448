// Reads and computes one expression. The library parses it to a tree, and only trees of listed operators, functions, constants and units
// are computed: nothing can be defined, assigned or looked up. Sizes are bounded before anything runs.

import { all, create, type FunctionNode, type MathJsInstance, type MathNode, type OperatorNode, type SymbolNode } from 'mathjs';
import { LonglineError } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json/value.ts';

const exact = create(all ?? {}, { number: 'Fraction' });
const decimal = create(all ?? {}, { number: 'BigNumber', precision: 64 });

const mostNodes = 400;
const mostDigits = 5000;
const mostFactorial = 1000;

const operators: ReadonlySet<string> = new Set(['+', '-', '*', '/', '^', '%', '!', 'to', 'in', '==', '!=', '<', '<=', '>', '>=']);
const functions: ReadonlySet<string> = new Set(
  'abs ceil cbrt cos exp factorial fix floor gcd lcm ln log log10 log2 max mean median min mod pow round sign sin sqrt std sum tan variance percentChange percentOf'.split(' '),
);
const constants: ReadonlySet<string> = new Set(['pi', 'e', 'tau']);
const scales: Readonly<Record<string, string>> = { thousand: '1e3', million: '1e6', millions: '1e6', billion: '1e9', billions: '1e9', trillion: '1e12' };

/**
 * The result of an expression: `value` as text with at most `digits` significant digits, `exact` as a fraction where it is one that does
 * not come out even, `unit` where there is one, `approximate` when digits were left out. Throws `calculate.*` with what to write instead.
 */
export function calculate(expression: string, digits: number): JsonObject {
  const text = readable(expression);
  const tree = parsed(text, expression);
  checkTree(tree, expression);
  const value = computed(exact, text) ?? computed(decimal, text, expression);
  return { expression, ...described(value, digits, expression) };
}

// Spoken forms as arithmetic: separators of thousands, scale words, "% of", typographic signs.
function readable(expression: string): string {
  return expression
    .normalize('NFKC')
    .replaceAll(/[−–]/g, '-')
    .replaceAll(/[×·]/g, '*')
    .replaceAll('÷', '/')
    .replaceAll(/(?<=\d)[,_' ](?=\d{3}(?!\d))(?![^(]*\))/g, '')
    .replaceAll(/(?<=\d) ?percent\b/gi, '%')
    .replaceAll(/%\s+of\b/gi, '/100 *')
    .replaceAll(/(\d[\d.]*)\s*(thousand|millions?|billions?|trillion)\b/gi, (_, number: string, word: string) => `(${number} * ${scales[word.toLowerCase()] ?? '1'})`)
    .replaceAll(/\bln\(/g, 'log(')
    .replace(/\s*=\s*\??\s*$/, '')
    .trim();
}

function parsed(text: string, expression: string): MathNode {
  try {
    return decimal.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LonglineError('calculate.not_an_expression', `"${expression}" is not an expression: ${why}. Write for instance (447 - 412) / 412 * 100.`, { cause });
  }
}

function checkTree(tree: MathNode, expression: string): void {
  let nodes = 0;
  const refuse = (what: string) =>
    new LonglineError('calculate.not_allowed', `"${expression}" uses ${what}. Only numbers, units, + - * / ^ and these functions work: ${[...functions].join(', ')}.`);
  tree.traverse((node, _path, parent) => {
    nodes += 1;
    if (nodes > mostNodes) throw new LonglineError('calculate.too_long', `The expression has more than ${mostNodes} parts. Compute it in pieces.`);
    switch (node.type) {
      case 'ConstantNode': {
        const { value } = node as MathNode & { value: unknown };
        if (typeof value === 'string') throw refuse('a text');
        return;
      }
      case 'ParenthesisNode':
        return;
      case 'OperatorNode': {
        const { op } = node as OperatorNode;
        if (!operators.has(op)) throw refuse(`"${op}"`);
        return;
      }
      case 'FunctionNode': {
        const { fn } = node as FunctionNode;
        const name = (fn as unknown as { name?: string }).name ?? String(fn);
        if (!functions.has(name)) throw refuse(`the function "${name}"`);
        return;
      }
      case 'SymbolNode': {
        const { name } = node as SymbolNode;
        const isFunction = parent?.type === 'FunctionNode' && functions.has(name);
        if (!isFunction && !constants.has(name) && !decimal.Unit.isValuelessUnit(name)) throw refuse(`"${name}", which is neither a unit nor a number`);
        return;
      }
      default:
        throw refuse(`something other than arithmetic (${node.type.replace(/Node$/, '')})`);
    }
  });
}

// The exact way gives up (undefined) where a result is irrational or a function has no exact form; the decimal way then says what is wrong.
function computed(math: MathJsInstance, text: string, expression?: string): unknown {
  try {
    const value: unknown = withBounds(math, math.parse(text)).compile().evaluate(scopeOf(math));
    return math === exact && math.typeOf(value) === 'number' ? undefined : value;
  } catch (cause) {
    if (cause instanceof LonglineError) throw cause;
    if (expression === undefined) return undefined;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LonglineError('calculate.failed', `"${expression}" cannot be computed: ${why}.`, { cause });
  }
}

// Powers and factorials as calls of the bounded functions below; what a node is replaced by is not visited again, hence the recursion.
function withBounds(math: MathJsInstance, tree: MathNode): MathNode {
  return tree.transform((node) => {
    const op: string = node.type === 'OperatorNode' ? (node as OperatorNode).op : '';
    if (op !== '^' && op !== '!') return node;
    const args = (node as OperatorNode).args.map((arg) => withBounds(math, arg));
    return new math.FunctionNode(op === '^' ? 'pow' : 'factorial', args);
  });
}

function scopeOf(math: MathJsInstance): Map<string, unknown> {
  const hundred = math.evaluate('100') as never;
  return new Map<string, unknown>([
    ['pow', (base: never, exponent: never) => boundedPower(math, base, exponent)],
    ['factorial', (value: never) => boundedFactorial(math, value)],
    ['percentChange', (before: never, after: never) => math.multiply(math.divide(math.subtract(after, before) as never, before) as never, hundred)],
    ['percentOf', (part: never, whole: never) => math.multiply(math.divide(part, whole) as never, hundred)],
  ]);
}

function boundedPower(math: MathJsInstance, base: never, exponent: never): unknown {
  const times = Math.abs(Number(math.number(exponent)));
  const isUnit = math.typeOf(base) === 'Unit';
  const size = isUnit ? 3 : Math.abs(Math.log10(Math.abs(Number(math.number(base))) || 1)) + 1;
  if (times * size > mostDigits || times > mostDigits) throw tooLarge();
  return math.pow(base, exponent);
}

function boundedFactorial(math: MathJsInstance, value: never): unknown {
  if (Number(math.number(value)) > mostFactorial) throw tooLarge();
  return math.factorial(value);
}

function tooLarge(): LonglineError {
  return new LonglineError('calculate.too_large', `The result would have more than ${mostDigits} digits. Use smaller numbers or logarithms.`);
}

function described(value: unknown, digits: number, expression: string): JsonObject {
  switch (exact.typeOf(value)) {
    case 'boolean':
      return { value: value === true };
    case 'Unit': {
      const unit = value as { toNumeric(name: string): unknown; formatUnits(): string };
      const name = unit.formatUnits();
      return { ...described(unit.toNumeric(name), digits, expression), unit: name };
    }
    case 'Fraction': {
      const fraction = value as { toFraction(): string; d: bigint };
      const text = fraction.toFraction();
      const quotient = text.split('/');
      const number = decimal.divide(decimal.bignumber(quotient[0] ?? '0'), decimal.bignumber(quotient[1] ?? '1'));
      const shown = format(number, digits);
      const even = decimal.equal(decimal.bignumber(shown), number as never) === true && isFinite(fraction.d);
      return even ? { value: shown } : { value: shown, exact: text, approximate: true };
    }
    case 'BigNumber': {
      const shown = format(value, digits);
      if (!/^-?\d/.test(shown)) throw new LonglineError('calculate.failed', `"${expression}" has no finite value.`);
      return decimal.equal(decimal.bignumber(shown), value as never) === true ? { value: shown } : { value: shown, approximate: true };
    }
    case 'number':
      return described(decimal.bignumber(String(value)), digits, expression);
    default:
      throw new LonglineError('calculate.failed', `"${expression}" does not give a number.`);
  }
}

// A denominator of twos and fives alone comes out even.
function isFinite(denominator: bigint): boolean {
  let rest = BigInt(denominator);
  while (rest % 2n === 0n) rest /= 2n;
  while (rest % 5n === 0n) rest /= 5n;
  return rest === 1n;
}

function format(value: unknown, digits: number): string {
  const text = decimal.format(value, { notation: 'auto', precision: digits, lowerExp: -9, upperExp: 21 });
  return text.replace('e+', 'e');
}
