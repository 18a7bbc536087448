// What the calculator computes, exactly, and what it refuses.

import { describe, expect, test } from 'vitest';
import { calculate } from '../../../src/main/tools/calculate/expression.ts';

const value = (expression: string) => {
  const { value: number, unit } = calculate(expression, 12);
  return unit === undefined ? number : `${String(number)} ${String(unit)}`;
};

describe('calculate', () => {
  test.each([
    ['0.1 + 0.2', '0.3'],
    ['1 - 0.9', '0.1'],
    ['2 + 3 * 4', '14'],
    ['(2 + 3) * 4', '20'],
    ['-7 / 2', '-3.5'],
    ['2^10', '1024'],
    ['2^-2', '0.25'],
    ['20 % 6', '2'],
    ['5!', '120'],
    ['447 - 412', '35'],
    ['447 / 412 - 1', '0.0849514563107'],
    ['18.5% * 412', '76.22'],
    ['18.5 % of 412', '76.22'],
    ['18.5 % of 412 million', '76220000'],
    ['18.5 percent of 412', '76.22'],
    ['412 + 8.5%', '447.02'],
    ['412 - 10%', '370.8'],
    ['percentChange(412, 447)', '8.49514563107'],
    ['percentChange(412, 488.2)', '18.4951456311'],
    ['percentOf(31, 434)', '7.14285714286'],
    ['round(percentChange(412, 447), 1)', '8.5'],
    ['412 million + 35 million', '447000000'],
    ['1.2 billion / 4', '300000000'],
    ['3 thousand * 2', '6000'],
    ['1,234,567 + 1', '1234568'],
    ["1'000'000 / 4", '250000'],
    ['2 × 3 − 1', '5'],
    ['8 ÷ 2 =', '4'],
    ['sqrt(2)', '1.41421356237'],
    ['sqrt(16)', '4'],
    ['cbrt(27)', '3'],
    ['max(3, 9, 4)', '9'],
    ['min(3, 9, 4)', '3'],
    ['mean(2, 4, 9)', '5'],
    ['median(1, 100, 3)', '3'],
    ['sum(1, 2, 3)', '6'],
    ['abs(-3.5)', '3.5'],
    ['floor(3.7) + ceil(3.2)', '7'],
    ['mod(17, 5)', '2'],
    ['gcd(12, 18)', '6'],
    ['log10(1000)', '3'],
    ['pi', '3.14159265359'],
    ['1e3 * 2', '2000'],
    ['99999999999 + 1', '100000000000'],
    ['480 MWh / 120 MW to hours', '4 hours'],
    ['3 km to mile', '1.86411357671 mile'],
    ['100 km / 2 h to km/h', '50 km / h'],
    ['5 kg + 300 g to kg', '5.3 kg'],
    ['90 minutes to hours', '1.5 hours'],
  ])('%s = %s', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  test('says so when a result does not come out even, and gives the fraction', () => {
    expect(calculate('1/3', 5)).toEqual({ expression: '1/3', value: '0.33333', exact: '1/3', approximate: true });
    expect(calculate('1/3 + 1/6', 5)).toEqual({ expression: '1/3 + 1/6', value: '0.5' });
    expect(calculate('sqrt(2)', 5)).toEqual({ expression: 'sqrt(2)', value: '1.4142', approximate: true });
    expect(calculate('2 > 1', 5)).toEqual({ expression: '2 > 1', value: true });
  });

  test.each([
    ['import({})', 'calculate.not_allowed'],
    ['evaluate("1+1")', 'calculate.not_allowed'],
    ['parse("1")', 'calculate.not_allowed'],
    ['f(x) = x', 'calculate.not_allowed'],
    ['a = 3', 'calculate.not_allowed'],
    ['createUnit("foo")', 'calculate.not_allowed'],
    ['[1, 2, 3]', 'calculate.not_allowed'],
    ['{a: 1}', 'calculate.not_allowed'],
    ['"text"', 'calculate.not_allowed'],
    ['1; 2', 'calculate.not_allowed'],
    ['cos.constructor("return 1")', 'calculate.not_allowed'],
    ['__proto__', 'calculate.not_allowed'],
    ['constructor', 'calculate.not_allowed'],
    ['random()', 'calculate.not_allowed'],
    ['range(1, 1e9)', 'calculate.not_allowed'],
    ['9^9^9^9', 'calculate.too_large'],
    ['9^(9^9)', 'calculate.too_large'],
    ['100000!', 'calculate.too_large'],
    ['pow(10, 1e6)', 'calculate.too_large'],
    ['1 / 0', 'calculate.failed'],
    ['3 km + 2 kg', 'calculate.failed'],
    ['two plus two', 'calculate.not_allowed'],
    ['(1 + 2', 'calculate.not_an_expression'],
    ['', 'calculate.failed'],
    [Array.from({ length: 300 }, () => '1').join('+'), 'calculate.too_long'],
  ])('refuses %s with %s', (expression, code) => {
    expect(() => calculate(expression, 12)).toThrow(expect.objectContaining({ code }));
  });
});
