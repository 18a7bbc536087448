// How large a node is drawn and where its ports are, in the canvas's pixels. Everything that has to know before anything is drawn asks
// here: canvas, layout, pictures. All lengths are even, so that centres are whole.

import type { Catalog, KindCard } from '../../tool/kind.ts';
import type { PipelineDocument, PipelineNode } from '../document.ts';
import { pluggedNodes } from '../ports-of.ts';
import { shownPorts, type ShownPorts } from './shown-ports.ts';
import { summaryLines } from './summary.ts';

/** What the size of a node follows from. `plugged`: it hangs from an agent and shows no data ports. */
export interface NodeShape {
  /** Null: of an unknown kind. */
  readonly card: KindCard | null;
  readonly node: PipelineNode;
  readonly ports: ShownPorts;
  readonly plugged: boolean;
  readonly collapsed: boolean;
  /** Lines of the body, 0 to 3. */
  readonly summaryLines: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Offset {
  readonly x: number;
  readonly y: number;
}

export const headerHeight = 36;
/** Height of a row of data ports. */
export const portRow = 22;
/** Height of a line of the body, and what a body with lines has besides. */
export const summaryLine = 18;
export const bodyPadding = 8;
/** Height of the rail at an agent's bottom from which its tools hang, and of the footer above it. */
export const toolsRail = 24;
export const agentFooter = 28;

const pluggedSize: Size = { width: 200, height: 58 };
const widths = { agent: 320, other: 220 } as const;
const bottomPadding = 8;
const agentBottom = agentFooter + toolsRail + 6;

/** The size of a node. */
export function nodeSize(shape: NodeShape): Size {
  const { ports, plugged, collapsed } = shape;
  if (plugged) return collapsed ? { width: pluggedSize.width, height: headerHeight } : pluggedSize;
  const agent = isAgent(shape);
  const width = agent ? widths.agent : widths.other;
  if (collapsed) return { width, height: headerHeight + (agent ? toolsRail : 0) };
  const rows = Math.max(ports.in.length, ports.out.length);
  return { width, height: portsTop(shape) + rows * portRow + bottomPadding + (agent ? agentBottom : 0) };
}

/** Where the rows of data ports begin, from the top of the node. */
export function portsTop({ summaryLines: lines }: Pick<NodeShape, 'summaryLines'>): number {
  const shown = Math.max(0, Math.min(3, lines));
  return headerHeight + (shown === 0 ? 0 : shown * summaryLine + bodyPadding);
}

/** The centre of a data port, from the corner of its node. Ports of a collapsed or plugged node lie upon each other. */
export function portOffset(shape: NodeShape, side: 'in' | 'out', index: number): Offset {
  const { width, height } = nodeSize(shape);
  const x = side === 'in' ? 0 : width;
  if (shape.collapsed) return { x, y: headerHeight / 2 };
  return { x, y: shape.plugged ? height / 2 : portsTop(shape) + index * portRow + portRow / 2 };
}

/** The centre of the port by which a tool hangs from its agent. */
export function toolPortOffset(shape: NodeShape): Offset {
  return { x: nodeSize(shape).width / 2, y: 0 };
}

/** The centre of the port from which an agent's tools hang. */
export function toolsPortOffset(shape: NodeShape): Offset {
  const { width, height } = nodeSize(shape);
  return { x: width / 2, y: height };
}

/** The shapes of all nodes of a document. A node of an unknown kind has one line. */
export function shapesOf(document: PipelineDocument, catalog: Catalog): ReadonlyMap<string, NodeShape> {
  const plugged = pluggedNodes(document);
  const collapsed = new Set(document.view?.collapsed);
  const portsOf = shownPorts(document, catalog);
  return new Map(
    document.nodes.map((node) => {
      const card = catalog.get(node.kind)?.card ?? null;
      const ports = portsOf(node);
      const lines = card === null ? 1 : summaryLines(card, node).length;
      const { id } = node;
      return [
        id,
        { card, node, ports, plugged: plugged.has(id), collapsed: collapsed.has(id), summaryLines: lines },
      ] as const;
    }),
  );
}

function isAgent({ card }: NodeShape): boolean {
  return card?.performer === 'agent';
}
