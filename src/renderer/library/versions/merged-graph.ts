// Two versions of one level drawn as one: everything that is in either, at its newest place, with what became of it. Pure.

import type { PipelineDocument, Wire } from '../../../shared/pipeline/document.ts';
import type { Difference } from '../../../shared/pipeline/differences.ts';
import { levelOf, wireKey, type Within } from '../../../shared/pipeline/edits.ts';
import { placeNodes, type Box, type Point } from '../../../shared/pipeline/view/placement.ts';
import {
  nodeSize,
  portOffset,
  shapesOf,
  toolPortOffset,
  toolsPortOffset,
  type NodeShape,
} from '../../../shared/pipeline/view/sizes.ts';
import type { Catalog, KindCard } from '../../../shared/tool/kind.ts';
import type { PortType } from '../../../shared/tool/ports.ts';

export type Fate = Difference['change'] | 'same';

export interface MergedBox extends Box {
  readonly of: 'node' | 'note' | 'group';
  readonly key: string;
  readonly title: string;
  /** Of a node; null: none here knows its kind. */
  readonly card: KindCard | null;
  readonly kind: string;
  readonly fate: Fate;
  /** Its corner before, where that is another. */
  readonly from: Point | null;
}

export interface MergedWire {
  readonly key: string;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** null: a tool wire. */
  readonly type: PortType | null;
  readonly fate: Fate;
}

export interface MergedGraph {
  readonly boxes: readonly MergedBox[];
  readonly wires: readonly MergedWire[];
  /** Around everything, former places included; without size when there is nothing. */
  readonly bounds: Box;
}

const groupPadding = 28;

/** One level of both versions as one graph. `changes`: what is different between them. */
export function mergedGraph(
  versions: { readonly before: PipelineDocument; readonly after: PipelineDocument },
  within: Within,
  changes: readonly Difference[],
  catalog: Catalog,
): MergedGraph {
  const before = drawn(levelOf(versions.before, within), catalog);
  const after = drawn(levelOf(versions.after, within), catalog);
  const path = within.join('/');
  const fates = new Map(
    changes.filter((change) => change.within.join('/') === path).map(({ of, key, change }) => [`${of} ${key}`, change]),
  );
  const fateOf = (of: Difference['of'], key: string): Fate => fates.get(`${of} ${key}`) ?? 'same';
  const nodes = merge(before.nodes, after.nodes).map(([key, old, now]): MergedBox & { readonly shape: NodeShape } => ({
    ...(now ?? old),
    of: 'node',
    key,
    fate: fateOf('node', key),
    from:
      old !== undefined && now !== undefined && (old.x !== now.x || old.y !== now.y) ? { x: old.x, y: old.y } : null,
  }));
  const places = new Map(nodes.map((node) => [node.key, node]));
  const lookOf = (key: string, version: 'before' | 'after') => {
    const place = places.get(key);
    const shape = (version === 'before' ? before : after).nodes.get(key)?.shape;
    return place === undefined || shape === undefined ? null : { x: place.x, y: place.y, shape };
  };
  const wires = merge(before.wires, after.wires).flatMap(([key, old, now]): MergedWire[] => {
    const wire = now ?? old;
    const version = now === undefined ? 'before' : 'after';
    const [from, to] = [lookOf(wire.from.node, version), lookOf(wire.to.node, version)];
    return from === null || to === null ? [] : [{ key, ...lineOf(wire, from, to), fate: fateOf('wire', key) }];
  });
  const notes = merge(before.notes, after.notes).map(([key, old, now]): MergedBox => {
    const { text, position, width, height } = now ?? old;
    const title = text.trim().split('\n', 1)[0] ?? '';
    const moved = old !== undefined && now !== undefined && !samePoint(old.position, now.position);
    const from = moved ? old.position : null;
    return {
      of: 'note',
      key,
      title,
      card: null,
      kind: '',
      ...position,
      width,
      height,
      fate: fateOf('note', key),
      from,
    };
  });
  const groups = merge(before.groups, after.groups).flatMap(([key, old, now]): MergedBox[] => {
    const { title, nodes: ids } = now ?? old;
    const inside = ids.flatMap((id) => places.get(id) ?? []);
    if (inside.length === 0) return [];
    const box = padded(boundsOf(inside), groupPadding);
    return [{ of: 'group', key, title, card: null, kind: '', ...box, fate: fateOf('group', key), from: null }];
  });
  const boxes = [...groups, ...notes, ...nodes.map(({ shape: _, ...box }) => box)];
  const former = boxes.flatMap(({ from, width, height }) => (from === null ? [] : [{ ...from, width, height }]));
  return { boxes, wires, bounds: boundsOf([...boxes, ...former]) };
}

