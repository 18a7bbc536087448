// What a far picture shows, and how it is drawn with the 2D context of a canvas: wires in the hue of their type, above them nodes as
// boxes with title and status. No React and no document in here; FarPicture.tsx says when and where it is drawn.

import type { PortType } from '../../../shared/tool/ports.ts';

export type Status = 'running' | 'asking' | 'done' | 'failed';

/** How a node looks from afar; where it is comes with it when it is drawn. */
export interface NodeFace {
  readonly title: string;
  readonly status: Status | null;
  /** The model's own nodes stand out among the others. */
  readonly agent: boolean;
  readonly muted: boolean;
  /** A kind that is not known here. */
  readonly unknown: boolean;
  /** It computes something else than in the run on screen. */
  readonly changed: boolean;
  readonly pinned: boolean;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PictureNode extends Box {
  readonly face: NodeFace;
  readonly selected: boolean;
}

/** An end of a wire: a node, and the port's place from the node's corner. */
export interface WireEnd {
  readonly node: string;
  readonly x: number;
  readonly y: number;
}

export interface PictureWire {
  readonly from: WireEnd;
  readonly to: WireEnd;
  /** A tool wire hangs: it leaves upwards and arrives from beneath. */
  readonly look: PortType | 'tool';
  readonly selected: boolean;
}

/** Which part of the flow is drawn: the canvas's corner in flow coordinates is at −x/zoom, −y/zoom. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

export interface Colours {
  readonly surface: string;
  readonly line: string;
  readonly ink: string;
  readonly accent: string;
  readonly agent: string;
  readonly tool: string;
  readonly status: Readonly<Record<Status, string>>;
  readonly soft: Readonly<Record<Status, string>>;
  readonly ports: Readonly<Record<PortType, string>>;
  readonly font: string;
}

const portTypes: readonly PortType[] = ['text', 'number', 'boolean', 'json', 'table', 'file', 'image', 'passages'];

/** The tokens of the theme as an element has them. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    surface: token('n1'),
    line: token('n7'),
    ink: token('n12'),
    accent: token('accent'),
    agent: token('accent-soft'),
    tool: token('n9'),
    status: { running: token('run'), asking: token('wait-mark'), done: token('done'), failed: token('fail') },
    soft: {
      running: token('run-soft'),
      asking: token('wait-soft'),
      done: token('done-soft'),
      failed: token('fail-soft'),
    },
    ports: Object.fromEntries(portTypes.map((type) => [type, token(`port-${type}`)])) as Record<PortType, string>,
    font: style.fontFamily,
  };
}

/** In a narrower box, in CSS pixels, a title would be too short to say anything. */
const titleWidth = 38;
/** Below this zoom a curve cannot be told from a line. */
const curveZoom = 0.22;

export interface Picture {
  readonly nodes: ReadonlyMap<string, PictureNode>;
  readonly wires: readonly PictureWire[];
}

/** Draws what is in view over a cleared canvas whose unit is the CSS pixel. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  { nodes, wires }: Picture,
  view: View,
  colours: Colours,
): void {
  drawWires(context, wires, nodes, view, colours);
  drawNodes(context, nodes, view, colours);
}

function drawWires(
  context: CanvasRenderingContext2D,
  wires: readonly PictureWire[],
  nodes: ReadonlyMap<string, PictureNode>,
  view: View,
  colours: Colours,
): void {
  const { zoom } = view;
  const curved = zoom >= curveZoom;
  // One path for each look: setting a style costs more than a line.
  const paths = new Map<string, { readonly wire: PictureWire; readonly path: Path2D }>();
  for (const wire of wires) {
    const from = nodes.get(wire.from.node);
    const to = nodes.get(wire.to.node);
    if (from === undefined || to === undefined) continue;
    const x1 = (from.x + wire.from.x) * zoom + view.x;
    const y1 = (from.y + wire.from.y) * zoom + view.y;
    const x2 = (to.x + wire.to.x) * zoom + view.x;
    const y2 = (to.y + wire.to.y) * zoom + view.y;
    if (Math.max(x1, x2) < -40 || Math.min(x1, x2) > view.width + 40) continue;
    if (Math.max(y1, y2) < -40 || Math.min(y1, y2) > view.height + 40) continue;
    const key = wire.selected ? `${wire.look} selected` : wire.look;
    let drawn = paths.get(key);
    if (drawn === undefined) {
      drawn = { wire, path: new Path2D() };
      paths.set(key, drawn);
    }
    const { path } = drawn;
    path.moveTo(x1, y1);
    if (!curved) path.lineTo(x2, y2);
    else if (wire.look === 'tool') {
      const bend = bendOf(y1 - y2, zoom);
      path.bezierCurveTo(x1, y1 - bend, x2, y2 + bend, x2, y2);
    } else {
      const bend = bendOf(x2 - x1, zoom);
      path.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
    }
  }
  for (const { wire, path } of paths.values()) {
    const tool = wire.look === 'tool';
    context.strokeStyle = wire.selected ? colours.accent : tool ? colours.tool : colours.ports[wire.look as PortType];
    context.lineWidth = wire.selected ? 2.5 : Math.max(1, (tool ? 1.5 : 2) * zoom);
    context.setLineDash(tool && curved ? [2, 3] : []);
    context.stroke(path);
  }
  context.setLineDash([]);
}

// The distance of a curve's control points from its ends, as the canvas library bends its own.
function bendOf(distance: number, zoom: number): number {
  return distance >= 0 ? distance / 2 : 6.25 * Math.sqrt(-distance * zoom);
}

function drawNodes(
  context: CanvasRenderingContext2D,
  nodes: ReadonlyMap<string, PictureNode>,
  view: View,
  colours: Colours,
): void {
  const { zoom } = view;
  const seen: { readonly node: PictureNode; readonly box: Box }[] = [];
  for (const node of nodes.values()) {
    const box = {
      x: node.x * zoom + view.x,
      y: node.y * zoom + view.y,
      width: node.width * zoom,
      height: node.height * zoom,
    };
    if (box.x > view.width || box.y > view.height || box.x + box.width < 0 || box.y + box.height < 0) continue;
    seen.push({ node, box });
  }
  const borders = new Map<string, Path2D>();
  const fills = new Map<string, Path2D>();
  const add = (paths: Map<string, Path2D>, colour: string, box: Box, by: number) => {
    let path = paths.get(colour);
    if (path === undefined) paths.set(colour, (path = new Path2D()));
    path.rect(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by);
  };
  for (const { node, box } of seen) {
    const { status, agent } = node.face;
    add(borders, borderOf(node, colours), box, node.selected || status !== null ? 1 : 0);
    add(fills, status !== null ? colours.soft[status] : agent ? colours.agent : colours.surface, box, -1);
  }
  for (const [colour, path] of borders) {
    context.fillStyle = colour;
    context.fill(path);
  }
  for (const [colour, path] of fills) {
    context.fillStyle = colour;
    context.fill(path);
  }
  drawMarks(context, seen, zoom, colours);
  drawTitles(
    context,
    seen.filter(({ box }) => box.width >= titleWidth),
    zoom,
    colours,
  );
}

// A dot where a node has changed, a bar on top where it is pinned.
function drawMarks(
  context: CanvasRenderingContext2D,
  seen: readonly { readonly node: PictureNode; readonly box: Box }[],
  zoom: number,
  colours: Colours,
): void {
  const size = Math.max(3, 10 * zoom);
  for (const { node, box } of seen) {
    if (node.face.pinned) {
      context.fillStyle = colours.accent;
      context.fillRect(box.x, box.y, box.width, Math.max(2, 4 * zoom));
    }
    if (!node.face.changed) continue;
    context.fillStyle = colours.status.asking;
    context.beginPath();
    context.arc(box.x + box.width - size, box.y + size, size / 2, 0, 2 * Math.PI);
    context.fill();
  }
}

function borderOf({ face, selected }: PictureNode, colours: Colours): string {
  if (selected) return colours.accent;
  return face.status === null ? colours.line : colours.status[face.status];
}

// Titles keep a size that can be read; one that is too long goes on in a second line where the box has room, and is cut where it ends.
function drawTitles(
  context: CanvasRenderingContext2D,
  seen: readonly { readonly node: PictureNode; readonly box: Box }[],
  zoom: number,
  colours: Colours,
): void {
  const size = Math.round(Math.max(9, 20 * zoom));
  const inset = Math.min(size / 2, 6);
  context.font = `500 ${size}px ${colours.font}`;
  context.textBaseline = 'middle';
  context.fillStyle = colours.ink;
  for (const { node, box } of seen) {
    const most = box.height >= 2.4 * size + 4 ? 2 : 1;
    const { title } = node.face;
    const lines = titleLines(title, widthOf(context, title), box.width - 2 * inset, most);
    const first = most === 1 ? Math.min(box.height, 36 * zoom + size) / 2 : inset + size * 0.6;
    context.globalAlpha = node.face.muted ? 0.5 : 1;
    for (const [index, line] of lines.entries())
      context.fillText(line, box.x + inset, box.y + first + index * size * 1.15);
  }
  context.globalAlpha = 1;
}

// Widths of titles in the font that is set, found once for each.
const widths = new Map<string, number>();
const widthsKept = 20_000;

function widthOf(context: CanvasRenderingContext2D, title: string): number {
  const key = `${context.font} ${title}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size >= widthsKept) widths.clear();
    widths.set(key, (width = context.measureText(title).width));
  }
  return width;
}

/** A title of this width broken into at most so many lines of a room; its letters count as equally wide. */
export function titleLines(title: string, width: number, room: number, most: number): readonly string[] {
  if (width <= room) return [title];
  const fit = Math.max(2, Math.floor((title.length * room * 0.96) / width));
  const cut = (text: string) => (text.length <= fit ? text : `${text.slice(0, fit - 1).trimEnd()}…`);
  if (most === 1) return [cut(title)];
  const space = title.lastIndexOf(' ', fit);
  const wide = /[\u2E80-\u9FFF]/u.test(title.slice(0, fit));
  if (space <= 0 && !wide) return [cut(title)];
  const at = space > 0 ? space : fit;
  return [title.slice(0, at), cut(title.slice(at).trimStart())];
}
