// Pieces of a document: cut out for the clipboard, put in again under new ids. How the names that they bring meet those that are there is
// in names.ts.

import type { JsonValue } from '../../shared/json/value.ts';
import type { PipelineDocument, PipelineNode, Wire } from '../../shared/pipeline/document.ts';
import { moveNode, setEntry, wireKey, type Change } from '../../shared/pipeline/edits.ts';
import { placeNodes, type Point } from '../../shared/pipeline/view/placement.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { viewChange } from './groups.ts';
import { handlesInside, suited } from './names.ts';
import { freeId } from './node-ids.ts';
import { cornerOf, idsOf, rounded, type Added } from './steps.ts';

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

/** The changes that bring the handles and inner pipelines of a suited piece which are not there yet. */
function bringNames(document: PipelineDocument, piece: PipelineDocument): readonly Change[] {
  return (['handles', 'pipelines'] as const).flatMap((of) =>
    Object.entries(piece[of] ?? {})
      .filter(([key]) => !Object.hasOwn(document[of] ?? {}, key))
      .map(([key, value]) => setEntry(document, of, key, value as unknown as JsonValue)),
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
  const nodes = piece.nodes.flatMap((node, index): Change[] => {
    const id = ids.get(node.id) ?? node.id;
    const place = positions.get(node.id) ?? corner;
    const to = rounded({ x: at.x + place.x - corner.x, y: at.y + place.y - corner.y });
    const value = portNames({ ...node, id });
    const after = { index: document.nodes.length + index, value };
    return [{ of: 'node', key: id, before: null, after }, moveNode(document, id, to)];
  });
  const changes = [
    ...bringNames(document, piece),
    ...nodes,
    ...onceEach(wires).map((value, index): Change => {
      const after = { index: document.wires.length + index, value };
      return { of: 'wire', key: wireKey(value), before: null, after };
    }),
    ...viewOf(document, piece, ids),
  ];
  return { edit: { label, changes }, ids: [...ids.values()] };
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
