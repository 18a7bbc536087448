// Templates read what they are given and do nothing else, whatever is written in them.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LonglineError } from '../../../src/shared/errors.ts';
import { lookUp, renderTemplate, templateMistakes, templateNames } from '../../../src/shared/pipeline/template.ts';

describe('a template', () => {
  test.each([
    ['Hello {{ name }}!', { name: 'you' }, 'Hello you!'],
    ['{{a.0.b-c}}', { a: [{ 'b-c': 3 }] }, '3'],
    ['{{a}} {{a}}', { a: { z: 1, b: [true] } }, '{"b":[true],"z":1} {"b":[true],"z":1}'],
    ['{{list}}', { list: ['one', 'two'] }, 'one\n\ntwo'],
    ['{{missing}}.', {}, '.'],
    ['{{{a}}}', { a: 1 }, '{1}'],
    ['{ {a} } {{a', { a: 1 }, '{ {a} } {{a'],
    ['{{a}}', { a: '{{b}}', b: 'never' }, '{{b}}'],
    ['$& {{a}}', { a: '$& $1' }, '$& $& $1'],
  ])('%j with %j gives %j (P22)', (template, values, text) => {
    expect(renderTemplate(template, values)).toBe(text);
  });

  test('has the first names of its paths as ports, each once (P22)', () => {
    expect(templateNames('{{b.c}} {{ a }} {{b}} {{1}} {{x y}}')).toEqual(['b', 'a']);
    expect(templateMistakes('{{b.c}} {{}} {{1+1}} {{a()}}')).toEqual(['{{}}', '{{1+1}}', '{{a()}}']);
  });

  test.each([
    '{{toString.name}}',
    '{{a.constructor}}',
    '{{a.length}}',
    '{{s.length}}',
    '{{l.length}}',
    '{{l.-1}}',
    '{{l.9}}',
    '{{a.b.c}}',
    '{{__proto__}}',
    '{{a()}}',
    '{{a|b}}',
  ])('%s finds nothing that is not there (P22)', (template) => {
    const values = { a: { b: 1 }, s: 'text', l: [1] };
    const error = (() => {
      try {
        return renderTemplate(template, values);
      } catch (thrown) {
        return (thrown as LonglineError).code;
      }
    })();
    expect(error).toBe(template.startsWith('{{toString') ? '' : 'template.path');
  });

  test('takes time in proportion to its length, however hostile (P22)', () => {
    const started = performance.now();
    for (const template of [`{{${' '.repeat(200_000)}`, '{{'.repeat(100_000), `{{a${' '.repeat(200_000)}b}}`]) {
      templateNames(template);
      templateMistakes(template);
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('never reads a prototype and never throws anything but its own error (P22)', () => {
    const step = fc.constantFrom(
      'a',
      'b',
      '0',
      '1',
      'length',
      'constructor',
      '__proto__',
      'prototype',
      'toString',
      'at',
      '',
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 5 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'length'), fc.jsonValue()),
        (path, values) => {
          const found = lookUp(values as never, path.join('.'));
          expect(typeof found).not.toBe('function');
          try {
            expect(typeof renderTemplate(`{{${path.join('.')}}}`, values as never)).toBe('string');
          } catch (thrown) {
            expect((thrown as LonglineError).code).toBe('template.path');
          }
        },
      ),
    );
  });
});
