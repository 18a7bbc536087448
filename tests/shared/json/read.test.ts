// The strict reader: what RFC 8259 allows and forbids, what Longline refuses beyond it, and where it says the mistake is.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LonglineError } from '../../../src/shared/errors.ts';
import { canonicalJson } from '../../../src/shared/json/canonical.ts';
import { documentJsonLimits, readJson } from '../../../src/shared/json/read.ts';

const read = (text: string): unknown => readJson(text, documentJsonLimits);
const refusal = (text: string): { code: string; details: unknown } => {
  try {
    read(text);
  } catch (thrown) {
    if (thrown instanceof LonglineError) return { code: thrown.code, details: thrown.details };
    throw thrown;
  }
  throw new Error(`was accepted: ${text.slice(0, 80)}`);
};

describe('the JSON reader', () => {
  test.each([
    '[]',
    '{}',
    '[[]]',
    ' \t\r\n[1 , 2]\n',
    '""',
    '"a"',
    'true',
    'false',
    'null',
    '0',
    '-0',
    '-1',
    '1.5',
    '1e3',
    '1E+3',
    '1e-3',
    '-0.0e-0',
    '123.456e2',
    '9007199254740991',
    '-9007199254740991',
    '1e-400',
    '"\\u0000"',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t"',
    '"\\ud83d\\ude00"',
    '"\u{1F600}"',
    '"\u2028\u2029\u007f"',
    '{"":1}',
    '{"a":{"b":[{},[],""]}}',
    '{"Constructor":1}',
    '[null,true,1,"x",{"y":[]}]',
    '"\\uFFFF"',
    '"[]{}:,"',
  ])('accepts %j as JSON.parse does (P10)', (text) => {
    expect(JSON.parse(JSON.stringify(read(text)))).toEqual(JSON.parse(JSON.stringify(JSON.parse(text))));
  });

  test.each([
    '',
    ' ',
    '[',
    ']',
    '{',
    '}',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '{"a" 1}',
    '{1:1}',
    '{"a":1 "b":2}',
    '[}',
    '{]',
    '[1}',
    '01',
    '-',
    '-01',
    '+1',
    '.5',
    '1.',
    '1e',
    '1e+',
    '0x1',
    'NaN',
    'Infinity',
    '-Infinity',
    'True',
    'nul',
    'truee',
    'undefined',
    '"',
    '"a',
    '"\\',
    '"\\u12"',
    '"\\x41"',
    '"\\ "',
    '"a\nb"',
    '"a\tb"',
    '"\u0000"',
    '\u0000',
    '[1]\u0000',
    '[1] x',
    '[1][2]',
    '1 2',
    '\uFEFF{}',
    '// x\n1',
    '/**/1',
    '[1,/**/2]',
    '\u00A01',
    '\u000B1',
    '\u000C1',
    "'a'",
    '"a" "b"',
    '[1]]',
    '{}}',
    '*',
  ])('refuses %j as no JSON (P10)', (text) => {
    expect(() => JSON.parse(text.startsWith('\uFEFF') ? `${text}!` : text)).toThrow();
    expect(refusal(text).code).toBe('json.invalid');
  });

  test('allows 64 levels and refuses the 65th, however deep the text goes on (P11)', () => {
    expect(read('['.repeat(64) + ']'.repeat(64))).toBeDefined();
    expect(read('{"a":'.repeat(63) + '{}' + '}'.repeat(63))).toBeDefined();
    for (const depth of [65, 10_000, 1_000_000]) {
      expect(refusal('['.repeat(depth)).code).toBe('json.too_deep');
      expect(refusal('{"a":'.repeat(depth)).code).toBe('json.too_deep');
    }
  });

  test.each([
    ['{"a":1,"b":2,"a":3}', 'json.duplicate_key', { line: 1, column: 14, pointer: '/a' }],
    ['{"x":{"a":1,"\\u0061":2}}', 'json.duplicate_key', { line: 1, column: 13, pointer: '/x/a' }],
    ['{"__proto__":1}', 'json.forbidden_key', { line: 1, column: 2, pointer: '/__proto__' }],
    ['[0,{"\\u005f_proto__":1}]', 'json.forbidden_key', { line: 1, column: 5, pointer: '/1/__proto__' }],
    ['{"constructor":{"prototype":1}}', 'json.forbidden_key', { line: 1, column: 2, pointer: '/constructor' }],
    ['{"a":[{"proto\\u0074ype":1}]}', 'json.forbidden_key', { line: 1, column: 8, pointer: '/a/0/prototype' }],
    ['["\\ud800"]', 'json.lone_surrogate', { line: 1, column: 10, pointer: '/0' }],
    ['["\udc00"]', 'json.lone_surrogate', { line: 1, column: 5, pointer: '/0' }],
    ['[1e400]', 'json.number_range', { line: 1, column: 2, pointer: '/0' }],
    ['{"n":9007199254740993}', 'json.number_range', { line: 1, column: 6, pointer: '/n' }],
    ['[-9007199254740992]', 'json.number_range', { line: 1, column: 2, pointer: '/0' }],
    ['{\n "a": [\n  1,\n  x]}', 'json.invalid', { line: 4, column: 3, pointer: '/a/1' }],
    ['{"a/b~c":{"d":?}}', 'json.invalid', { line: 1, column: 15, pointer: '/a~1b~0c/d' }],
    ['{"a":1,x}', 'json.invalid', { line: 1, column: 8, pointer: '' }],
    ['{}\n\nx', 'json.invalid', { line: 3, column: 1, pointer: '' }],
    ['\uFEFF{}', 'json.invalid', { line: 1, column: 1, pointer: '' }],
  ])('says where %j is wrong (P12)', (text, code, details) => {
    expect(refusal(text)).toEqual({ code, details });
  });

  test('refuses more properties than the limit, counted over the whole text (P11)', () => {
    const limits = { maxDepth: 4, maxKeys: 3 };
    expect(readJson('[{"a":1},{"a":1,"b":1}]', limits)).toBeDefined();
    expect(() => readJson('[{"a":1},{"a":1,"b":1,"c":1}]', limits)).toThrow('There are more than 3 properties');
  });

  test('gives objects without a prototype and leaves the shared one alone (P10)', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const value = read('{"toString":1,"hasOwnProperty":2}') as object;
    expect(Object.getPrototypeOf(value)).toBeNull();
    refusal('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });

  test('refuses a text cut at any place (P10)', () => {
    const text = '{"a":[1,-2.5e3,true,false,null,"x\\u00e9\\n"],"b":{"c":{}}}';
    for (let length = 0; length < text.length; length += 1)
      expect({ length, code: refusal(text.slice(0, length)).code }).toEqual({ length, code: 'json.invalid' });
    expect(read(text)).toEqual(JSON.parse(text));
  });

  test('agrees with JSON.parse on every JSON value, and never throws anything but its own errors (P10)', () => {
    const value = fc.jsonValue({ maxDepth: 6, noUnicodeString: false });
    fc.assert(
      fc.property(value, fc.nat(3), (made, indent) => {
        const text = JSON.stringify(made, null, indent);
        const dangerous = /"(?:__proto__|constructor|prototype)":/.test(text);
        const large = /[\d.]e\+|\d{16,}/.test(text);
        fc.pre(!dangerous && !large);
        expect(canonicalJson(read(text))).toBe(canonicalJson(JSON.parse(text)));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0019eE+-. \n\ttrufalsn') }), (text) => {
        try {
          expect(canonicalJson(read(text))).toBe(canonicalJson(JSON.parse(text)));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(LonglineError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
