// Pieces of a document: cut out for the clipboard, put in again under new ids. What a piece brings with it – handles, inner pipelines –
// joins what is there when it is the same, and gets another name when it is not.

import { sameJson } from '../../shared/json/same.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json/value.ts';
import { references } from '../../shared/pipeline/check.ts';
import type { PipelineDocument, PipelineNode, Wire } from '../../shared/pipeline/document.ts';
import { addNode, addWire, moveNode, wireKey, type Change } from '../../shared/pipeline/edits.ts';
import { placeNodes, type Point } from '../../shared/pipeline/view/placement.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { viewChange } from './groups.ts';
import { freeId } from './node-ids.ts';
import { chained, cornerOf, idsOf, rounded, type Added } from './steps.ts';

/**
 * A pasted piece of a document: new ids, its own wires, placed with its corner at `at`. With a catalog, params that name a handle or an
 * inner pipeline are told by their schema, and the ports of the pipeline get names that are free; without one, by their values.
 */
export function insert(
  document: PipelineDocument,
  piece: PipelineDocument,
  at: Point,
  label = 'edit.paste',
  catalog?: Catalog,
): Added {
  return put(document, piece, { at, label, catalog, incoming: [], deep: false });
}

/** A pasted piece whose nodes also keep the wires that came into them, from nodes that are still here. */
export function pasteKeepingWires(
  document: PipelineDocument,
  piece: PipelineDocument,
  at: Point,
  incoming: readonly Wire[],
  catalog?: Catalog,
): Added {
  return put(document, piece, { at, label: 'edit.paste_wired', catalog, incoming, deep: false });
}

/**
 * Copies of nodes beside them. `deep`: the inner pipelines that they run are copied too, so that editing one does not change the other.
 * Groups that are copied whole are groups again.
 */
export function duplicate(
  document: PipelineDocument,
  ids: ReadonlySet<string>,
  options: { readonly by?: Point; readonly deep?: boolean; readonly catalog?: Catalog } = {},
): Added {
  const { by = { x: 40, y: 40 }, deep = false, catalog } = options;
  const piece = pieceOf(document, ids, placeNodes(document));
  const corner = cornerOf(Object.values(piece.view?.positions ?? {}));
  const at = { x: corner.x + by.x, y: corner.y + by.y };
  return put(document, piece, { at, label: 'edit.duplicate', catalog, incoming: [], deep });
}

/** The piece of a document that some nodes make up, with the wires among them and the groups that are in it whole. */
export function pieceOf(
  document: PipelineDocument,
  ids: ReadonlySet<string>,
  places: ReadonlyMap<string, Point>,
): PipelineDocument {
  const nodes = document.nodes.filter((node) => ids.has(node.id));
  const text = JSON.stringify(nodes.map((node) => node.params));
  const named = <Value>(record: Readonly<Record<string, Value>> = {}, further: ReadonlySet<string> = new Set()) =>
    Object.fromEntries(
      Object.entries(record).filter(([name]) => text.includes(JSON.stringify(name)) || further.has(name)),
    );
  const pipelines = named(document.pipelines);
  const handles = named(document.handles, handlesInside(pipelines));
  const positions = Object.fromEntries(nodes.map(({ id }) => [id, rounded(places.get(id) ?? { x: 0, y: 0 })]));
  const collapsed = (document.view?.collapsed ?? []).filter((id) => ids.has(id));
  const groups = (document.view?.groups ?? []).filter((each) => each.nodes.every((id) => ids.has(id)));
  return {
    format: document.format,
    meta: { title: document.meta.title },
    nodes,
    wires: document.wires.filter((wire) => ids.has(wire.from.node) && ids.has(wire.to.node)),
    ...(Object.keys(handles).length === 0 ? {} : { handles }),
    ...(Object.keys(pipelines).length === 0 ? {} : { pipelines }),
    view: {
      positions,
      ...(collapsed.length === 0 ? {} : { collapsed }),
      ...(groups.length === 0 ? {} : { groups }),
    },
  };
}

/** The wires that come into some nodes from others. */
export function incomingOf(document: PipelineDocument, ids: ReadonlySet<string>): readonly Wire[] {
  return document.wires.filter((wire) => ids.has(wire.to.node) && !ids.has(wire.from.node));
}

/** The handles and inner pipelines of a document that some nodes name. */
export function namedBy(
  document: PipelineDocument,
  catalog: Catalog,
  nodes: readonly PipelineNode[],
): Pick<PipelineDocument, 'handles' | 'pipelines'> {
  const names = { folder: new Set<string>(), pipeline: new Set<string>() };
  for (const node of nodes) {
    const card = catalog.get(node.kind)?.card;
    if (card !== undefined) {
      for (const { widget, value } of references(card.params, node.params)) names[widget].add(value);
      continue;
    }
    // Which texts of a node of an unknown kind are names cannot be told: all may be.
    for (const text of Object.values(node.params)) {
      if (typeof text !== 'string') continue;
      names.folder.add(text);
      names.pipeline.add(text);
    }
  }
  const kept = <Value>(record: Readonly<Record<string, Value>> = {}, wanted: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => wanted.has(name)));
  const pipelines = kept(document.pipelines, names.pipeline);
  const handles = kept(document.handles, new Set([...names.folder, ...handlesInside(pipelines)]));
  return {
    ...(Object.keys(handles).length === 0 ? {} : { handles }),
    ...(Object.keys(pipelines).length === 0 ? {} : { pipelines }),
  };
}

