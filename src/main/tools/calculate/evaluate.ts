// Walks the tree that the parser built and computes it. Only what is listed here exists: numbers, brackets, eight operators, the functions
// of functions.ts, four constants and units. Everything else that the parser knows, such as assignments, is refused by name.

import type { ConstantNode, FunctionNode, MathNode, OperatorNode, ParenthesisNode, SymbolNode } from 'mathjs';
import { invalid, notAllowed, tooLong } from './errors.ts';
import { call, functionNamed, functionNames } from './functions.ts';
import { library, type BigNumber } from './library.ts';
import * as numbers from './numbers.ts';
import {
  add,
  convert,
  divide,
  multiply,
  negative,
  numberValue,
  percentValue,
  power,
  subtract,
  unitNamed,
  type Value,
} from './values.ts';

const mostNodes = 400;
const mostLevels = 150;

const constants: Readonly<Record<string, string>> = {
  pi: '3.141592653589793238462643383279502884197169399375105820974944592',
  tau: '6.283185307179586476925286766559005768394338798750211641949889185',
  e: '2.718281828459045235360287471352662497757247093699959574966967628',
  phi: '1.618033988749894848204586834365638117720309179805762862135448623',
};

/** The value of an expression's tree. Throws `calculate.*`. */
export function evaluate(root: MathNode): Value {
  let nodes = 0;

  const walk = (node: MathNode, level: number): Value => {
    nodes += 1;
    if (nodes > mostNodes) throw tooLong(`${mostNodes} parts`);
    if (level > mostLevels) throw tooLong(`${mostLevels} levels`);
    // The parser tells nodes apart by this name; its types are one interface each without a common discriminator.
    switch (node.type as string) {
      case 'ConstantNode':
        return constant(node as ConstantNode);
      case 'ParenthesisNode':
        return walk((node as ParenthesisNode).content, level + 1);
      case 'SymbolNode':
        return symbol((node as SymbolNode).name);
      case 'OperatorNode':
        return operation(node as OperatorNode, level);
      case 'FunctionNode': {
        const { fn, args } = node as unknown as FunctionNode<SymbolNode>;
        const found = fn.type === 'SymbolNode' ? functionNamed(fn.name) : undefined;
        if (found === undefined)
          throw notAllowed(
            `There is no function "${String(fn).slice(0, 40)}". The functions are: ${functionNames().join(', ')}.`,
          );
        return call(
          found,
          args.map((argument) => walk(argument, level + 1)),
        );
      }
    }
    throw notAllowed(
      'Only arithmetic can be worked out here: numbers, + - * / ^ mod ! %, brackets, units, "to" and functions.',
    );
  };

  const operation = (node: OperatorNode, level: number): Value => {
    const [left, right] = node.args as MathNode[];
    if (left === undefined) throw invalid('An operator stands without a number.');
    if ((node.fn as string) === 'to') return conversion(left, right, level);
    const a = walk(left, level + 1);
    if (right === undefined) {
      switch (node.fn as string) {
        case 'unaryMinus':
          return negative(a);
        case 'unaryPlus':
          return a;
        case 'factorial':
          if (a.kind !== 'number') throw invalid('A factorial needs a plain number, as in 5!.');
          return numberValue(numbers.factorial(a.number));
      }
      throw notAllowed(`The operator "${node.op}" cannot be used here.`);
    }
    if (node.implicit && right.type === 'ConstantNode')
      throw invalid('Two numbers stand side by side. Put an operator between them; thousands are written 2,300.');
    const b = walk(right, level + 1);
    switch (node.fn as string) {
      case 'add':
        return add(a, b);
      case 'subtract':
        return subtract(a, b);
      case 'multiply':
        return multiply(a, b);
      case 'divide':
        return divide(a, b);
      case 'pow':
        return power(a, b);
      case 'mod':
        if (a.kind === 'quantity' || b.kind === 'quantity')
          throw invalid('A remainder needs plain numbers, as in 17 mod 5.');
        return numberValue(numbers.modulo(a.number, b.number));
    }
    throw notAllowed(`The operator "${node.op}" cannot be used here. There are + - * / ^ mod ! %.`);
  };

  const conversion = (left: MathNode, right: MathNode | undefined, level: number): Value => {
    if (right === undefined) throw invalid('Behind "to" a unit is missing, as in 3 km to mile.');
    const value = walk(left, level + 1);
    if (right.type === 'SymbolNode' && (right as SymbolNode).name === 'percent' && value.kind !== 'quantity')
      return percentValue(value.number);
    return convert(value, walk(right, level + 1));
  };

  return walk(root, 1);
}

function constant(node: ConstantNode): Value {
  const value: unknown = node.value;
  if (typeof value === 'object' && value !== null && 'isBigNumber' in value)
    return numberValue(numbers.exactOf(value as unknown as BigNumber));
  throw notAllowed(`"${String(value).slice(0, 40)}" is no number.`);
}

function symbol(name: string): Value {
  const decimal = Object.hasOwn(constants, name) ? constants[name] : undefined;
  if (decimal !== undefined) return numberValue(library.bignumber(decimal));
  const unit = unitNamed(name);
  if (unit !== null) return unit;
  throw notAllowed(
    `"${name.slice(0, 40)}" is no unit, constant or function that is known here. Write numbers in place of names, and units as km, MWh, hours, degC.`,
  );
}
