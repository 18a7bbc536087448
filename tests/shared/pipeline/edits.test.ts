// Edits as values: whatever was done can be taken back to the byte and done again, and one gesture is one edit.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PipelineDocument, writeDocument } from '../../../src/shared/pipeline/document.ts';
import {
  addNode,
  addWire,
  applyEdit,
  type Change,
  editSchema,
  invertEdit,
  moveNode,
  type PipelineEdit,
  removeNode,
  removeWire,
  replaceNode,
  setEntry,
  squashEdits,
} from '../../../src/shared/pipeline/edits.ts';
import { node, pipeline, wire } from '../../kit/pipelines.ts';

const edit = (...changes: readonly Change[]): PipelineEdit => ({ label: 'edit.test', changes });
const start = pipeline(
  ['a', 'b', 'c'].map((id) => node(id, 'text', { template: id })),
  [wire('a.text', 'b.x'), wire('b.text', 'c.x')],
  { view: { positions: { a: { x: 1, y: 2 } } } },
);

/** An edit that makes sense for the document, chosen by three numbers. */
function someEdit(document: PipelineDocument, what: number, which: number, other: number): PipelineEdit {
  const at = document.nodes[which % Math.max(1, document.nodes.length)];
  const to = document.nodes[other % Math.max(1, document.nodes.length)];
  const aWire = document.wires[which % Math.max(1, document.wires.length)];
  switch (what % 9) {
    case 0: {
      const id = `n${other}`;
      return document.nodes.some((each) => each.id === id)
        ? edit()
        : edit(addNode(document, node(id, 'text')), moveNode(document, id, { x: which, y: 0 }));
    }
    case 1:
      return at === undefined ? edit() : edit(...removeNode(document, at.id));
    case 2:
      return at === undefined ? edit() : edit(replaceNode(document, { ...at, params: { template: String(other) } }));
    case 3:
      return at === undefined
        ? edit()
        : edit(moveNode(document, at.id, other % 3 === 0 ? null : { x: which, y: other }));
    case 4: {
      const made = wire(`${at?.id ?? ''}.text`, `${to?.id ?? ''}.x`);
      const there = document.wires.some((each) => each.from.node === made.from.node && each.to.node === made.to.node);
      return at === undefined || there ? edit() : edit(addWire(document, made));
    }
    case 5:
      return aWire === undefined ? edit() : edit(removeWire(document, aWire));
    case 6:
      return edit({
        of: 'meta',
        key: 'description',
        before: document.meta.description ?? null,
        after: other % 2 === 0 ? null : `d${which}`,
      });
    case 7:
      return edit(setEntry(document, 'view', 'collapsed', other % 2 === 0 ? null : ['a', `n${which}`]));
    default:
      return edit(
        setEntry(document, 'handles', `h${which % 3}`, other % 2 === 0 ? null : { kind: 'folder', title: `t${other}` }),
      );
  }
}

/** Documents to begin with: also such whose records are there with nothing in them. */
const starts = fc.constantFrom(
  start,
  pipeline(start.nodes, start.wires, { handles: {}, pipelines: {}, view: { positions: {} } }),
  pipeline(start.nodes, start.wires, { view: {} }),
);

const steps = fc.array(fc.tuple(fc.nat(8), fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 25 });

function play(start: PipelineDocument, choices: readonly (readonly [number, number, number])[]) {
  const documents = [start];
  const edits = choices.map(([what, which, other]) => {
    const before = documents.at(-1) ?? start;
    const made = someEdit(before, what, which, other);
    documents.push(applyEdit(before, made));
    return made;
  });
  return { documents, edits };
}

describe('edits', () => {
  test('undone one by one pass through the same bytes, and redone too (P26)', () => {
    fc.assert(
      fc.property(starts, steps, (start, choices) => {
        const { documents, edits } = play(start, choices);
        const texts = documents.map(writeDocument);
        let document = documents.at(-1) ?? start;
        for (let i = edits.length; i > 0; i -= 1) {
          document = applyEdit(document, invertEdit(edits[i - 1] ?? edit()));
          expect(writeDocument(document)).toBe(texts[i - 1]);
        }
        edits.forEach((each, i) => {
          document = applyEdit(document, each);
          expect(writeDocument(document)).toBe(texts[i + 1]);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('squashed into one lead where they led one after the other, and back (P27)', () => {
    fc.assert(
      fc.property(starts, steps, (start, choices) => {
        const { documents, edits } = play(start, choices);
        const whole = edits.reduce(squashEdits);
        const end = applyEdit(start, whole);
        expect(writeDocument(end)).toBe(writeDocument(documents.at(-1) ?? start));
        expect(writeDocument(applyEdit(end, invertEdit(whole)))).toBe(writeDocument(start));
      }),
      { numRuns: 1000 },
    );
  });

  test('of a drag become one change from first to last place (P27)', () => {
    const one = edit(moveNode(start, 'a', { x: 5, y: 5 }), moveNode(start, 'b', { x: 6, y: 6 }));
    const moved = applyEdit(start, one);
    const two = edit(moveNode(moved, 'a', { x: 9, y: 9 }), moveNode(moved, 'b', { x: 8, y: 8 }));
    expect(squashEdits(one, two).changes).toEqual([
      { of: 'position', key: 'a', before: { x: 1, y: 2 }, after: { x: 9, y: 9 } },
      { of: 'position', key: 'b', before: null, after: { x: 8, y: 8 } },
    ]);
    expect(squashEdits(one, invertEdit(one)).changes).toEqual([]);
  });

  test('keep the order of a list when something before it went away between (P27)', () => {
    const first = edit(replaceNode(start, node('c', 'text', { template: '1' })));
    const middle = applyEdit(start, first);
    const [removed] = removeNode(middle, 'a').slice(-2);
    const second = edit(...removeNode(middle, 'a'));
    const third = edit(replaceNode(applyEdit(middle, second), node('c', 'text', { template: '2' })));
    expect(removed).toBeDefined();
    const end = applyEdit(start, squashEdits(squashEdits(first, second), third));
    expect(end.nodes.map((each) => [each.id, each.params['template']])).toEqual([
      ['b', 'b'],
      ['c', '2'],
    ]);
  });

  test.each([
    [
      'removing what is gone',
      edit(...removeNode(start, 'a'), ...removeNode(start, 'a').filter((change) => change.of === 'node')),
      'There is no "a" to change.',
    ],
    ['adding what is there', edit(addNode(start, node('a', 'text'))), 'There is a "a" already.'],
    ['a wire twice', edit(addWire(start, wire('a.text', 'b.x'))), 'There is a "data:a.text>b.x" already.'],
  ])('%s is a conflict (P26)', (_, made, message) => {
    expect(() => applyEdit(start, made)).toThrowError(expect.objectContaining({ code: 'edit.conflict', message }));
  });

  test('are JSON that passes its own schema (P26)', () => {
    fc.assert(
      fc.property(starts, steps, (start, choices) => {
        for (const each of play(start, choices).edits)
          expect(editSchema.parse(JSON.parse(JSON.stringify(each)))).toEqual(JSON.parse(JSON.stringify(each)));
      }),
      { numRuns: 30 },
    );
  });
});
