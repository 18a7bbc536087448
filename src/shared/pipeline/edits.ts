// Edits of a document as values: one per finished gesture, each a list of changes with what was before and what is after. Undo is the
// inverse, the crash journal is the list, and two edits of one gesture squash into one.

import { z } from 'zod';
import { LonglineError } from '../errors.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { JsonValue } from '../json/value.ts';
import type { PipelineDocument, PipelineNode, Wire } from './document.ts';

/** A value in an ordered list of the document, with its place there. */
export interface Placed<Value> {
  readonly index: number;
  readonly value: Value;
}

/** One changed thing; null before: it was added, null after: it was removed. */
export type Change =
  | {
      readonly of: 'node';
      readonly key: string;
      readonly before: Placed<PipelineNode> | null;
      readonly after: Placed<PipelineNode> | null;
    }
  | {
      readonly of: 'wire';
      readonly key: string;
      readonly before: Placed<Wire> | null;
      readonly after: Placed<Wire> | null;
    }
  | {
      readonly of: 'meta' | 'handles' | 'pipelines' | 'view' | 'position';
      readonly key: string;
      readonly before: JsonValue;
      readonly after: JsonValue;
    };

export interface PipelineEdit {
  /** What the gesture was, as a message key: `edit.move`, `edit.connect`, … */
  readonly label: string;
  readonly changes: readonly Change[];
}

/** The shape of an edit at a border; what the changes hold is checked when the document that they lead to is parsed. */
export const editSchema = z.strictObject({
  label: z.string().max(100),
  changes: z.array(
    z.strictObject({
      of: z.enum(['node', 'wire', 'meta', 'handles', 'pipelines', 'view', 'position']),
      key: z.string().max(400),
      before: z.json(),
      after: z.json(),
    }),
  ),
}) as unknown as z.ZodType<PipelineEdit>;

/** The document after an edit. Throws `edit.conflict` when the document is not the one that the edit was made on. */
export function applyEdit(document: PipelineDocument, edit: PipelineEdit): PipelineDocument {
  return edit.changes.reduce(applyChange, document);
}

/** The edit that takes an edit back. */
export function invertEdit(edit: PipelineEdit): PipelineEdit {
  const changes = edit.changes.map((change) => ({ ...change, before: change.after, after: change.before }) as Change);
  return { label: edit.label, changes: changes.toReversed() };
}

/** Two edits made one after the other as a single one; changes of the same thing fold where nothing else of its list moved between. */
export function squashEdits(first: PipelineEdit, second: PipelineEdit): PipelineEdit {
  const changes: Change[] = [...first.changes];
  for (const change of second.changes) {
    const last = changes.findLastIndex((candidate) => candidate.of === change.of && candidate.key === change.key);
    const earlier = changes[last];
    if (earlier !== undefined && foldsInto(earlier, change, changes.slice(last + 1)))
      changes[last] = { ...earlier, after: change.after } as Change;
    else changes.push(change);
  }
  return {
    label: first.label,
    changes: changes.filter((change) => canonicalJson(change.before) !== canonicalJson(change.after)),
  };
}

// A later change joins an earlier one where doing it sooner makes no difference to what was changed between them.
function foldsInto(earlier: Change, change: Change, between: readonly Change[]): boolean {
  if (isListed(change)) {
    const inPlace = [change, ...between.filter((other) => other.of === change.of)].every(staysInPlace);
    return earlier.after !== null && inPlace;
  }
  const other = change.of === 'view' ? 'position' : change.of === 'position' ? 'view' : null;
  return between.every((candidate) => candidate.of !== other);
}

function staysInPlace(change: Change): boolean {
  return (
    (change.of === 'node' || change.of === 'wire') &&
    change.before !== null &&
    change.after !== null &&
    change.before.index === change.after.index
  );
}

/** The key of a wire in changes. */
export function wireKey(wire: Wire): string {
  return `${wire.kind}:${wire.from.node}.${wire.from.port}>${wire.to.node}.${wire.to.port}`;
}

/** The change that adds a node at the end of the document. */
export function addNode(document: PipelineDocument, node: PipelineNode): Change {
  return { of: 'node', key: node.id, before: null, after: { index: document.nodes.length, value: node } };
}

