// Two versions of a pipeline beside each other: the graph that both make up, and texts word by word.

import { describe, expect, test } from 'vitest';
import { mergedGraph } from '../../src/renderer/library/versions/merged-graph.ts';
import { textDifference } from '../../src/renderer/library/versions/text-difference.ts';
import { differences } from '../../src/shared/pipeline/compare.ts';
import type { PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { node, pipeline, testCatalog, wire } from '../kit/pipelines.ts';

const at = (document: PipelineDocument, positions: Record<string, { x: number; y: number }>): PipelineDocument => ({
  ...document,
  view: { ...document.view, positions },
});
const places = { in: { x: 0, y: 0 }, look: { x: 300, y: 0 }, out: { x: 600, y: 0 } };
const nodes = [node('in', 'input', { name: 'q' }), node('look', 'look'), node('out', 'output', { name: 'a' })];
const wires = [wire('in.value', 'look.query'), wire('look.text', 'out.value')];
const before = at(pipeline(nodes, wires), places);

const graphOf = (left: PipelineDocument, right: PipelineDocument, within: readonly string[] = []) =>
  mergedGraph({ before: left, after: right }, within, differences(left, right), testCatalog);
const fates = (graph: ReturnType<typeof graphOf>) =>
  Object.fromEntries(graph.boxes.map(({ of, key, fate }) => [`${of} ${key}`, fate]));

describe('two versions as one graph', () => {
  test('show what was added, removed, changed and moved, each node once', () => {
    const after = at(
      pipeline(
        [node('in', 'input', { name: 'question' }), node('find', 'find'), node('out', 'output', { name: 'a' })],
        [wire('in.value', 'find.query'), wire('find.passages', 'out.value')],
      ),
      { in: { x: 0, y: 0 }, find: { x: 300, y: 200 }, out: { x: 900, y: 0 } },
    );
    const graph = graphOf(before, after);
    expect(fates(graph)).toEqual({
      'node in': 'changed',
      'node look': 'removed',
      'node find': 'added',
      'node out': 'moved',
    });
    expect(graph.boxes.find(({ key }) => key === 'out')).toMatchObject({ x: 900, y: 0, from: { x: 600, y: 0 } });
    expect(graph.wires.map(({ fate }) => fate).toSorted()).toEqual(['added', 'added', 'removed', 'removed']);
    expect(graph.bounds).toMatchObject({ x: 0, y: 0 });
  });

  test('lead the wires of what was removed to where its neighbours are now', () => {
    const after = at(pipeline([nodes[0]!, nodes[2]!], []), { in: { x: 0, y: 0 }, out: { x: 2000, y: 500 } });
    const graph = graphOf(before, after);
    const out = graph.boxes.find(({ key }) => key === 'out');
    const gone = graph.wires.find(({ key }) => key.includes('>out.'));
    expect(gone?.x2).toBe(out?.x);
    expect(graph.wires).toHaveLength(2);
  });

  test('say nothing of versions that are the same', () => {
    const graph = graphOf(before, before);
    expect(new Set(Object.values(fates(graph)))).toEqual(new Set(['same']));
  });

  test('show an inner pipeline that only one of them has as added or removed as a whole', () => {
    const inner = pipeline([node('a', 'input', { name: 'a' })], []);
    const after: PipelineDocument = { ...before, pipelines: { check: inner } };
    expect(graphOf(before, after, ['check']).boxes.map(({ key }) => key)).toEqual(['a']);
    expect(graphOf(after, before, ['check']).boxes.map(({ key }) => key)).toEqual(['a']);
    expect(graphOf(before, before, ['gone'])).toEqual({
      boxes: [],
      wires: [],
      bounds: { x: 0, y: 0, width: 0, height: 0 },
    });
  });

  test('hold notes, and groups around the nodes in them', () => {
    const note = { id: 'n', text: 'Mind\nthis', position: { x: 0, y: 400 }, width: 200, height: 80 };
    const after: PipelineDocument = {
      ...before,
      view: { ...before.view, notes: [note], groups: [{ id: 'g', title: 'Look', nodes: ['look'] }] },
    };
    const graph = graphOf(before, after);
    expect(fates(graph)).toMatchObject({ 'note n': 'added', 'group g': 'added' });
    expect(graph.boxes.find(({ of }) => of === 'note')?.title).toBe('Mind');
    const look = graph.boxes.find(({ key }) => key === 'look');
    const group = graph.boxes.find(({ of }) => of === 'group');
    expect(group?.x).toBeLessThan(look?.x ?? 0);
    expect(group?.width).toBeGreaterThan(look?.width ?? 0);
  });
});

describe('two texts word by word', () => {
  test('show what was taken out and put in, and what stayed once', () => {
    expect(textDifference('Read the whole note before you report.', 'Read each note before reporting.')).toEqual([
      { of: 'same', text: 'Read ' },
      { of: 'removed', text: 'the whole' },
      { of: 'added', text: 'each' },
      { of: 'same', text: ' note before ' },
      { of: 'removed', text: 'you report' },
      { of: 'added', text: 'reporting' },
      { of: 'same', text: '.' },
    ]);
  });

  test('go character by character where a script has no spaces', () => {
    expect(textDifference('先搜索再阅读', '先阅读')).toEqual([
      { of: 'same', text: '先' },
      { of: 'removed', text: '搜索再' },
      { of: 'same', text: '阅读' },
    ]);
  });

  test.each([
    ['', ''],
    ['', 'new'],
    ['old', ''],
    ['a b c', 'c b a'],
    ['a\n\nb  c', 'a\nb c\n'],
    ['🙂 and 🙃', '🙃 and 🙂'],
    ['x '.repeat(3000), 'y '.repeat(3000)],
  ])('lose nothing of %j and %j', (old, now) => {
    const pieces = textDifference(old, now);
    const without = (of: string) =>
      pieces
        .filter((piece) => piece.of !== of)
        .map(({ text }) => text)
        .join('');
    expect([without('added'), without('removed')]).toEqual([old, now]);
  });
});
