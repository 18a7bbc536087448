// Positions for nodes that have none, as in documents written by hand: steps from left to right by how far wires lead to them, tools
// in a row beneath their agent.

import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import { pluggedNodes } from '../../shared/pipeline/ports-of.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

const columnWidth = 380;
const rowHeight = 140;
const toolWidth = 240;
const toolDrop = 280;

/** A position for every node: the document's own where it has one. */
export function placeNodes(document: PipelineDocument): ReadonlyMap<string, Point> {
  const known = document.view?.positions ?? {};
  const placed = new Map<string, Point>();
  const plugged = pluggedNodes(document);
  const rows = new Map<number, number>();
  const depths = depthsOf(document);
  for (const node of document.nodes) {
    const own = known[node.id];
    if (own !== undefined) placed.set(node.id, own);
    else if (!plugged.has(node.id)) {
      const column = depths.get(node.id) ?? 0;
      const row = rows.get(column) ?? 0;
      rows.set(column, row + 1);
      placed.set(node.id, { x: column * columnWidth, y: row * rowHeight });
    }
  }
  const hanging = new Map<string, number>();
  for (const wire of document.wires) {
    if (wire.kind !== 'tool' || placed.has(wire.from.node)) continue;
    const agent = placed.get(wire.to.node) ?? { x: 0, y: 0 };
    const count = document.wires.filter((other) => other.kind === 'tool' && other.to.node === wire.to.node).length;
    const index = hanging.get(wire.to.node) ?? 0;
    hanging.set(wire.to.node, index + 1);
    placed.set(wire.from.node, { x: agent.x + (index - (count - 1) / 2) * toolWidth, y: agent.y + toolDrop });
  }
  return placed;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
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

// The longest way of data wires to each node; a circle counts once.
function depthsOf(document: PipelineDocument): ReadonlyMap<string, number> {
  const before = new Map<string, string[]>();
  for (const wire of document.wires) {
    if (wire.kind === 'data') before.set(wire.to.node, [...(before.get(wire.to.node) ?? []), wire.from.node]);
  }
  const depths = new Map<string, number>();
  for (let round = 0; round < document.nodes.length; round += 1) {
    let changed = false;
    for (const node of document.nodes) {
      const depth = Math.max(-1, ...(before.get(node.id) ?? []).map((id) => depths.get(id) ?? 0)) + 1;
      if (depth !== depths.get(node.id) && depth < document.nodes.length) {
        depths.set(node.id, depth);
        changed = true;
      }
    }
    if (!changed) break;
  }
  return depths;
}
