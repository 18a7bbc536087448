// What the tool `calculate` makes of expressions as people and models write them, what it refuses and how it says so, and that no
// expression reaches anything but arithmetic or takes long.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calculate } from '../../../src/main/tools/calculate/calculate.ts';
import { LonglineError } from '../../../src/shared/errors.ts';

const value = (expression: string): string => {
  const result = calculate(expression, 12);
  return result.unit === undefined ? result.value : `${result.value} ${result.unit}`;
};

const failure = (expression: string): LonglineError => {
  try {
    calculate(expression, 12);
  } catch (thrown) {
    if (thrown instanceof LonglineError) return thrown;
    throw thrown;
  }
  throw new Error(`"${expression}" was calculated.`);
};

describe('calculate', () => {
  test.each([
    ['0.1 + 0.2', '0.3'],
    ['1 - 0.9', '0.1'],
    ['2 + 3 * 4', '14'],
    ['(2 + 3) * 4', '20'],
    ['-7 / 2', '-3.5'],
    ['-2^2', '-4'],
    ['2^3^2', '512'],
    ['2^-2', '0.25'],
    ['2**10', '1024'],
    ['2^100', '1267650600228229401496703205376'],
    ['9007199254740993 + 1', '9007199254740994'],
    ['0.1^20', '0.00000000000000000001'],
    ['100 * 1.05^10', '162.889462677744140625'],
    ['20 % 6', '2'],
    ['20%6', '2'],
    ['sum([186,412.5,1020])', '1618.5'],
    ['percentOf(sum([1, 2]), sum([4,8]))', '25 %'],
    ['17 mod 5', '2'],
    ['-1 mod 5', '4'],
    ['5!', '120'],
    ['447 / 412', '1.08495145631'],
    ['1/3 + 1/6', '0.5'],
    ['2(3)(4)', '24'],
    ['2 × 3 − 1', '5'],
    ['8 ÷ 2 =', '4'],
    ['3² + 4²', '25'],
    ['1e3 * 2', '2000'],
    ['1e-12', '0.000000000001'],
    ['1/7^20', '1.25325428942e-17'],
    ['10^40 / 3', '3.33333333333e+39'],
  ])('calculates %s = %s', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  test.each([
    ['18.5% of 412', '76.22'],
    ['18.5 % of 412 million', '76220000'],
    ['18.5 percent of 412', '76.22'],
    ['3 per cent of 50', '1.5'],
    ['18.5% * 412', '76.22'],
    ['412 + 8.5%', '447.02'],
    ['412 - 10%', '370.8'],
    ['412 * (1 + 8.5%)', '447.02'],
    ['500 * (1 + 3%)^10', '671.958189672060960245'],
    ['5% + 3%', '8 %'],
    ['10 / 50%', '20'],
    ['(5 + 5)% of 200', '20'],
    ['percentChange(412, 447)', '8.49514563107 %'],
    ['percentChange(412,447)', '8.49514563107 %'],
    ['round(percentChange(412, 447), 1)', '8.5 %'],
    ['percentChange(3 km, 4 km)', '33.3333333333 %'],
    ['percentOf(76.22, 412)', '18.5 %'],
    ['percentOf(31, 434)', '7.14285714286 %'],
    ['(447/412 - 1) to %', '8.49514563107 %'],
    ['0.085 to percent', '8.5 %'],
    ['mean(5%, 7%)', '6 %'],
    ['8.5 % of 480 MWh', '40.8 MWh'],
    ['480 MWh + 10%', '528 MWh'],
  ])('reads percentages: %s = %s', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  test.each([
    ['412 million + 35 million', '447000000'],
    ['2 billion / 412 million', '4.85436893204'],
    ['1.5 thousand * 2', '3000'],
    ['round(480.6) million', '481000000'],
    ['1,250.5 × 3', '3751.5'],
    ['1,234,567 + 1', '1234568'],
    ["1'000'000 / 4", '250000'],
    ['412 000 / 2', '206000'],
    ['1_000 + 1', '1001'],
    ['(91,000 * 12 * 3.60) / 1 million', '3.9312'],
  ])('reads large numbers: %s = %s', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  test.each([
    ['480 MWh / 120 MW to hours', '4 hours'],
    ['480 MWh / 120 MW', '4 h'],
    ['50 MW * 4 h', '200 MWh'],
    ['480 MWh / 4 h', '120 MW'],
    ['480 MWh / 120 MWh', '4'],
    ['12 million MWh to TWh', '12 TWh'],
    ['3 km to mile', '1.86411357671 mile'],
    ['3 km in m', '3000 m'],
    ['5 in to cm', '12.7 cm'],
    ['3 km + 200 m', '3.2 km'],
    ['sum(3 km, 200 m)', '3.2 km'],
    ['max(1 km, 1100 m)', '1.1 km'],
    ['100 km / 2 h', '50 km / h'],
    ['60 km/h * 2 h', '120 km'],
    ['100 km/h to m/s', '27.7777777778 m / s'],
    ['60 mph to km/h', '96.56064 km / h'],
    ['20 degC to degF', '68 degF'],
    ['-5 °C to K', '268.15 K'],
    ['(3 m)^2', '9 m^2'],
    ['3 cm * 2 m', '0.06 m^2'],
    ['12 ha to m^2', '120000 m^2'],
    ['8 l / 100 km', '0.08 l / km'],
    ['10 mg/l to g/m^3', '10 g / m^3'],
    ['70 kg * 9.81 m/s^2', '686.7 N'],
    ['168 hours to days', '7 days'],
    ['10 kWh * 0.30 / kWh', '3'],
    ['1 GiB to MB', '1073.741824 MB'],
    ['90 deg to rad', '1.57079632679 rad'],
  ])('works with units: %s = %s', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  test.each([
    ['sqrt(16)', '4'],
    ['sqrt(2)', '1.41421356237'],
    ['8^(1/3)', '2'],
    ['(-8)^(1/3)', '-2'],
    ['cbrt(27)', '3'],
    ['sin(30 deg)', '0.5'],
    ['ln(2)', '0.69314718056'],
    ['log(1000)', '3'],
    ['log(8, 2)', '3'],
    ['exp(1)', '2.71828182846'],
    ['2 pi', '6.28318530718'],
    ['median(1, 2, 3, 4)', '2.5'],
    ['mean(3, 4, 8)', '5'],
    ['variance(3, 4, 8)', '7'],
    ['stdev(2, 4, 6)', '2'],
    ['round(2.345, 2)', '2.35'],
    ['round(-2.5)', '-3'],
    ['round(1234, -2)', '1200'],
    ['floor(-2.5)', '-3'],
    ['ceil(2.1 km)', '3 km'],
    ['combinations(49, 6)', '13983816'],
    ['gcd(12, 18) + lcm(4, 6)', '18'],
    ['Max(1,2,3)', '3'],
  ])('has functions: %s = %s', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  test('says when a value is rounded, and gives the fraction where there is one', () => {
    expect(calculate('1/3', 5)).toEqual({ expression: '1/3', value: '0.33333', exact: '1/3', approximate: true });
    expect(calculate('447 / 412', 12)).toMatchObject({ exact: '447/412', approximate: true });
    expect(calculate('sqrt(2)', 5)).toEqual({ expression: 'sqrt(2)', value: '1.4142', approximate: true });
    expect(calculate('1/8', 2)).toEqual({ expression: '1/8', value: '0.125' });
  });

  test('gives the same result whatever was calculated before', () => {
    const first = calculate('480 MWh / 120 MW', 12);
    calculate('3 day to s', 12);
    calculate('5 GJ to MWh', 12);
    expect(calculate('480 MWh / 120 MW', 12)).toEqual(first);
  });
});

describe('what is no calculation', () => {
  test.each([
    ['', 'calculate.not_an_expression'],
    ['(1 + 2', 'calculate.not_an_expression'],
    ['1)', 'calculate.not_an_expression'],
    ['2 30', 'calculate.not_an_expression'],
    ['5 +', 'calculate.not_an_expression'],
    ['million', 'calculate.not_an_expression'],
    ['18.5% 412', 'calculate.not_an_expression'],
    ['3,5 * 2', 'calculate.not_an_expression'],
    ['1.234.567', 'calculate.not_an_expression'],
    ['max(1,000, 2,000)', 'calculate.not_an_expression'],
    ['percentChange(1,200, 1,300)', 'calculate.not_an_expression'],
    ['percentChange(412)', 'calculate.not_an_expression'],
    ['degC', 'calculate.not_an_expression'],
    ['two plus two', 'calculate.not_allowed'],
    ['5 apples', 'calculate.not_allowed'],
    ['$5 + 3', 'calculate.not_allowed'],
    ['1 / 0', 'calculate.undefined'],
    ['0^-1', 'calculate.undefined'],
    ['5 mod 0', 'calculate.undefined'],
    ['sqrt(-1)', 'calculate.undefined'],
    ['ln(0)', 'calculate.undefined'],
    ['acos(2)', 'calculate.undefined'],
    ['percentChange(0, 5)', 'calculate.undefined'],
    ['2.5!', 'calculate.undefined'],
    ['3 km + 2 kg', 'calculate.units'],
    ['3 km + 2', 'calculate.units'],
    ['3 km to hours', 'calculate.units'],
    ['2^(3 km)', 'calculate.units'],
    ['percentChange(3 km, 4 kg)', 'calculate.units'],
  ])('%s is answered by %s', (expression, code) => {
    const found = failure(expression);
    expect(found.code).toBe(code);
    expect(found.message).toMatch(/\S[.!]$/);
  });

  test.each([
    'import({})',
    'import("fs")',
    'evaluate("1+1")',
    'parse("1")',
    'simplify("x")',
    'createUnit("foo")',
    'config({})',
    'f(x) = x',
    'a = 3',
    '[1, 2, 3]',
    '{a: 1}',
    '"text"',
    '1; 2',
    '1:1e9',
    'x ? 1 : 2',
    'true',
    'null',
    'Infinity',
    'i',
    'version',
    'random()',
    'range(1, 1e9)',
    'cos.constructor("return process")()',
    'constructor',
    'hasOwnProperty',
    '__proto__',
    'toString()',
    'this',
    'process',
    '`x`',
    '\\',
    '1\u0000',
  ])('refuses %j as no arithmetic', (expression) => {
    expect(failure(expression).code).toMatch(/^calculate\.(?:not_allowed|not_an_expression)$/);
  });

  test.each([
    ['9^9^9^9', 'calculate.too_large'],
    ['2^100000', 'calculate.too_large'],
    ['(1/3)^1e6', 'calculate.too_large'],
    ['1.0000001^(10^9)', 'calculate.too_large'],
    ['2.5^(1/7 * 1e9)', 'calculate.too_large'],
    ['100000!', 'calculate.too_large'],
    ['5!!!!', 'calculate.too_large'],
    ['combinations(1e6, 5e5)', 'calculate.too_large'],
    ['exp(1e9)', 'calculate.too_large'],
    ['sin(1e30)', 'calculate.too_large'],
    ['1e99999', 'calculate.not_allowed'],
    ['7'.repeat(900), 'calculate.not_allowed'],
    ['('.repeat(500), 'calculate.too_long'],
    [Array.from({ length: 300 }, () => '1').join('+'), 'calculate.too_long'],
  ])('refuses %s before it takes long', (expression, code) => {
    const begun = performance.now();
    expect(failure(expression).code).toBe(code);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  test('hostile sums of large fractions end in time', () => {
    const long = Array.from({ length: 60 }, (_, at) => `1/${1_000_003 + 2 * at}^9`).join('+');
    const begun = performance.now();
    try {
      calculate(long.slice(0, 1000).replace(/\+[^+]*$/, ''), 12);
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: expect.stringMatching(/^calculate\./) });
    }
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe('by chance', () => {
  const whole = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
  const written = (number: bigint) => (number < 0n ? `(${number})` : String(number));

  test('sums, differences and products of whole numbers are those of exact arithmetic', () => {
    fc.assert(
      fc.property(whole, whole, whole, (a, b, c) => {
        expect(calculate(`${written(a)} * ${written(b)} + ${written(c)}`, 12).value).toBe(String(a * b + c));
        expect(calculate(`${written(a)} - ${written(b)}`, 12).value).toBe(String(a - b));
      }),
    );
  });

  test('a quotient times its divisor is the number it came from', () => {
    fc.assert(
      fc.property(
        whole,
        whole.filter((b) => b !== 0n),
        (a, b) => {
          expect(calculate(`${written(a)} / ${written(b)} * ${written(b)}`, 12)).toMatchObject({ value: String(a) });
        },
      ),
    );
  });

  test('any text is calculated or refused with a code of its own, quickly', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...'0123456789.,+-*/^%!()[]{}=:;"\'\\ ',
        ' to ',
        ' of ',
        ' mod ',
        'km',
        'MWh',
        'h',
        'million',
        'sqrt(',
        'max(',
        'pi',
        'e',
        '°C',
        '²',
        '%',
      ),
      fc.string({ maxLength: 3, unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const expression = pieces.join('');
        const begun = performance.now();
        try {
          expect(calculate(expression, 12).value).toMatch(/^-?\d+(?:\.\d+)?(?:e[+-]\d+)?$/);
        } catch (thrown) {
          expect(thrown, JSON.stringify(expression)).toMatchObject({ code: expect.stringMatching(/^calculate\./) });
        }
        expect(performance.now() - begun).toBeLessThan(2000);
      }),
      { numRuns: 3000 },
    );
  });
});
