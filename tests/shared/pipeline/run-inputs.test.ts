// The inputs of a run: named, typed, required, and read from the text of a command line.

import { describe, expect, test } from 'vitest';
import { checkInputs, inputFromText } from '../../../src/shared/pipeline/run-inputs.ts';
import { compiled, node, pipeline, wire } from '../../kit/pipelines.ts';

const { plan } = compiled(
  pipeline(
    [
      node('a', 'input', { name: 'question' }),
      node('b', 'input', { name: 'count', type: 'number', required: false }),
      node('c', 'input', { name: 'names', type: 'text', list: true, preset: [] }),
      node('d', 'input', { name: 'any', type: 'json', required: false }),
      node('e', 'input', { name: 'toString', required: false }),
      node('out', 'output', { name: 'y' }),
    ],
    [wire('a.value', 'out.value')],
  ),
);
const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    const { code, message, action } = error as { code: string; message: string; action?: string };
    return { code, message, action };
  }
  return null;
};

describe('the inputs of a run', () => {
  test('are taken as they are when they fit; optional ones and those with presets may be missing (P23)', () => {
    for (const inputs of [{ question: 'x' }, { question: '', count: 1.5, names: ['a'], any: null }])
      expect(checkInputs(plan, inputs)).toEqual(inputs);
  });

  test.each([
    [
      {},
      {
        code: 'input.missing',
        message: 'The input "question" needs a value.',
        action: 'Give it with --input question=…',
      },
    ],
    [
      { question: 'x', nope: 1 },
      {
        code: 'input.unknown',
        message: 'The pipeline has no input "nope"; its inputs are: question, count, names, any, toString.',
      },
    ],
    [{ question: 7 }, { code: 'input.type', message: 'The input "question" takes text.' }],
    [
      { question: 'x', count: '1' },
      { code: 'input.type', message: 'The input "count" takes number.' },
    ],
    [
      { question: 'x', names: ['a', 1] },
      { code: 'input.type', message: 'The input "names" takes a list of text.' },
    ],
  ])('%j are refused by name (P23)', (inputs, error) => {
    expect(thrown(() => checkInputs(plan, inputs as never))).toEqual({ action: undefined, ...error });
  });

  test('are read from text by their type (P23)', () => {
    expect(inputFromText(plan, 'question', '{"not":"read"}')).toBe('{"not":"read"}');
    expect(inputFromText(plan, 'count', '2.5')).toBe(2.5);
    expect(inputFromText(plan, 'names', '["a"]')).toEqual(['a']);
    expect(inputFromText(plan, 'any', 'plain words')).toBe('plain words');
    expect(thrown(() => inputFromText(plan, 'count', 'two'))).toEqual({
      code: 'input.type',
      message: 'The input "count" takes number, as JSON.',
      action: undefined,
    });
  });
});
