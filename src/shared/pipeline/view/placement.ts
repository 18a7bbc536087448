// Positions for nodes that have none, as in documents written by hand: steps from left to right by how far wires lead to them, tools
// in a row beneath their agent. And room for a node that is new.

import type { PipelineDocument } from '../document.ts';
import { pluggedNodes } from '../ports-of.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

const columnWidth = 380;
const rowHeight = 140;
const toolWidth = 240;
const toolDrop = 280;

/** A position for every node: the document's own where it has one. */
export function placeNodes(document: PipelineDocument): ReadonlyMap<string, Point> {
  const known = document.view?.positions ?? {};
  const placed = new Map<string, Point>();
  for (const { id } of document.nodes) {
    const own = Object.hasOwn(known, id) ? known[id] : undefined;
    if (own !== undefined) placed.set(id, own);
  }
  if (document.nodes.every(({ id }) => placed.has(id))) return placed;

  const plugged = pluggedNodes(document);
  const depths = depthsOf(document);
  const rows = new Map<number, number>();
  for (const { id } of document.nodes) {
    if (placed.has(id) || plugged.has(id)) continue;
    const column = depths.get(id) ?? 0;
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    placed.set(id, { x: column * columnWidth, y: row * rowHeight });
  }
  const toolWires = document.wires.filter((wire) => wire.kind === 'tool');
  const counts = new Map<string, number>();
  for (const { to } of toolWires) counts.set(to.node, (counts.get(to.node) ?? 0) + 1);
  const hanging = new Map<string, number>();
  for (const { from, to } of toolWires) {
    if (placed.has(from.node)) continue;
    const agent = placed.get(to.node) ?? { x: 0, y: 0 };
    const index = hanging.get(to.node) ?? 0;
    hanging.set(to.node, index + 1);
    const middle = ((counts.get(to.node) ?? 1) - 1) / 2;
    placed.set(from.node, { x: agent.x + (index - middle) * toolWidth, y: agent.y + toolDrop });
  }
  return placed;
}

const stepX = 60;
const stepY = 50;
const gap = 20;

/** The place nearest to a wanted one where a box of a size overlaps none of the others; the wanted one when all near ones are taken. */
export function freePlace(
  others: readonly Box[],
  wanted: Point,
  size: { readonly width: number; readonly height: number },
): Point {
  const near: Point[] = [];
  for (let column = -20; column <= 20; column += 1) {
    for (let row = -20; row <= 20; row += 1) near.push({ x: column * stepX, y: row * stepY });
  }
  const distance = ({ x, y }: Point) => x * x + y * y;
  const isFree = ({ x, y }: Point) =>
    others.every(
      (other) =>
        x + size.width + gap <= other.x ||
        other.x + other.width + gap <= x ||
        y + size.height + gap <= other.y ||
        other.y + other.height + gap <= y,
    );
  for (const offset of near.toSorted((left, right) => distance(left) - distance(right))) {
    const place = { x: wanted.x + offset.x, y: wanted.y + offset.y };
    if (isFree(place)) return place;
  }
  return wanted;
}

// The longest way of data wires to each node. Where wires run in a circle, the first of its nodes in the document counts as its beginning.
function depthsOf(document: PipelineDocument): ReadonlyMap<string, number> {
  const waiting = new Map(document.nodes.map(({ id }) => [id, 0]));
  const next = new Map<string, string[]>();
  for (const { kind, from, to } of document.wires) {
    const count = waiting.get(to.node);
    if (kind !== 'data' || count === undefined || !waiting.has(from.node)) continue;
    waiting.set(to.node, count + 1);
    const targets = next.get(from.node);
    if (targets === undefined) next.set(from.node, [to.node]);
    else targets.push(to.node);
  }
  const depths = new Map<string, number>();
  const free = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  const settle = (id: string) => {
    waiting.delete(id);
    const depth = depths.get(id) ?? 0;
    depths.set(id, depth);
    for (const target of next.get(id) ?? []) {
      const count = waiting.get(target);
      if (count === undefined) continue;
      depths.set(target, Math.max(depths.get(target) ?? 0, depth + 1));
      waiting.set(target, count - 1);
      if (count === 1) free.push(target);
    }
  };
  const settleFree = () => {
    for (let id = free.pop(); id !== undefined; id = free.pop()) settle(id);
  };
  settleFree();
  for (const { id } of document.nodes) {
    if (!waiting.has(id)) continue;
    settle(id);
    settleFree();
  }
  return depths;
}
