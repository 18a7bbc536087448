// Lays out a pipeline from left to right: what wires join in ranks, an agent with its tools beneath it as one block, what nothing joins in
// rows below. The ranks and their order are dagre's (and ranks.ts's where there are many nodes); blocks, columns and grid are settled here.

import { Graph, layout, type EdgeLabel, type GraphLabel, type LayoutOptions, type NodeLabel } from '@dagrejs/dagre';
import type { PipelineDocument, Wire } from '../../shared/pipeline/document.ts';
import { placeNodes, type Point } from '../../shared/pipeline/view/placement.ts';
import type { Size } from '../../shared/pipeline/view/sizes.ts';
import { quickOptions, quickRanks } from './ranks.ts';

/** Places are multiples of this. */
export const gridStep = 20;

const gap = 40;
const rankGap = 100;
const toolsInRow = 4;
/** Above so many blocks in one piece, dagre's own ranking and ordering would keep a person waiting. */
const quickAbove = 120;

/**
 * New places for the nodes with these ids (null: all). The corner of what is laid out stays where it was, as near as the grid allows, and
 * nothing that is laid out overlaps. The same document, ids and sizes give the same places.
 */
export function layOut(
  document: PipelineDocument,
  ids: ReadonlySet<string> | null,
  sizeOf: (id: string) => Size,
): ReadonlyMap<string, Point> {
  const chosen = new Set(document.nodes.map(({ id }) => id).filter((id) => ids === null || ids.has(id)));
  const blocks = blocksOf(document, chosen, sizeOf);
  const owner = new Map(blocks.flatMap((block) => [...block.parts.keys()].map((id) => [id, block] as const)));
  const joined = document.wires.flatMap(({ kind, from, to }): Join[] => {
    if (kind !== 'data') return [];
    const left = owner.get(from.node);
    const right = owner.get(to.node);
    return left === undefined || right === undefined || left === right ? [] : [{ from: left.id, to: right.id }];
  });
  const { pieces, alone } = piecesOf(blocks, joined);
  const sheets = pieces.map(rankedSheet);
  const widest = sheets.reduce((most, { width }) => Math.max(most, width), 0);
  if (alone.length > 0) sheets.push(rowsSheet(alone, widest));

  const places = new Map<string, Point>();
  let top = 0;
  for (const sheet of sheets) {
    for (const [block, at] of sheet.places) {
      for (const [id, part] of block.parts) places.set(id, { x: at.x + part.x, y: at.y + part.y + top });
    }
    top = upToGrid(top + sheet.height + gap * 2);
  }
  return onCorner(places, placeNodes(document));
}

/** A node, or an agent with the tools beneath it; `parts` are the places of its nodes from its own corner. */
interface Block extends Size {
  readonly id: string;
  readonly parts: ReadonlyMap<string, Point>;
}

interface Join {
  readonly from: string;
  readonly to: string;
}

interface Piece {
  readonly blocks: readonly Block[];
  readonly joins: readonly Join[];
}

interface Sheet extends Size {
  readonly places: ReadonlyMap<Block, Point>;
}

// A tool that hangs from several agents stands with the first of them.
function blocksOf(
  document: PipelineDocument,
  chosen: ReadonlySet<string>,
  sizeOf: (id: string) => Size,
): readonly Block[] {
  const isTool = ({ kind, from, to }: Wire) =>
    kind === 'tool' && from.node !== to.node && chosen.has(from.node) && chosen.has(to.node);
  const agents = new Set(document.wires.filter(isTool).map(({ to }) => to.node));
  const agentOf = new Map<string, string>();
  for (const wire of document.wires) {
    // What is an agent itself cannot be beneath another one.
    if (isTool(wire) && !agents.has(wire.from.node) && !agentOf.has(wire.from.node))
      agentOf.set(wire.from.node, wire.to.node);
  }
  const tools = new Map<string, string[]>();
  for (const [tool, agent] of agentOf) tools.set(agent, [...(tools.get(agent) ?? []), tool]);
  return [...chosen].filter((id) => !agentOf.has(id)).map((id) => blockOf(id, tools.get(id) ?? [], sizeOf));
}

function blockOf(id: string, tools: readonly string[], sizeOf: (id: string) => Size): Block {
  const own = sizeOf(id);
  const rows = Array.from({ length: Math.ceil(tools.length / toolsInRow) }, (_, row) =>
    tools.slice(row * toolsInRow, (row + 1) * toolsInRow),
  );
  const widths = rows.map((row) => row.reduce((sum, tool) => sum + upToGrid(sizeOf(tool).width + gap), -gap));
  const width = upToGrid(Math.max(own.width, ...widths));
  const parts = new Map<string, Point>([[id, { x: toGrid((width - own.width) / 2), y: 0 }]]);
  let y = upToGrid(own.height + gap);
  rows.forEach((row, index) => {
    let x = toGrid((width - (widths[index] ?? 0)) / 2);
    for (const tool of row) {
      parts.set(tool, { x, y });
      x += upToGrid(sizeOf(tool).width + gap);
    }
    y = upToGrid(y + Math.max(...row.map((tool) => sizeOf(tool).height)) + gap);
  });
  const right = [...parts].reduce((most, [part, at]) => Math.max(most, at.x + sizeOf(part).width), 0);
  const bottom = [...parts].reduce((most, [part, at]) => Math.max(most, at.y + sizeOf(part).height), 0);
  return { id, width: right, height: bottom, parts };
}

