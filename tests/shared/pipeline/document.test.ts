// Reading documents: limits, the place of every mistake, and bytes that come back the same.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LonglineError } from '../../../src/shared/errors.ts';
import {
  documentLimits,
  emptyDocument,
  parseDocument,
  readDocument,
  writeDocument,
} from '../../../src/shared/pipeline/document.ts';
import { goldenDocument } from '../../fixtures/formats/make.ts';

type Loose = Record<string, unknown>;
const base = (): Loose => JSON.parse(writeDocument(goldenDocument)) as Loose;
const refusal = (read: () => unknown): LonglineError => {
  try {
    read();
  } catch (thrown) {
    if (thrown instanceof LonglineError) return thrown;
    throw thrown;
  }
  throw new Error('the document was accepted');
};

/** The golden document with one value put at a JSON pointer. */
function withValue(pointer: string, value: unknown): Loose {
  const document = base();
  const steps = pointer.split('/').slice(1);
  const last = steps.pop() ?? '';
  const parent = steps.reduce<Loose>((at, step) => at[step] as Loose, document);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return document;
}

describe('a document', () => {
  test.each([
    ['/extra', 1],
    ['/meta/extra', 1],
    ['/nodes/0/extra', 1],
    ['/wires/0/extra', 1],
    ['/wires/0/from/extra', 1],
    ['/handles/sources/extra', 1],
    ['/view/extra', 1],
    ['/view/notes/0/extra', 1],
    ['/pipelines/name-it/extra', 1],
    ['/pipelines/name-it/nodes/0/extra', 1],
    ['/meta/title', undefined],
    ['/meta/title', 7],
    ['/meta/tags', 'x'],
    ['/meta/tags/0', 1],
    ['/nodes', {}],
    ['/nodes/0/id', 'Not A Name'],
    ['/nodes/0/id', 'x'.repeat(65)],
    ['/nodes/0/id', 'constructor'],
    ['/nodes/0/kind', ''],
    ['/nodes/0/version', 0],
    ['/nodes/0/version', 1.5],
    ['/nodes/0/version', '1'],
    ['/nodes/0/params', []],
    ['/nodes/0/mute', false],
    ['/nodes/0/bypass', 1],
    ['/nodes/1/title', 3],
    ['/wires', null],
    ['/wires/2/kind', 'other'],
    ['/wires/1/to/port', '1st'],
    ['/wires/1/to/node', ''],
    ['/handles/sources/kind', 'socket'],
    ['/view/positions/agent/x', 1e8],
    ['/view/positions/agent/y', 'up'],
    ['/view/viewport/zoom', 0],
    ['/view/collapsed/0', 'A'],
    ['/view/groups/0/title', null],
    ['/pipelines/name-it/wires/0/from', 'x'],
  ])('with something wrong at %s (%j) is refused with that pointer (P14)', (pointer, value) => {
    const error = refusal(() => parseDocument(withValue(pointer, value)));
    expect({ code: error.code, pointer: error.details?.['pointer'] }).toEqual({ code: 'document.schema', pointer });
    expect(error.message).toMatch(new RegExp(`^${pointer} .+\\.$`));
  });

  test('with an unknown property is refused in words (P14)', () => {
    expect(refusal(() => parseDocument(withValue('/nodes/2/colour', 'red'))).message).toBe(
      '/nodes/2/colour is not a property that longline/1 knows.',
    );
  });

  test.each([
    [
      'a newer format',
      { format: 'longline/2' },
      'This is not a longline/1 document: its format is "longline/2".',
      'Open it with a newer Longline.',
    ],
    ['another format', { format: 'comfy' }, 'This is not a longline/1 document: its format is "comfy".', undefined],
    ['no format', {}, 'This is not a longline/1 document: it names no format.', undefined],
    ['null', null, 'This is not a longline/1 document: it names no format.', undefined],
  ])('of %s is refused with what to do (P14)', (_, value, message, action) => {
    const error = refusal(() => parseDocument(value));
    expect({ code: error.code, message: error.message, action: error.action }).toEqual({
      code: 'document.format',
      message,
      action,
    });
  });

  test('beyond 8 MiB is refused before it is read (P11)', () => {
    const error = refusal(() => readDocument(' '.repeat(documentLimits.maxBytes + 1)));
    expect({ code: error.code, message: error.message }).toEqual({
      code: 'document.too_large',
      message: 'The document has 8.0 MiB; a document may have at most 8 MiB.',
    });
    expect(refusal(() => readDocument(' '.repeat(documentLimits.maxBytes))).code).toBe('json.invalid');
  });

  test('with 10,001 nodes or 50,001 wires is refused (P11)', () => {
    const [node, wire] = [goldenDocument.nodes[0], goldenDocument.wires[0]];
    for (const [part, count, value] of [
      ['nodes', 10_001, node],
      ['wires', 50_001, wire],
    ] as const) {
      const error = refusal(() => parseDocument({ ...base(), [part]: Array.from({ length: count }, () => value) }));
      expect(error.message).toBe(`/${part} may not hold more than ${count - 1} ${part}.`);
    }
  });

  test('keeps its bytes through reading and writing, and an unknown kind whole (P15)', () => {
    const odd = {
      ...goldenDocument,
      nodes: [{ id: 'x', kind: 'from/the-future', version: 9, params: { deep: [{ a: null }] } }],
    };
    for (const document of [goldenDocument, odd, emptyDocument('Empty')]) {
      const text = writeDocument(document);
      expect(writeDocument(readDocument(text))).toBe(text);
      expect(writeDocument(readDocument(JSON.stringify(JSON.parse(text), null, 2)))).toBe(text);
    }
  });

  test('that was mutilated never crashes: it is refused with a place, or it reads again (P14)', () => {
    const pointers: string[] = [];
    const walk = (value: unknown, pointer: string): void => {
      if (pointer !== '') pointers.push(pointer);
      if (typeof value === 'object' && value !== null)
        for (const [key, item] of Object.entries(value)) walk(item, `${pointer}/${key}`);
    };
    walk(base(), '');
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.constant(undefined),
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...pointers), junk, (pointer, value) => {
        const mutated = withValue(pointer, value);
        try {
          const text = writeDocument(parseDocument(mutated));
          expect(writeDocument(parseDocument(JSON.parse(text)))).toBe(text);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(LonglineError);
          expect((thrown as LonglineError).details?.['pointer']).toEqual(expect.stringMatching(/^(\/|$)/));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
