// A level of a document as the canvas library wants it: one element for each group, node and note, and one for each wire, with sizes and
// ports that are known before anything is drawn. An element stays the same object for as long as nothing of it changes, and holds nothing
// of a run: a tick of a run redraws nothing but what it touches.

import { Position, type Edge as WireBase, type Node as NodeBase, type NodeHandle as PortPlace } from '@xyflow/react';
import type { PipelineDocument, PipelineNode, PipelineView, Wire } from '../../shared/pipeline/document.ts';
import { wireKey } from '../../shared/pipeline/edits.ts';
import { nodePorts, pluggedNodes, toolPort, toolsPort } from '../../shared/pipeline/ports-of.ts';
import { shownPorts, type ShownPort, type ShownPorts } from '../../shared/pipeline/view/shown-ports.ts';
import { placeNodes, type Box, type Point } from '../../shared/pipeline/view/placement.ts';
import {
  nodeSize,
  portOffset,
  toolPortOffset,
  toolsPortOffset,
  type NodeShape,
} from '../../shared/pipeline/view/sizes.ts';
import { summaryLines, type SummaryWords } from '../../shared/pipeline/view/summary.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { PortSpec } from '../../shared/tool/ports.ts';
import { groupBounds } from '../document/arrange.ts';

export type Group = NonNullable<PipelineView['groups']>[number];
export type Note = NonNullable<PipelineView['notes']>[number];

export type NodeElement = NodeBase<
  {
    readonly shape: NodeShape;
    readonly lines: readonly string[];
    /** In which the lines are said. */
    readonly words: SummaryWords;
  },
  'node'
>;
export type NoteElement = NodeBase<{ readonly note: Note }, 'note'>;
export type GroupElement = NodeBase<{ readonly group: Group }, 'frame'>;
export type SheetElement = NodeElement | NoteElement | GroupElement;
export type WireElement = WireBase<
  { readonly wire: Wire; readonly port: PortSpec | null; readonly ends: readonly [WireEnd, WireEnd] },
  'data' | 'tool'
>;

const notePrefix = 'note:';
const groupPrefix = 'group:';

/** What an element of this id stands for. Ids in documents hold no colon. */
export function thingOf(element: string): { readonly of: 'node' | 'note' | 'group'; readonly id: string } {
  if (element.startsWith(notePrefix)) return { of: 'note', id: element.slice(notePrefix.length) };
  if (element.startsWith(groupPrefix)) return { of: 'group', id: element.slice(groupPrefix.length) };
  return { of: 'node', id: element };
}

/** The id of the element for a note or a group. */
export const elementOf = {
  note: (id: string): string => `${notePrefix}${id}`,
  group: (id: string): string => `${groupPrefix}${id}`,
};

/** The id in the page of what a node or wire is called; it is written where the node or wire is drawn. */
export const nameOfNode = (id: string): string => `name-of-node-${id}`;
export const nameOfWire = (id: string): string => `name-of-wire-${id}`;

// Which end of a wire, as people name it: its own title, else its kind's in the language of the window.
export interface WireEnd {
  readonly title: string | undefined;
  readonly kind: string;
}

