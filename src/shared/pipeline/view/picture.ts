// A small picture of a pipeline: where its nodes and wires are, in few enough numbers that a list can hold hundreds of them.

import { z } from 'zod';
import { kindCategories, type Catalog } from '../../tool/kind.ts';
import { portTypes } from '../../tool/ports.ts';
import type { PipelineDocument, Wire } from '../document.ts';
import { placeNodes, type Box, type Point } from './placement.ts';
import { nodeSize, portOffset, shapesOf, toolPortOffset, toolsPortOffset, type NodeShape } from './sizes.ts';

/** A picture holds so many boxes and wires; of more, the largest. */
export const pictureLimits = { boxes: 400, wires: 800 } as const;

/** Lengths in the canvas's pixels, rounded; the corner of the whole is at 0, 0. */
export const pictureSchema = z.strictObject({
  width: z.int().min(0),
  height: z.int().min(0),
  /** `category` null: of an unknown kind. */
  boxes: z.array(
    z.strictObject({
      x: z.int(),
      y: z.int(),
      width: z.int(),
      height: z.int(),
      category: z.enum(kindCategories).nullable(),
    }),
  ),
  /** From one point to another; `type` null: a tool wire. */
  wires: z.array(
    z.strictObject({ x1: z.int(), y1: z.int(), x2: z.int(), y2: z.int(), type: z.enum(portTypes).nullable() }),
  ),
});
export type Picture = Readonly<z.infer<typeof pictureSchema>>;

/** The picture of a document's outermost level. Wires are drawn between boxes that are in it only. */
export function pictureOf(document: PipelineDocument, catalog: Catalog): Picture {
  const places = placeNodes(document);
  const shapes = shapesOf(document, catalog);
  const all = [...shapes].map(([id, shape]) => ({ id, shape, ...(places.get(id) ?? origin), ...nodeSize(shape) }));
  const boxes = largest(all, pictureLimits.boxes, ({ width, height }) => width * height);
  const left = boxes.reduce((least, { x }) => Math.min(least, x), Infinity);
  const top = boxes.reduce((least, { y }) => Math.min(least, y), Infinity);
  const drawn = new Map(boxes.map((box) => [box.id, { ...box, x: box.x - left, y: box.y - top }]));
  const lines = document.wires.flatMap((wire) => {
    const from = drawn.get(wire.from.node);
    const to = drawn.get(wire.to.node);
    return from === undefined || to === undefined ? [] : [lineOf(wire, from, to)];
  });
  return {
    width: Math.round([...drawn.values()].reduce((most, { x, width }) => Math.max(most, x + width), 0)),
    height: Math.round([...drawn.values()].reduce((most, { y, height }) => Math.max(most, y + height), 0)),
    boxes: [...drawn.values()].map(({ shape, x, y, width, height }) => ({
      x: Math.round(x),
      y: Math.round(y),
      width,
      height,
      category: shape.card?.category ?? null,
    })),
    wires: largest(lines, pictureLimits.wires, ({ x1, y1, x2, y2 }) => Math.hypot(x2 - x1, y2 - y1)),
  };
}

const origin: Point = { x: 0, y: 0 };

interface Drawn extends Box {
  readonly shape: NodeShape;
}

function lineOf(wire: Wire, from: Drawn, to: Drawn): Picture['wires'][number] {
  const ends =
    wire.kind === 'tool'
      ? [toolPortOffset(from.shape), toolsPortOffset(to.shape)]
      : [dataEnd(from.shape, 'out', wire.from.port), dataEnd(to.shape, 'in', wire.to.port)];
  const [start = origin, end = origin] = ends;
  const port = from.shape.ports.out.find(({ name }) => name === wire.from.port);
  return {
    x1: Math.round(from.x + start.x),
    y1: Math.round(from.y + start.y),
    x2: Math.round(to.x + end.x),
    y2: Math.round(to.y + end.y),
    type: wire.kind === 'tool' ? null : (port?.type ?? 'json'),
  };
}

// A port that the node does not have is drawn at the first one's place.
function dataEnd(shape: NodeShape, side: 'in' | 'out', port: string): Point {
  const index = shape.ports[side].findIndex(({ name }) => name === port);
  return portOffset(shape, side, Math.max(0, index));
}

// The largest so many, in the order in which they stood.
function largest<Value>(all: readonly Value[], most: number, sizeOf: (value: Value) => number): Value[] {
  if (all.length <= most) return [...all];
  const order = all.map((value, index) => ({ index, size: sizeOf(value) }));
  const kept = order.toSorted((left, right) => right.size - left.size || left.index - right.index).slice(0, most);
  return kept.toSorted((left, right) => left.index - right.index).flatMap(({ index }) => all.slice(index, index + 1));
}
