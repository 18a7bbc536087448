// What is known of a pipeline's looks before anything is drawn: sizes, ports, the lines of bodies, places, pictures.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PipelineDocument } from '../../../src/shared/pipeline/document.ts';
import { pictureLimits, pictureOf, pictureSchema } from '../../../src/shared/pipeline/view/picture.ts';
import { placeNodes } from '../../../src/shared/pipeline/view/placement.ts';
import {
  nodeSize,
  portOffset,
  shapesOf,
  toolPortOffset,
  toolsPortOffset,
  type NodeShape,
} from '../../../src/shared/pipeline/view/sizes.ts';
import { summaryLines, summaryOf } from '../../../src/shared/pipeline/view/summary.ts';
import type { KindCard } from '../../../src/shared/tool/kind.ts';
import { agentPipeline, node, pipeline, plug, testCatalog, wire } from '../../kit/pipelines.ts';
import { anyDocument } from '../../kit/random-pipelines.ts';

const cardOf = (kind: string): KindCard => {
  const entry = testCatalog.get(kind);
  if (entry === undefined) throw new Error(kind);
  return entry.card;
};

describe('the body of a node', () => {
  const card: KindCard = {
    ...cardOf('look'),
    summary: 'top {topK} of {folder}\nsince {since}\nalways\n{a}{b}',
    params: { type: 'object', properties: { topK: { type: 'integer', default: 8 } } },
  };
  const lines = (params: object) => summaryLines(card, node('n', 'look', params as never));

  test('says what it does with its params in their places, defaults included', () => {
    expect(lines({ folder: 'Reports', since: '2026-01' })).toEqual(['top 8 of Reports', 'since 2026-01', 'always']);
    expect(summaryOf(card, node('n', 'look', { folder: 'Reports' }))).toBe('top 8 of Reports · always');
  });

  test('leaves out lines whose places are all empty, and holds at most three', () => {
    expect(lines({ a: '', b: ' \n' })).toEqual(['top 8 of', 'always']);
    expect(lines({ b: { x: [1] } })).toEqual(['top 8 of', 'always', '{"x":[1]}']);
    expect(lines({ folder: 'F', since: 'S', a: 'left out' })).toHaveLength(3);
  });

  test('is cut to 160 characters a line, on one line each', () => {
    const [line = ''] = lines({ folder: `many\n\nwords ${'x'.repeat(500)}` });
    expect(line).toHaveLength(160);
    expect(line).toMatch(/^top 8 of many words x+…$/);
  });
});