/** Elements of a level, groups beneath nodes beneath notes; those that did not change are the ones of `before`. */
export function sheetElements(
  document: PipelineDocument,
  catalog: Catalog,
  words: SummaryWords,
  before: readonly SheetElement[],
): SheetElement[] {
  const known = new Map(before.map((element) => [element.id, element]));
  const places = placeNodes(document);
  const plugged = pluggedNodes(document);
  const collapsed = new Set(document.view?.collapsed);
  const portsOf = shownPorts(document, catalog);
  const boxes = new Map<string, Box>();
  const nodes = document.nodes.map((node): NodeElement => {
    const old = known.get(node.id);
    const place = places.get(node.id) ?? { x: 0, y: 0 };
    const ports = portsOf(node);
    const hangs = plugged.has(node.id);
    const folded = collapsed.has(node.id);
    const same =
      old?.type === 'node' && old.data.words === words && isSameShape(old.data.shape, node, ports, hangs, folded);
    const kept = same ? old : null;
    const element = kept ?? nodeElement(node, catalog, words, ports, hangs, folded, old);
    boxes.set(node.id, { ...place, width: element.width ?? 0, height: element.height ?? 0 });
    return at(element, place, kept);
  });
  const notes = (document.view?.notes ?? []).map((note): NoteElement => {
    const old = known.get(elementOf.note(note.id));
    const kept = old?.type === 'note' && old.data.note === note ? old : null;
    return at(kept ?? noteElement(note, old), note.position, kept);
  });
  const groups = (document.view?.groups ?? []).flatMap((group): GroupElement[] => {
    const bounds = groupBounds(boxes, group.nodes);
    if (bounds === null) return [];
    const old = known.get(elementOf.group(group.id));
    const same = old?.type === 'frame' && old.data.group === group;
    const kept = same && old.width === bounds.width && old.height === bounds.height ? old : null;
    return [at(kept ?? groupElement(group, bounds, old), bounds, kept)];
  });
  return [...groups, ...nodes, ...notes];
}

/** Elements of all wires of a level. */
export function wireElements(
  document: PipelineDocument,
  catalog: Catalog,
  before: readonly WireElement[],
): WireElement[] {
  const known = new Map(before.map((element) => [element.data?.wire, element]));
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  return document.wires.map((wire) => {
    const from = nodes.get(wire.from.node);
    const ports = from === undefined ? null : nodePorts(from, document, catalog);
    const port = ports?.out.find(({ name }) => name === wire.from.port) ?? null;
    const old = known.get(wire);
    const ends = [endOf(from, wire.from.node), endOf(nodes.get(wire.to.node), wire.to.node)] as const;
    if (old !== undefined && samePort(old.data?.port ?? null, port) && sameEnds(old.data?.ends, ends)) return old;
    return {
      ...(old?.selected === true ? { selected: true } : {}),
      id: wireKey(wire),
      type: wire.kind,
      source: wire.from.node,
      sourceHandle: wire.from.port,
      target: wire.to.node,
      targetHandle: wire.to.port,
      data: { wire, port, ends },
      domAttributes: { ...unnamed, 'aria-labelledby': nameOfWire(wireKey(wire)) },
    };
  });
}

// What the library would say of every element in English.
const unnamed = { tabIndex: -1, 'aria-roledescription': undefined } as const;

function endOf(node: PipelineNode | undefined, id: string): WireEnd {
  return { title: node?.title, kind: node?.kind ?? id };
}

function sameEnds(before: readonly [WireEnd, WireEnd] | undefined, now: readonly [WireEnd, WireEnd]): boolean {
  return now.every(({ title, kind }, index) => before?.[index]?.title === title && before?.[index]?.kind === kind);
}

/** The boxes of the nodes among elements, by id. */
export function boxesOf(elements: readonly SheetElement[]): Map<string, Box> {
  return new Map(
    elements
      .filter((element) => element.type === 'node')
      .map(({ id, position, width, height }) => [id, { ...position, width: width ?? 0, height: height ?? 0 }]),
  );
}

/** Room for a node of any kind that has no place yet. */
export const newNodeSize = { width: 320, height: 180 };

function isSameShape(
  shape: NodeShape,
  node: PipelineNode,
  ports: ShownPorts,
  plugged: boolean,
  collapsed: boolean,
): boolean {
  return (
    shape.node === node &&
    shape.plugged === plugged &&
    shape.collapsed === collapsed &&
    (shape.ports === ports || samePorts(shape.ports, ports))
  );
}

