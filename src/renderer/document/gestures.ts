// What a person does on the canvas and in the inspector, each finished gesture as one PipelineEdit. Pure: nothing is applied here.

import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import type { Handle, PipelineDocument, PipelineNode, Wire } from '../../shared/pipeline/document.ts';
import {
  addNode,
  addWire,
  applyEdit,
  moveNode,
  removeNode,
  removeWire,
  replaceNode,
  type Change,
  type PipelineEdit,
} from '../../shared/pipeline/edits.ts';
import { withDefaults } from '../../shared/tool/schema.ts';
import type { KindCard } from '../../shared/tool/kind.ts';
import { freeId } from './node-ids.ts';
import { placeNodes, type Point } from '../../shared/pipeline/view/placement.ts';

export interface Added {
  readonly edit: PipelineEdit;
  readonly ids: readonly string[];
}

/** A new node of a kind; `wireTo` gives the wire that joins it to what it was dropped from. */
export function addKind(document: PipelineDocument, card: KindCard, at: Point, wireTo?: (id: string) => Wire): Added {
  const id = freeId(card.kind, idsOf(document));
  const node: PipelineNode = { id, kind: card.kind, version: card.version, params: startParams(document, card) };
  const changes: Change[] = [addNode(document, node), { of: 'position', key: id, before: null, after: rounded(at) }];
  if (wireTo !== undefined) changes.push(addWire(document, wireTo(id)));
  return { edit: { label: 'edit.add', changes }, ids: [id] };
}

/** A wire between two nodes. */
export function connect(document: PipelineDocument, wire: Wire): PipelineEdit {
  return { label: 'edit.connect', changes: [addWire(document, wire)] };
}

/** A wire moved to another end. */
export function rewire(document: PipelineDocument, before: Wire, after: Wire): PipelineEdit {
  const removed = removeWire(document, before);
  const next = applyEdit(document, { label: '', changes: [removed] });
  return { label: 'edit.rewire', changes: [removed, addWire(next, after)] };
}

/** Nodes with their wires, and further wires, taken away. */
export function remove(document: PipelineDocument, ids: readonly string[], wires: readonly Wire[]): PipelineEdit {
  const gone = new Set(ids);
  const loose = wires.filter((wire) => !gone.has(wire.from.node) && !gone.has(wire.to.node));
  const changes = chained(document, [
    ...loose.map((wire) => (current: PipelineDocument) => [removeWire(current, wire)]),
    ...ids.map((id) => (current: PipelineDocument) => removeNode(current, id)),
  ]);
  return { label: 'edit.delete', changes };
}

/** Nodes moved to new places. */
export function move(document: PipelineDocument, places: ReadonlyMap<string, Point>): PipelineEdit {
  const changes = [...places]
    .map(([id, at]) => moveNode(document, id, rounded(at)))
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
  return { label: 'edit.move', changes };
}

/** A param of a node set; `undefined` takes it away. */
export function setParam(
  document: PipelineDocument,
  id: string,
  name: string,
  value: JsonValue | undefined,
): PipelineEdit {
  const node = nodeOf(document, id);
  const { [name]: _, ...rest } = node.params;
  const params: JsonObject = value === undefined ? rest : { ...rest, [name]: value };
  return { label: 'edit.param', changes: [replaceNode(document, { ...node, params })] };
}

/** The title of a node; the empty one takes it away. */
export function setTitle(document: PipelineDocument, id: string, title: string): PipelineEdit {
  const { title: _, ...rest } = nodeOf(document, id);
  return { label: 'edit.title', changes: [replaceNode(document, title === '' ? rest : { ...rest, title })] };
}

/** A property of the pipeline itself. An empty description is taken away; a title is kept as it is. */
export function setMeta(document: PipelineDocument, key: 'title' | 'description', value: string): PipelineEdit {
  const before = document.meta[key] ?? null;
  const after = value === '' && key === 'description' ? null : value;
  return { label: 'edit.meta', changes: [{ of: 'meta', key, before, after }] };
}

/** A new folder handle, named by a param of a node, in one step. */
export function declareHandle(
  document: PipelineDocument,
  id: string,
  param: string,
  title: string,
): { readonly edit: PipelineEdit; readonly name: string } {
  const name = freeId(title, new Set(Object.keys(document.handles ?? {})));
  const handle: Handle = { kind: 'folder', title };
  const declared: Change = { of: 'handles', key: name, before: null, after: handle as unknown as JsonValue };
  const { changes } = setParam(document, id, param, name);
  return { edit: { label: 'edit.handle', changes: [declared, ...changes] }, name };
}

