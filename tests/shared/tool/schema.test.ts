// Validation by JSON Schema: the innermost place of each problem, and defaults.

import { describe, expect, test } from 'vitest';
import { schemaCheck, withDefaults } from '../../../src/shared/tool/schema.ts';

const schema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1, pattern: '^[a-z]+$' },
    'a/b': {
      type: 'array',
      items: { type: 'object', properties: { n: { type: 'integer', maximum: 3 } }, required: ['n'] },
    },
    one: { enum: ['x', 'y'] },
    ref: { $ref: '#/$defs/flag' },
  },
  required: ['name'],
  additionalProperties: false,
  $defs: { flag: { type: 'boolean' } },
};

describe('a schema check', () => {
  test.each([
    [{ name: 'ok', 'a/b': [{ n: 3 }], one: 'x', ref: true }, []],
    [{}, ['']],
    [{ name: 1 }, ['/name']],
    [{ name: 'ok', 'a/b': [{ n: 1 }, { n: 4 }] }, ['/a~1b/1/n']],
    [{ name: 'ok', 'a/b': [{}] }, ['/a~1b/0']],
    [{ name: 'ok', one: 'z' }, ['/one']],
    [{ name: 'ok', ref: 'yes' }, ['/ref']],
    ['no object', ['']],
  ])('of %j finds problems at %j (P29)', (value, pointers) => {
    const problems = schemaCheck(schema)(value);
    expect([...new Set(problems.map((problem) => problem.pointer))]).toEqual(pointers);
    for (const problem of problems) expect(problem.message.length).toBeGreaterThan(5);
  });

  test('refuses a property that the schema does not name (P29)', () => {
    expect(schemaCheck(schema)({ name: 'ok', extra: 1 }).length).toBeGreaterThan(0);
  });

  test('fills in defaults where a property is missing, and nowhere else (P29)', () => {
    const defaults = { properties: { a: { default: 1 }, b: { default: false }, c: {}, toString: { default: 'own' } } };
    expect(withDefaults(defaults, { a: null })).toEqual({ a: null, b: false, toString: 'own' });
    expect(withDefaults({}, { z: 1 })).toEqual({ z: 1 });
  });
});