function nodeElement(
  node: PipelineNode,
  catalog: Catalog,
  words: SummaryWords,
  ports: ShownPorts,
  plugged: boolean,
  collapsed: boolean,
  old: SheetElement | undefined,
): NodeElement {
  const card = catalog.get(node.kind)?.card ?? null;
  const lines = card === null || collapsed ? [] : summaryLines(card, node, words);
  const shape: NodeShape = {
    card,
    node,
    ports,
    plugged,
    collapsed,
    summaryLines: card === null ? 1 : lines.length,
  };
  const size = nodeSize(shape);
  return {
    ...(old?.selected === true ? { selected: true } : {}),
    id: node.id,
    type: 'node',
    position: { x: 0, y: 0 },
    data: { shape, lines, words },
    ...size,
    measured: size,
    handles: portPlaces(shape),
    // From afar nothing is written in it, and its name is what it says itself.
    ariaLabel: node.title ?? node.id,
    domAttributes: { ...unnamed, 'aria-labelledby': nameOfNode(node.id) },
    zIndex: 1,
  };
}

function noteElement(note: Note, old: SheetElement | undefined): NoteElement {
  const { width, height } = note;
  return {
    ...(old?.selected === true ? { selected: true } : {}),
    id: elementOf.note(note.id),
    type: 'note',
    position: note.position,
    data: { note },
    width,
    height,
    measured: { width, height },
    ariaLabel: note.text.slice(0, 200),
    domAttributes: unnamed,
    zIndex: 2,
  };
}

function groupElement(group: Group, { width, height }: Box, old: SheetElement | undefined): GroupElement {
  return {
    ...(old?.selected === true ? { selected: true } : {}),
    id: elementOf.group(group.id),
    type: 'frame',
    position: { x: 0, y: 0 },
    data: { group },
    width,
    height,
    measured: { width, height },
    dragHandle: '.group-handle',
    ariaLabel: group.title,
    domAttributes: unnamed,
    zIndex: -1,
  };
}

function at<Element extends SheetElement>(element: Element, { x, y }: Point, kept: Element | null): Element {
  return kept !== null && kept.position.x === x && kept.position.y === y ? kept : { ...element, position: { x, y } };
}

// Where ports are, so that wires can be drawn to nodes that are not on screen and nothing has to be measured.
function portPlaces(shape: NodeShape): PortPlace[] {
  const { card, plugged, ports } = shape;
  // A wire ends in the middle of its port.
  const around = ({ x, y }: Point) => ({ x: x - 0.5, y: y - 0.5, width: 1, height: 1 });
  const data = plugged
    ? []
    : (['in', 'out'] as const).flatMap((side) =>
        ports[side].map(
          ({ name }, index): PortPlace => ({
            id: name,
            type: side === 'in' ? 'target' : 'source',
            position: side === 'in' ? Position.Left : Position.Right,
            ...around(portOffset(shape, side, index)),
          }),
        ),
      );
  const tool: PortPlace[] =
    plugged || card?.pluggable === true
      ? [{ id: toolPort, type: 'source', position: Position.Top, ...around(toolPortOffset(shape)) }]
      : [];
  const tools: PortPlace[] =
    card?.performer === 'agent'
      ? [
          {
            id: toolsPort,
            type: 'target',
            position: Position.Bottom,
            ...around(toolsPortOffset(shape)),
          },
        ]
      : [];
  return [...data, ...tool, ...tools];
}

// A node of an unknown kind keeps the ports that its wires name.

function samePorts(left: ShownPorts, right: ShownPorts): boolean {
  const same = (some: readonly ShownPort[], others: readonly ShownPort[]) =>
    some.length === others.length && some.every((port, index) => samePort(port, others[index] ?? null));
  return left === right || (same(left.in, right.in) && same(left.out, right.out));
}

function samePort(left: ShownPort | null, right: ShownPort | null): boolean {
  if (left === right) return true;
  return (
    left?.name === right?.name &&
    left?.type === right?.type &&
    left?.list === right?.list &&
    left?.required === right?.required &&
    left?.missing === right?.missing
  );
}
