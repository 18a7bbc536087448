// A small picture of a pipeline: where its nodes and wires are, in few enough numbers that a list can hold hundreds of them.

import { z } from 'zod';
import { kindCategories, type Catalog } from '../../tool/kind.ts';
import { portTypes } from '../../tool/ports.ts';
import type { PipelineDocument } from '../document.ts';
import { nodePorts } from '../ports-of.ts';

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

const size = { width: 240, height: 96 } as const;
const gap = 80;

/** The picture of a document: nodes that have no position stand in a row. */
export function pictureOf(document: PipelineDocument, catalog: Catalog): Picture {
  const { positions = {}, sizes = {} } = document.view ?? {};
  const boxes = document.nodes.map((node, index) => ({
    ...(positions[node.id] ?? { x: index * (size.width + gap), y: 0 }),
    ...(sizes[node.id] ?? size),
    category: catalog.get(node.kind)?.card.category ?? null,
  }));
  const left = Math.min(...boxes.map(({ x }) => x), Number.MAX_SAFE_INTEGER);
  const top = Math.min(...boxes.map(({ y }) => y), Number.MAX_SAFE_INTEGER);
  const placed = boxes.map((box) => ({
    ...box,
    x: Math.round(box.x - left),
    y: Math.round(box.y - top),
    width: Math.round(box.width),
    height: Math.round(box.height),
  }));
  const boxOf = new Map(document.nodes.map(({ id }, index) => [id, placed[index]]));
  const ports = new Map(document.nodes.map((node) => [node.id, nodePorts(node, document, catalog)]));
  const wires = document.wires.flatMap(({ kind, from, to }): Picture['wires'] => {
    const [start, end] = [boxOf.get(from.node), boxOf.get(to.node)];
    if (start === undefined || end === undefined) return [];
    if (kind === 'tool')
      return [
        {
          x1: middle(start.x, start.width),
          y1: start.y,
          x2: middle(end.x, end.width),
          y2: end.y + end.height,
          type: null,
        },
      ];
    const type = ports.get(from.node)?.out.find(({ name }) => name === from.port)?.type ?? 'json';
    const [y1, y2] = [middle(start.y, start.height), middle(end.y, end.height)];
    return [{ x1: start.x + start.width, y1, x2: end.x, y2, type }];
  });
  const width = placed.reduce((most, box) => Math.max(most, box.x + box.width), 0);
  const height = placed.reduce((most, box) => Math.max(most, box.y + box.height), 0);
  return { width, height, boxes: placed, wires };
}

function middle(start: number, length: number): number {
  return Math.round(start + length / 2);
}