describe('the size of a node', () => {
  const shape = (kind: string | null, more: Partial<NodeShape> = {}): NodeShape => ({
    card: kind === null ? null : cardOf(kind),
    node: node('n', kind ?? 'nowhere'),
    ports: kind === null ? { in: [], out: [] } : cardOf(kind).ports,
    plugged: false,
    collapsed: false,
    summaryLines: 0,
    ...more,
  });

  test('follows from what it shows', () => {
    expect(nodeSize(shape('look'))).toEqual({ width: 220, height: 36 + 22 + 8 });
    expect(nodeSize(shape('look', { summaryLines: 2 }))).toEqual({ width: 220, height: 36 + 44 + 22 + 8 });
    expect(nodeSize(shape('agent', { summaryLines: 1 }))).toEqual({ width: 320, height: 36 + 26 + 44 + 8 + 58 });
    expect(nodeSize(shape('look', { plugged: true, summaryLines: 3 }))).toEqual({ width: 200, height: 58 });
    expect(nodeSize(shape('look', { collapsed: true, summaryLines: 3 }))).toEqual({ width: 220, height: 36 });
    expect(nodeSize(shape('agent', { collapsed: true }))).toEqual({ width: 320, height: 60 });
    expect(nodeSize(shape(null))).toEqual({ width: 220, height: 44 });
  });

  test('is even, and holds all ports inside its border, whatever the node', () => {
    fc.assert(
      fc.property(anyDocument(1), (document) => {
        for (const each of shapesOf(document, testCatalog).values()) {
          const { width, height } = nodeSize(each);
          expect([width % 2, height % 2]).toEqual([0, 0]);
          for (const side of ['in', 'out'] as const) {
            each.ports[side].forEach((_, index) => {
              const { x, y } = portOffset(each, side, index);
              expect(x).toBe(side === 'in' ? 0 : width);
              expect(y).toBeGreaterThan(0);
              expect(y).toBeLessThan(height);
            });
          }
          expect(toolPortOffset(each)).toEqual({ x: width / 2, y: 0 });
          expect(toolsPortOffset(each)).toEqual({ x: width / 2, y: height });
        }
      }),
    );
  });

  test('of a collapsed node lets all its ports meet', () => {
    const agent = shape('agent', { collapsed: true });
    expect([portOffset(agent, 'in', 0), portOffset(agent, 'in', 1), portOffset(agent, 'out', 1)]).toEqual([
      { x: 0, y: 18 },
      { x: 0, y: 18 },
      { x: 320, y: 18 },
    ]);
    expect(portOffset(shape('agent', { summaryLines: 1 }), 'out', 1)).toEqual({ x: 320, y: 36 + 26 + 22 + 11 });
  });

  test('of an unknown kind has room for the ports that its wires name', () => {
    const document = pipeline([node('u', 'nowhere'), node('t', 'text')], [wire('u.a', 't.x'), wire('u.b', 't.y')]);
    const shapes = shapesOf(document, testCatalog);
    expect(shapes.get('u')?.ports.out.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(shapes.get('u')?.summaryLines).toBe(1);
  });
});

test('a port that a node no longer has is shown as long as a wire names it, after those that it has (D11)', () => {
  const document = pipeline(
    [node('one', 'text'), node('two', 'text')],
    [wire('one.gone', 'two.x'), wire('one.text', 'two.x')],
  );
  const shapes = shapesOf(document, testCatalog);
  expect(shapes.get('one')?.ports.out).toMatchObject([{ name: 'text' }, { name: 'gone', missing: true }]);
  expect(shapes.get('two')?.ports.in).toMatchObject([{ name: 'x', missing: true }]);
});

describe('places for nodes that have none', () => {
  test('lead from left to right along the wires, tools beneath their agent', () => {
    const places = placeNodes(agentPipeline([node('t0', 'look'), node('t1', 'look')]));
    expect(Object.fromEntries(places)).toEqual({
      question: { x: 0, y: 0 },
      agent: { x: 380, y: 0 },
      answer: { x: 760, y: 0 },
      t0: { x: 260, y: 280 },
      t1: { x: 500, y: 280 },
    });
  });

  test('are the longest way from a beginning, and a circle has an end', () => {
    const nodes = ['c', 'b', 'a', 'x', 'y'].map((id) => node(id, 'text'));
    const document = pipeline(nodes, [
      wire('a.text', 'b.x'),
      wire('b.text', 'c.x'),
      wire('a.text', 'c.y'),
      wire('x.text', 'y.x'),
      wire('y.text', 'x.x'),
      wire('nobody.text', 'a.x'),
    ]);
    const columns = Object.fromEntries([...placeNodes(document)].map(([id, { x }]) => [id, x / 380]));
    expect(columns).toEqual({ a: 0, b: 1, c: 2, x: 0, y: 1 });
  });

  test('are given to every node, whatever the document, and those that it has are kept', () => {
    fc.assert(
      fc.property(anyDocument(0), (document) => {
        const places = placeNodes(document);
        for (const { id } of document.nodes) {
          expect(places.get(id)).toBeDefined();
          const own = document.view?.positions?.[id];
          if (own !== undefined) expect(places.get(id)).toEqual(own);
        }
      }),
    );
  });

  test('cost a chain and a fan of ten thousand nodes no long wait', () => {
    const nodes = Array.from({ length: 10_000 }, (_, i) => node(`n${i}`, i === 0 ? 'agent' : 'text'));
    const chain = nodes.slice(1).map((_, i) => wire(`n${i}.text`, `n${i + 1}.x`));
    expect(placeNodes(pipeline(nodes.toReversed(), chain)).get('n9999')?.x).toBe(9999 * 380);
    const fan = nodes.slice(1).map((_, i) => plug(`n${i + 1}`, 'n0'));
    expect(placeNodes(pipeline(nodes, fan)).size).toBe(10_000);
  });
});

describe('the picture of a pipeline', () => {
  test('has its boxes where its nodes are and its wires from port to port, with the corner at 0, 0', () => {
    const document = agentPipeline(
      [node('look', 'look')],
      {},
      {
        view: {
          positions: {
            question: { x: -100.4, y: 50 },
            agent: { x: 300, y: 40 },
            answer: { x: 800, y: 60 },
            look: { x: 360, y: 400 },
          },
          collapsed: ['answer'],
        },
      },
    );
    const picture = pictureOf(document, testCatalog);
    expect(pictureSchema.parse(picture)).toEqual(picture);
    expect(picture.boxes).toEqual([
      { x: 0, y: 10, width: 220, height: 92, category: 'pipeline' },
      { x: 400, y: 0, width: 320, height: 172, category: 'agent' },
      { x: 900, y: 20, width: 220, height: 36, category: 'pipeline' },
      { x: 460, y: 360, width: 200, height: 58, category: 'compute' },
    ]);
    expect(picture.wires).toEqual([
      { x1: 220, y1: 10 + 73, x2: 400, y2: 73, type: 'text' },
      { x1: 720, y1: 73, x2: 900, y2: 20 + 18, type: 'text' },
      { x1: 560, y1: 360, x2: 560, y2: 172, type: null },
    ]);
    expect([picture.width, picture.height]).toEqual([1120, 418]);
  });

  test('is within its limits and its own bounds, whatever the pipeline', () => {
    fc.assert(
      fc.property(anyDocument(1), (document) => {
        const picture = pictureOf(document, testCatalog);
        expect(pictureSchema.parse(picture)).toEqual(picture);
        for (const { x, y, width, height } of picture.boxes) {
          expect([x >= 0, y >= 0, x + width <= picture.width + 1, y + height <= picture.height + 1]).not.toContain(
            false,
          );
        }
      }),
    );
    expect(pictureOf(pipeline([], []), testCatalog)).toEqual({ width: 0, height: 0, boxes: [], wires: [] });
  });

  test('of a large pipeline keeps the largest', () => {
    const nodes = Array.from({ length: 1200 }, (_, i) => node(`n${i}`, i % 4 === 0 ? 'agent' : 'text'));
    const wires = nodes.flatMap((_, i) =>
      [1, 2, 3, 4].map((by) => wire(`n${i}.answer`, `n${(i + by * 4) % 1200}.task`)),
    );
    const document: PipelineDocument = pipeline(nodes, wires);
    const picture = pictureOf(document, testCatalog);
    expect(picture.boxes).toHaveLength(pictureLimits.boxes);
    expect(picture.wires).toHaveLength(pictureLimits.wires);
    expect(picture.boxes.filter(({ category }) => category === 'agent')).toHaveLength(300);
  });
});
