// Laying out: what a person gets from one key, whatever the pipeline.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gridStep, layOut } from '../../src/renderer/document/layout.ts';
import type { PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { placeNodes, type Box, type Point } from '../../src/shared/pipeline/view/placement.ts';
import { nodeSize, shapesOf } from '../../src/shared/pipeline/view/sizes.ts';
import { agentPipeline, node, pipeline, plug, testCatalog, wire } from '../kit/pipelines.ts';
import { tidyDocument, wiredDocument } from '../kit/random-pipelines.ts';

const sizesOf = (document: PipelineDocument) => {
  const shapes = shapesOf(document, testCatalog);
  return (id: string) => {
    const shape = shapes.get(id);
    return shape === undefined ? { width: 0, height: 0 } : nodeSize(shape);
  };
};

const layAll = (document: PipelineDocument) => layOut(document, null, sizesOf(document));

const boxesOf = (places: ReadonlyMap<string, Point>, sizeOf: (id: string) => { width: number; height: number }) =>
  [...places].map(([id, at]): Box & { id: string } => ({ id, ...at, ...sizeOf(id) }));

function overlapsIn(boxes: readonly (Box & { id: string })[]): string[] {
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (other) =>
          one.x < other.x + other.width &&
          other.x < one.x + one.width &&
          one.y < other.y + other.height &&
          other.y < one.y + one.height,
      )
      .map((other) => `${one.id} ${other.id}`),
  );
}

const cornerOf = (points: readonly Point[]) => ({
  x: Math.min(...points.map(({ x }) => x)),
  y: Math.min(...points.map(({ y }) => y)),
});

describe('laying out', () => {
  test('overlaps nothing, keeps to the grid and leaves the corner where it was, whatever the wires', () => {
    fc.assert(
      fc.property(fc.oneof(tidyDocument, wiredDocument), (document) => {
        const places = layAll(document);
        expect([...places.keys()].toSorted()).toEqual(document.nodes.map(({ id }) => id).toSorted());
        expect(overlapsIn(boxesOf(places, sizesOf(document)))).toEqual([]);
        for (const { x, y } of places.values())
          expect([Math.abs(x % gridStep), Math.abs(y % gridStep)]).toEqual([0, 0]);
        if (document.nodes.length === 0) return;
        const before = cornerOf([...placeNodes(document).values()]);
        const after = cornerOf([...places.values()]);
        expect(Math.abs(after.x - before.x)).toBeLessThanOrEqual(gridStep / 2);
        expect(Math.abs(after.y - before.y)).toBeLessThanOrEqual(gridStep / 2);
      }),
      { numRuns: 200 },
    );
  });

  test('overlaps nothing for nodes of any size', () => {
    const size = fc.record({ width: fc.integer({ min: 1, max: 700 }), height: fc.integer({ min: 1, max: 700 }) });
    fc.assert(
      fc.property(tidyDocument, fc.array(size, { minLength: 7, maxLength: 7 }), (document, sizes) => {
        const index = new Map(document.nodes.map(({ id }, at) => [id, at]));
        const sizeOf = (id: string) => sizes[(index.get(id) ?? 0) % sizes.length] ?? { width: 1, height: 1 };
        expect(overlapsIn(boxesOf(layOut(document, null, sizeOf), sizeOf))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('gives the same places again, and keeps them when it is done twice', () => {
    fc.assert(
      fc.property(tidyDocument, (document) => {
        const places = layAll(document);
        expect(layAll(structuredClone(document))).toEqual(places);
        const laid = { ...document, view: { positions: Object.fromEntries(places) } };
        expect(layAll(laid)).toEqual(places);
      }),
      { numRuns: 50 },
    );
  });

  test('puts what reads to the right of what it reads', () => {
    fc.assert(
      fc.property(tidyDocument, (document) => {
        const places = layAll(document);
        const sizeOf = sizesOf(document);
        for (const { kind, from, to } of document.wires) {
          const left = places.get(from.node)?.x ?? 0;
          if (kind === 'data') expect(places.get(to.node)?.x).toBeGreaterThan(left + sizeOf(from.node).width);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('hangs the tools of an agent in rows of four beneath it, about its middle', () => {
    const tools = Array.from({ length: 6 }, (_, i) => node(`t${i}`, 'look'));
    const places = layAll(agentPipeline(tools));
    const agent = places.get('agent') ?? { x: 0, y: 0 };
    const middle = agent.x + 160;
    const rows = Map.groupBy(tools, ({ id }) => places.get(id)?.y ?? 0);
    expect([...rows.values()].map((row) => row.length)).toEqual([4, 2]);
    for (const [y, row] of rows) {
      expect(y).toBeGreaterThan(agent.y + 36);
      const xs = row.map(({ id }) => places.get(id)?.x ?? 0);
      expect(xs.slice(1).map((x, index) => x - (xs[index] ?? 0))).toEqual(row.slice(1).map(() => 240));
      expect(Math.abs((Math.min(...xs) + Math.max(...xs) + 200) / 2 - middle)).toBeLessThanOrEqual(gridStep);
    }
    expect(places.get('question')?.y).toBe(agent.y);
    expect(places.get('answer')?.y).toBe(agent.y);
  });

  test('puts nodes without wires below the others', () => {
    const loose = ['x', 'y', 'z'].map((id) => node(id, 'text'));
    const document = pipeline([...loose, node('a', 'text'), node('b', 'text')], [wire('a.text', 'b.x')]);
    const places = layAll(document);
    const bottom = Math.max(places.get('a')?.y ?? 0, places.get('b')?.y ?? 0);
    for (const { id } of loose) expect(places.get(id)?.y).toBeGreaterThan(bottom);
  });

  test('moves only what is asked for', () => {
    fc.assert(
      fc.property(tidyDocument, fc.nat(), (document, bits) => {
        const ids = new Set(document.nodes.filter((_, index) => (bits >> (index % 16)) & 1).map(({ id }) => id));
        const places = layOut(document, ids, sizesOf(document));
        expect(new Set(places.keys())).toEqual(ids);
        expect(overlapsIn(boxesOf(places, sizesOf(document)))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('copes with circles, wires to itself, tools of tools and tools that two agents share', () => {
    const nodes = [node('a', 'agent'), node('b', 'agent'), node('t', 'look'), node('u', 'look')];
    const document = pipeline(nodes, [
      wire('a.answer', 'b.task'),
      wire('b.answer', 'a.task'),
      wire('a.answer', 'a.context'),
      plug('t', 'a'),
      plug('t', 'b'),
      plug('u', 't'),
      plug('u', 'u'),
    ]);
    const places = layAll(document);
    expect(places.size).toBe(4);
    expect(overlapsIn(boxesOf(places, sizesOf(document)))).toEqual([]);
  });

  test('lays out a thousand nodes in ranks as well', () => {
    const nodes = Array.from({ length: 1000 }, (_, i) => node(`n${i}`, 'text', { template: '{{x}} {{y}}' }));
    const wires = nodes
      .slice(1)
      .flatMap((_, i) => [
        wire(`n${Math.max(0, i - ((i * 7) % 20))}.text`, `n${i + 1}.x`),
        wire(`n${Math.max(0, i - ((i * 13) % 31))}.text`, `n${i + 1}.y`),
      ]);
    const document = pipeline(nodes, wires);
    const places = layAll(document);
    expect(overlapsIn(boxesOf(places, sizesOf(document)))).toEqual([]);
    for (const { from, to } of wires) expect(places.get(to.node)?.x).toBeGreaterThan(places.get(from.node)?.x ?? 0);
  });
});