/** A pasted or duplicated piece of a document: new ids, its own wires, placed with its corner at `at`. */
export function insert(document: PipelineDocument, piece: PipelineDocument, at: Point, label = 'edit.paste'): Added {
  const taken = new Set(idsOf(document));
  const renamed = new Map<string, string>();
  for (const node of piece.nodes) {
    const id = freeId(node.id, taken);
    taken.add(id);
    renamed.set(node.id, id);
  }
  // A piece written by hand has no places; it is laid out as such a document is when it is opened.
  const positions = placeNodes(piece);
  const corner = cornerOf([...positions.values()]);
  const changes = chained(document, [
    ...Object.entries(piece.handles ?? {})
      .filter(([name]) => !Object.hasOwn(document.handles ?? {}, name))
      .map(([name, handle]) => (): Change[] => [
        { of: 'handles', key: name, before: null, after: handle as unknown as JsonValue },
      ]),
    ...Object.entries(piece.pipelines ?? {})
      .filter(([name]) => !Object.hasOwn(document.pipelines ?? {}, name))
      .map(([name, inner]) => (): Change[] => [
        { of: 'pipelines', key: name, before: null, after: inner as unknown as JsonValue },
      ]),
    ...piece.nodes.map((node) => (current: PipelineDocument): Change[] => {
      const id = renamed.get(node.id) ?? node.id;
      const place = positions.get(node.id) ?? corner;
      const after = rounded({ x: at.x + place.x - corner.x, y: at.y + place.y - corner.y });
      return [addNode(current, { ...node, id }), { of: 'position', key: id, before: null, after }];
    }),
    ...piece.wires.map((wire) => (current: PipelineDocument): Change[] => {
      const from = renamed.get(wire.from.node);
      const to = renamed.get(wire.to.node);
      if (from === undefined || to === undefined) return [];
      return [addWire(current, { ...wire, from: { ...wire.from, node: from }, to: { ...wire.to, node: to } })];
    }),
  ]);
  return { edit: { label, changes }, ids: [...renamed.values()] };
}

/** The piece of a document that some nodes make up, with the wires among them: what the clipboard holds. */
export function pieceOf(
  document: PipelineDocument,
  ids: ReadonlySet<string>,
  places: ReadonlyMap<string, Point>,
): PipelineDocument {
  const nodes = document.nodes.filter((node) => ids.has(node.id));
  const text = JSON.stringify(nodes.map((node) => node.params));
  const named = <Value>(record: Readonly<Record<string, Value>> | undefined) =>
    Object.fromEntries(Object.entries(record ?? {}).filter(([name]) => text.includes(JSON.stringify(name))));
  const handles = named(document.handles);
  const pipelines = named(document.pipelines);
  const positions = Object.fromEntries(nodes.map(({ id }) => [id, places.get(id) ?? { x: 0, y: 0 }]));
  return {
    format: document.format,
    meta: { title: document.meta.title },
    nodes,
    wires: document.wires.filter((wire) => ids.has(wire.from.node) && ids.has(wire.to.node)),
    ...(Object.keys(handles).length === 0 ? {} : { handles }),
    ...(Object.keys(pipelines).length === 0 ? {} : { pipelines }),
    view: { positions },
  };
}

// Defaults are written into a new node where the schema has them, so that the inspector shows what will run. A param that must name a
// folder or a pipeline takes the first one that the document has; a port's name gets one that is free.
function startParams(document: PipelineDocument, card: KindCard): JsonObject {
  const params: Record<string, JsonValue> = { ...withDefaults(card.params, {}) };
  const properties = (card.params['properties'] ?? {}) as Record<string, JsonObject>;
  for (const name of (card.params['required'] ?? []) as readonly string[]) {
    const widget = properties[name]?.['widget'];
    const known = Object.keys(
      (widget === 'folder' ? document.handles : widget === 'pipeline' ? document.pipelines : undefined) ?? {},
    );
    if (known[0] !== undefined) params[name] = known[0];
  }
  if (card.performer === 'input' || card.performer === 'output') {
    const taken = new Set(
      document.nodes.filter((node) => node.kind === card.kind).map((node) => String(node.params['name'])),
    );
    params['name'] = freeId(card.performer, taken);
  }
  return params;
}

function chained(
  document: PipelineDocument,
  steps: readonly ((current: PipelineDocument) => readonly Change[])[],
): readonly Change[] {
  const all: Change[] = [];
  let current = document;
  for (const step of steps) {
    const changes = step(current);
    current = applyEdit(current, { label: '', changes });
    all.push(...changes);
  }
  return all;
}

function nodeOf(document: PipelineDocument, id: string): PipelineNode {
  const node = document.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new RangeError(`There is no node "${id}".`);
  return node;
}

function idsOf(document: PipelineDocument): ReadonlySet<string> {
  return new Set(document.nodes.map((node) => node.id));
}

function rounded(point: Point): { x: number; y: number } {
  return { x: Math.round(point.x), y: Math.round(point.y) };
}

function cornerOf(points: readonly Point[]): Point {
  if (points.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...points.map((point) => point.x)), y: Math.min(...points.map((point) => point.y)) };
}