/** How the names that a piece brings meet those of a document. */
export interface Suiting {
  readonly catalog?: Catalog | undefined;
  /** Inner pipelines get new names even where the same ones are there. */
  readonly deep?: boolean;
  /** Handles of one name are one handle, whatever their titles. */
  readonly oneHandle?: boolean;
}

/**
 * A piece with names that suit a document: a handle or inner pipeline keeps its own where that is free or stands for the same thing, else
 * it gets a new one and the params that name it follow.
 */
export function suited(piece: PipelineDocument, document: PipelineDocument, suiting: Suiting): PipelineDocument {
  const { catalog, deep = false, oneHandle = false } = suiting;
  const handles = oneHandle ? new Map<string, string>() : newNames(document.handles, piece.handles, false);
  const inner = Object.entries(piece.pipelines ?? {}).map(
    ([name, each]) => [name, withHandles(each, handles, catalog)] as const,
  );
  const pipelines = newNames(document.pipelines, Object.fromEntries(inner), deep);
  return {
    ...piece,
    nodes: piece.nodes.map((node) => withNames(node, handles, pipelines, catalog)),
    ...(piece.handles === undefined ? {} : { handles: withKeys(Object.entries(piece.handles), handles) }),
    ...(piece.pipelines === undefined ? {} : { pipelines: withKeys(inner, pipelines) }),
  };
}

/** Names of the handles that inner pipelines declare: they are bound by those of the same name outside. */
function handlesInside(pipelines: Readonly<Record<string, PipelineDocument>>): ReadonlySet<string> {
  return new Set(Object.values(pipelines).flatMap(({ handles }) => Object.keys(handles ?? {})));
}

type Names = ReadonlyMap<string, string>;

function newNames(known: object = {}, brought: object = {}, fresh: boolean): Names {
  const here: Readonly<Record<string, unknown>> = { ...known };
  const taken = new Set([...Object.keys(known), ...Object.keys(brought)]);
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(brought)) {
    if (!Object.hasOwn(here, name) || (!fresh && sameJson(withoutView(here[name]), withoutView(value)))) continue;
    const free = freeId(name, taken);
    taken.add(free);
    names.set(name, free);
  }
  return names;
}

// An inner pipeline means by a handle what the pipeline around it means by that name.
function withHandles(inner: PipelineDocument, handles: Names, catalog: Catalog | undefined): PipelineDocument {
  if (handles.size === 0) return inner;
  const pipelines = Object.entries(inner.pipelines ?? {}).map(
    ([name, each]) => [name, withHandles(each, handles, catalog)] as const,
  );
  return {
    ...inner,
    nodes: inner.nodes.map((node) => withNames(node, handles, new Map(), catalog)),
    ...(inner.handles === undefined ? {} : { handles: withKeys(Object.entries(inner.handles), handles) }),
    ...(inner.pipelines === undefined ? {} : { pipelines: withKeys(pipelines, new Map()) }),
  };
}

function withKeys<Value>(entries: readonly (readonly [string, Value])[], names: Names): Record<string, Value> {
  return Object.fromEntries(entries.map(([name, value]) => [names.get(name) ?? name, value]));
}

function withNames(node: PipelineNode, handles: Names, pipelines: Names, catalog: Catalog | undefined): PipelineNode {
  if (handles.size + pipelines.size === 0) return node;
  const params: Record<string, JsonValue> = { ...node.params };
  const card = catalog?.get(node.kind)?.card;
  if (card !== undefined) {
    for (const { param, widget, value } of references(card.params, node.params)) {
      params[param] = (widget === 'folder' ? handles : pipelines).get(value) ?? value;
    }
  } else {
    for (const [param, value] of Object.entries(params)) {
      if (typeof value === 'string') params[param] = pipelines.get(value) ?? handles.get(value) ?? value;
    }
  }
  return sameJson(params, node.params) ? node : { ...node, params };
}

/** The changes that bring the handles and inner pipelines of a suited piece which are not there yet. */
function bringNames(document: PipelineDocument, piece: PipelineDocument): readonly Change[] {
  return (['handles', 'pipelines'] as const).flatMap((of) =>
    Object.entries(piece[of] ?? {})
      .filter(([key]) => !Object.hasOwn(document[of] ?? {}, key))
      .map(([key, value]): Change => ({ of, key, before: null, after: value as unknown as JsonValue })),
  );
}

interface Putting {
  readonly at: Point;
  readonly label: string;
  readonly catalog: Catalog | undefined;
  readonly incoming: readonly Wire[];
  readonly deep: boolean;
}