// What hangs together is laid out together, in the order of the document.
function piecesOf(
  blocks: readonly Block[],
  joins: readonly Join[],
): { readonly pieces: readonly Piece[]; readonly alone: readonly Block[] } {
  const near = new Map<string, string[]>();
  const add = (from: string, to: string) => {
    const list = near.get(from);
    if (list === undefined) near.set(from, [to]);
    else list.push(to);
  };
  for (const { from, to } of joins) {
    add(from, to);
    add(to, from);
  }
  const pieceOf = new Map<string, number>();
  const pieces: { blocks: Block[]; joins: Join[] }[] = [];
  for (const block of blocks) {
    if (!near.has(block.id)) continue;
    let piece = pieceOf.get(block.id);
    if (piece === undefined) {
      piece = pieces.length;
      pieces.push({ blocks: [], joins: [] });
      const waiting = [block.id];
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        if (pieceOf.has(id)) continue;
        pieceOf.set(id, piece);
        waiting.push(...(near.get(id) ?? []));
      }
    }
    pieces[piece]?.blocks.push(block);
  }
  for (const join of joins) pieces[pieceOf.get(join.from) ?? -1]?.joins.push(join);
  return { pieces, alone: blocks.filter(({ id }) => !near.has(id)) };
}

function rankedSheet({ blocks, joins }: Piece): Sheet {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>();
  const many = blocks.length > quickAbove;
  graph.setGraph({ rankdir: 'LR', nodesep: gap, edgesep: gridStep, ranksep: rankGap, ...(many ? quickRanks : {}) });
  for (const { id, width, height } of blocks) graph.setNode(id, { width, height });
  for (const { from, to } of joins) graph.setEdge(from, to, {});
  layout(graph, many ? quickOptions : ({} satisfies LayoutOptions));

  const columns = new Map<number, { readonly block: Block; readonly middle: number }[]>();
  for (const block of blocks) {
    const { x = 0, y = 0 } = graph.node(block.id);
    const column = columns.get(Math.round(x)) ?? [];
    columns.set(Math.round(x), column);
    column.push({ block, middle: y });
  }
  return columnsSheet([...columns].toSorted(([left], [right]) => left - right).map(([, column]) => column));
}

// Ports are near the top of a node, and an agent's tools far below its own: wires run level where tops are level, not middles. So each block
// begins where dagre has its middle, or below the one above it.
function columnsSheet(columns: readonly (readonly { readonly block: Block; readonly middle: number }[])[]): Sheet {
  const places = new Map<Block, Point>();
  let left = 0;
  let height = 0;
  for (const column of columns) {
    const width = Math.max(...column.map(({ block }) => block.width));
    let free = -Infinity;
    for (const { block, middle } of column.toSorted((one, other) => one.middle - other.middle)) {
      const y = Math.max(toGrid(middle), free);
      places.set(block, { x: left + toGrid((width - block.width) / 2), y });
      free = upToGrid(y + block.height + gap);
    }
    left = upToGrid(left + width + rankGap);
  }
  const top = Math.min(...[...places.values()].map(({ y }) => y));
  for (const [block, at] of places) {
    places.set(block, { x: at.x, y: at.y - top });
    height = Math.max(height, at.y - top + block.height);
  }
  return { width: left - rankGap, height, places };
}

// As wide as what is above, or about as wide as high.
function rowsSheet(blocks: readonly Block[], widest: number): Sheet {
  const area = blocks.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const most = Math.max(widest, Math.sqrt(area) * 1.25);
  const places = new Map<Block, Point>();
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const block of blocks) {
    if (x > 0 && x + block.width > most) {
      y = upToGrid(y + rowHeight + gap);
      [x, rowHeight] = [0, 0];
    }
    places.set(block, { x, y });
    width = Math.max(width, x + block.width);
    rowHeight = Math.max(rowHeight, block.height);
    x = upToGrid(x + block.width + gap);
  }
  return { width, height: y + rowHeight, places };
}

function onCorner(places: ReadonlyMap<string, Point>, before: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> {
  const cornerOf = (points: readonly Point[]) => ({
    x: points.reduce((least, { x }) => Math.min(least, x), Infinity),
    y: points.reduce((least, { y }) => Math.min(least, y), Infinity),
  });
  const now = cornerOf([...places.values()]);
  const was = cornerOf([...places.keys()].flatMap((id) => before.get(id) ?? []));
  const dx = toGrid(was.x) - now.x;
  const dy = toGrid(was.y) - now.y;
  return new Map([...places].map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }]));
}

function toGrid(length: number): number {
  return Math.round(length / gridStep) * gridStep;
}

function upToGrid(length: number): number {
  return Math.ceil(length / gridStep) * gridStep;
}