/** The changes that remove a node with its wires and its position. */
export function removeNode(document: PipelineDocument, id: string): readonly Change[] {
  const wires = document.wires.filter((wire) => wire.from.node === id || wire.to.node === id);
  const changes: Change[] = wires.toReversed().map((wire) => removeWire(document, wire));
  const index = document.nodes.findIndex((node) => node.id === id);
  const value = document.nodes[index];
  if (value !== undefined) changes.push({ of: 'node', key: id, before: { index, value }, after: null });
  const position = document.view?.positions?.[id];
  if (position !== undefined) changes.push({ of: 'position', key: id, before: position, after: null });
  return changes;
}

/** The change that replaces a node by another version of itself (same id). */
export function replaceNode(document: PipelineDocument, node: PipelineNode): Change {
  const index = document.nodes.findIndex((candidate) => candidate.id === node.id);
  const before = document.nodes[index];
  if (before === undefined) throw new LonglineError('edit.conflict', `There is no node "${node.id}" to change.`);
  return { of: 'node', key: node.id, before: { index, value: before }, after: { index, value: node } };
}

/** The change that adds a wire. */
export function addWire(document: PipelineDocument, wire: Wire): Change {
  return { of: 'wire', key: wireKey(wire), before: null, after: { index: document.wires.length, value: wire } };
}

/** The change that removes a wire. */
export function removeWire(document: PipelineDocument, wire: Wire): Change {
  const key = wireKey(wire);
  const index = document.wires.findIndex((candidate) => wireKey(candidate) === key);
  return { of: 'wire', key, before: { index, value: wire }, after: null };
}

/** The change that moves a node; null takes the position away. */
export function moveNode(
  document: PipelineDocument,
  id: string,
  to: { readonly x: number; readonly y: number } | null,
): Change {
  return { of: 'position', key: id, before: document.view?.positions?.[id] ?? null, after: to };
}

function isListed(change: Change): boolean {
  return change.of === 'node' || change.of === 'wire';
}

function applyChange(document: PipelineDocument, change: Change): PipelineDocument {
  switch (change.of) {
    case 'node':
      return { ...document, nodes: applyListed(document.nodes, change, (node) => node.id) };
    case 'wire':
      return { ...document, wires: applyListed(document.wires, change, wireKey) };
    case 'position': {
      const positions = applyKeyed(document.view?.positions, change);
      const { positions: _, ...rest } = document.view ?? {};
      return withView(document, positions === undefined ? rest : { ...rest, positions: positions as never });
    }
    case 'view':
      return withView(document, (applyKeyed(document.view as never, change) ?? {}) as never);
    case 'meta':
      return { ...document, meta: (applyKeyed(document.meta as never, change) ?? {}) as never };
    case 'handles':
    case 'pipelines': {
      const { [change.of]: before, ...rest } = document;
      const after = applyKeyed(before as never, change);
      return (after === undefined ? rest : { ...rest, [change.of]: after }) as PipelineDocument;
    }
  }
}

function withView(document: PipelineDocument, view: NonNullable<PipelineDocument['view']>): PipelineDocument {
  const { view: _, ...rest } = document;
  return Object.keys(view).length === 0 ? rest : { ...rest, view };
}

function applyListed<Value>(
  list: readonly Value[],
  change: { readonly key: string; readonly before: Placed<Value> | null; readonly after: Placed<Value> | null },
  keyOf: (value: Value) => string,
): readonly Value[] {
  const copy = [...list];
  if (change.before !== null) {
    const at = copy[change.before.index];
    const index =
      at !== undefined && keyOf(at) === change.key
        ? change.before.index
        : copy.findIndex((value) => keyOf(value) === change.key);
    if (index === -1) throw new LonglineError('edit.conflict', `There is no "${change.key}" to change.`);
    copy.splice(index, 1);
  }
  if (change.after !== null) {
    if (copy.some((value) => keyOf(value) === change.key))
      throw new LonglineError('edit.conflict', `There is a "${change.key}" already.`);
    copy.splice(change.after.index, 0, change.after.value);
  }
  return copy;
}

function applyKeyed(
  record: Readonly<Record<string, JsonValue>> | undefined,
  change: { readonly key: string; readonly after: JsonValue },
): Readonly<Record<string, JsonValue>> | undefined {
  const { [change.key]: _, ...rest } = record ?? {};
  const after = change.after === null ? rest : { ...rest, [change.key]: change.after };
  return Object.keys(after).length === 0 ? undefined : after;
}