interface Drawn {
  readonly nodes: ReadonlyMap<string, Box & Pick<MergedBox, 'title' | 'card' | 'kind'> & { readonly shape: NodeShape }>;
  readonly wires: ReadonlyMap<string, Wire>;
  readonly notes: ReadonlyMap<string, NonNullable<NonNullable<PipelineDocument['view']>['notes']>[number]>;
  readonly groups: ReadonlyMap<string, NonNullable<NonNullable<PipelineDocument['view']>['groups']>[number]>;
}

function drawn(document: PipelineDocument | null, catalog: Catalog): Drawn {
  if (document === null) return { nodes: new Map(), wires: new Map(), notes: new Map(), groups: new Map() };
  const places = placeNodes(document);
  const nodes = [...shapesOf(document, catalog)].map(([id, shape]) => {
    const { node, card } = shape;
    const { x, y } = places.get(id) ?? { x: 0, y: 0 };
    const title = node.title ?? card?.title ?? node.kind;
    return [id, { shape, card, kind: node.kind, title, x, y, ...nodeSize(shape) }] as const;
  });
  return {
    nodes: new Map(nodes),
    wires: new Map(document.wires.map((wire) => [wireKey(wire), wire])),
    notes: new Map(document.view?.notes?.map((note) => [note.id, note])),
    groups: new Map(document.view?.groups?.map((group) => [group.id, group])),
  };
}

type Merged<Value> =
  | readonly [key: string, before: Value | undefined, after: Value]
  | readonly [key: string, before: Value, after: undefined];

function merge<Value>(before: ReadonlyMap<string, Value>, after: ReadonlyMap<string, Value>): readonly Merged<Value>[] {
  const gone = [...before].filter(([key]) => !after.has(key));
  return [
    ...gone.map(([key, value]): Merged<Value> => [key, value, undefined]),
    ...[...after].map(([key, value]): Merged<Value> => [key, before.get(key), value]),
  ];
}

interface Look extends Point {
  readonly shape: NodeShape;
}

function lineOf(wire: Wire, from: Look, to: Look): Omit<MergedWire, 'key' | 'fate'> {
  const tool = wire.kind === 'tool';
  const index = (look: Look, side: 'in' | 'out', port: string) =>
    Math.max(
      0,
      look.shape.ports[side].findIndex(({ name }) => name === port),
    );
  const start = tool ? toolPortOffset(from.shape) : portOffset(from.shape, 'out', index(from, 'out', wire.from.port));
  const end = tool ? toolsPortOffset(to.shape) : portOffset(to.shape, 'in', index(to, 'in', wire.to.port));
  const port = from.shape.ports.out.find(({ name }) => name === wire.from.port);
  return {
    x1: from.x + start.x,
    y1: from.y + start.y,
    x2: to.x + end.x,
    y2: to.y + end.y,
    type: tool ? null : (port?.type ?? 'json'),
  };
}

function boundsOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = boxes.reduce((least, box) => Math.min(least, box.x), Infinity);
  const y = boxes.reduce((least, box) => Math.min(least, box.y), Infinity);
  const right = boxes.reduce((most, box) => Math.max(most, box.x + box.width), -Infinity);
  const bottom = boxes.reduce((most, box) => Math.max(most, box.y + box.height), -Infinity);
  return { x, y, width: right - x, height: bottom - y };
}

function padded({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

function samePoint(left: Point, right: Point): boolean {
  return left.x === right.x && left.y === right.y;
}
