// What a person does on the canvas and in the inspector, each finished gesture as one PipelineEdit. Pure: nothing is applied here. All work on
// the document of one level; callers wrap the edit with editWithin. What is here is about single nodes and wires; the rest is in the files
// named below, and to be had from here.

import type { JsonObject, JsonValue } from '../../shared/json/value.ts';
import { editBetween } from '../../shared/pipeline/compare.ts';
import type { Handle, PipelineDocument, PipelineNode, Wire } from '../../shared/pipeline/document.ts';
import {
  addNode,
  addWire,
  moveNode,
  removeWire,
  replaceNode,
  setEntry,
  wireKey,
  type Change,
  type PipelineEdit,
} from '../../shared/pipeline/edits.ts';
import type { Point } from '../../shared/pipeline/view/placement.ts';
import type { KindCard } from '../../shared/tool/kind.ts';
import { withDefaults } from '../../shared/tool/schema.ts';
import { withoutThem } from './groups.ts';
import { freeId } from './node-ids.ts';
import { chained, exchangeWire, idsOf, nodeOf, rounded, type Added } from './steps.ts';

export { convertingWire } from './converting.ts';
export { extract } from './extract.ts';
export { colourGroup, group, regroup, renameGroup, ungroup, type Group } from './groups.ts';
export { inline } from './inline.ts';
export { move, moveAll } from './moves.ts';
export { setBypassed, setCollapsed, setMuted } from './node-states.ts';
export { addNote, changeNote, newNoteSize, removeNotes, type Note } from './notes.ts';
export { duplicate, incomingOf, insert, pasteKeepingWires, pieceOf } from './pieces.ts';
export { removeAndReconnect, splice, spliceable } from './splice.ts';
export type { Added, Refused } from './steps.ts';

/** A new node of a kind; `wireTo` gives the wire that joins it to what it was dropped from. */
export function addKind(document: PipelineDocument, card: KindCard, at: Point, wireTo?: (id: string) => Wire): Added {
  const id = freeId(card.kind, idsOf(document));
  const node: PipelineNode = { id, kind: card.kind, version: card.version, params: startParams(document, card) };
  const changes: Change[] = [addNode(document, node), moveNode(document, id, rounded(at))];
  if (wireTo !== undefined) changes.push(addWire(document, wireTo(id)));
  return { edit: { label: 'edit.add', changes }, ids: [id] };
}

/** A wire between two nodes. */
export function connect(document: PipelineDocument, wire: Wire): PipelineEdit {
  return { label: 'edit.connect', changes: [addWire(document, wire)] };
}

/** A wire moved to another end. In the port that it reached before it keeps its place among the others. */
export function rewire(document: PipelineDocument, before: Wire, after: Wire): PipelineEdit {
  const samePort = before.to.node === after.to.node && before.to.port === after.to.port;
  const changes = samePort
    ? exchangeWire(document, before, after)
    : chained(document, [(current) => [removeWire(current, before)], (current) => [addWire(current, after)]]);
  return { label: 'edit.rewire', changes };
}

/** Nodes with their wires, and further wires, taken away. Groups lose them, and one that is left empty goes. */
export function remove(document: PipelineDocument, ids: readonly string[], wires: readonly Wire[]): PipelineEdit {
  const keys = new Set(wires.map(wireKey));
  const left = withoutThem(document, new Set(ids));
  const after = { ...left, wires: left.wires.filter((wire) => !keys.has(wireKey(wire))) };
  return editBetween(document, after, 'edit.delete');
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
  const declared = setEntry(document, 'handles', name, handle as unknown as JsonValue);
  const { changes } = setParam(document, id, param, name);
  return { edit: { label: 'edit.handle', changes: [declared, ...changes] }, name };
}

// Defaults are written into a new node where the schema has them, so that the inspector shows what will run. A param that must name a
// folder, a file or a pipeline takes the first one that the document has; a port's name gets one that is free.
function startParams(document: PipelineDocument, card: KindCard): JsonObject {
  const params: Record<string, JsonValue> = { ...withDefaults(card.params, {}) };
  const properties = (card.params['properties'] ?? {}) as Record<string, JsonObject>;
  for (const name of (card.params['required'] ?? []) as readonly string[]) {
    const widget = properties[name]?.['widget'];
    const handles = Object.entries(document.handles ?? {}).flatMap(([key, { kind }]) => (kind === widget ? [key] : []));
    const known = widget === 'pipeline' ? Object.keys(document.pipelines ?? {}) : handles;
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