function put(document: PipelineDocument, brought: PipelineDocument, putting: Putting): Added {
  const { at, label, catalog, incoming, deep } = putting;
  const piece = suited(brought, document, { catalog, deep });
  const taken = new Set(idsOf(document));
  const ids = new Map<string, string>();
  for (const node of piece.nodes) {
    const id = freeId(node.id, taken);
    taken.add(id);
    ids.set(node.id, id);
  }
  const portNames = freePortNames(document, catalog);
  // A piece written by hand has no places; it is laid out as such a document is when it is opened.
  const positions = placeNodes(piece);
  const corner = cornerOf([...positions.values()]);
  const wires = [
    ...piece.wires.flatMap((wire) => moved(wire, ids.get(wire.from.node), ids.get(wire.to.node))),
    ...incoming
      .filter((wire) => comesFromHere(document, wire))
      .flatMap((wire) => moved(wire, wire.from.node, ids.get(wire.to.node))),
  ];
  const changes = chained(document, [
    (current) => bringNames(current, piece),
    ...piece.nodes.map((node) => (current: PipelineDocument): Change[] => {
      const id = ids.get(node.id) ?? node.id;
      const place = positions.get(node.id) ?? corner;
      const after = rounded({ x: at.x + place.x - corner.x, y: at.y + place.y - corner.y });
      const made = portNames({ ...node, id });
      return [addNode(current, made), moveNode(current, id, after)];
    }),
    (current) => onceEach(wires).map((wire, index) => laterWire(current, wire, index)),
    (current) => viewOf(current, piece, ids),
  ]);
  return { edit: { label, changes }, ids: [...ids.values()] };
}

function laterWire(document: PipelineDocument, wire: Wire, index: number): Change {
  return { ...addWire(document, wire), after: { index: document.wires.length + index, value: wire } } as Change;
}

function moved(wire: Wire, from: string | undefined, to: string | undefined): readonly Wire[] {
  if (from === undefined || to === undefined) return [];
  return [{ ...wire, from: { ...wire.from, node: from }, to: { ...wire.to, node: to } }];
}

function onceEach(wires: readonly Wire[]): readonly Wire[] {
  return [...new Map(wires.map((wire) => [wireKey(wire), wire])).values()];
}

// A node that has become an agent's tool since has no data to give, and one with data wires cannot be a tool.
function comesFromHere(document: PipelineDocument, { kind, from }: Wire): boolean {
  const clashes = (wire: Wire) =>
    kind === 'data'
      ? wire.kind === 'tool' && wire.from.node === from.node
      : wire.kind === 'data' && (wire.from.node === from.node || wire.to.node === from.node);
  return document.nodes.some(({ id }) => id === from.node) && !document.wires.some(clashes);
}

function viewOf(document: PipelineDocument, piece: PipelineDocument, ids: ReadonlyMap<string, string>): Change[] {
  const renamed = (all: readonly string[]) => all.flatMap((id) => ids.get(id) ?? []);
  const { groups = [], collapsed = [] } = piece.view ?? {};
  const taken = new Set(document.view?.groups?.map(({ id }) => id));
  const copies = groups
    .map((each) => ({ ...each, nodes: renamed(each.nodes) }))
    .filter(({ nodes }) => nodes.length > 0)
    .map((each) => {
      const id = freeId(each.id, taken);
      taken.add(id);
      return { ...each, id };
    });
  return [
    ...(copies.length === 0 ? [] : viewChange(document, 'groups', [...(document.view?.groups ?? []), ...copies])),
    ...(collapsed.length === 0
      ? []
      : viewChange(document, 'collapsed', [...(document.view?.collapsed ?? []), ...renamed(collapsed)])),
  ];
}

// A pipeline cannot have two inputs, or two outputs, of one name.
function freePortNames(document: PipelineDocument, catalog: Catalog | undefined): (node: PipelineNode) => PipelineNode {
  if (catalog === undefined) return (node) => node;
  const performerOf = ({ kind }: PipelineNode) => catalog.get(kind)?.card.performer;
  const isPort = (node: PipelineNode) => ['input', 'output'].includes(performerOf(node) ?? '');
  const key = (node: PipelineNode, name: string) => `${performerOf(node)} ${name}`;
  const taken = new Set(document.nodes.filter(isPort).map((node) => key(node, String(node.params['name']))));
  return (node) => {
    const { name } = node.params as { name?: JsonValue };
    if (!isPort(node) || typeof name !== 'string') return node;
    let free = name;
    for (let number = 2; taken.has(key(node, free)); number += 1) free = `${name.slice(0, 58)}-${number}`;
    taken.add(key(node, free));
    return free === name ? node : { ...node, params: { ...node.params, name: free } };
  };
}

/** A pipeline without its places and notes, on all levels: what counts when two are the same. */
function withoutView(value: unknown): unknown {
  if (!isJsonObject(value) || !('nodes' in value)) return value;
  const { view: _, pipelines, ...rest } = value as JsonObject;
  if (!isJsonObject(pipelines)) return rest;
  const inner = Object.entries(pipelines).map(([name, pipeline]) => [name, withoutView(pipeline)]);
  return { ...rest, pipelines: Object.fromEntries(inner) };
}
