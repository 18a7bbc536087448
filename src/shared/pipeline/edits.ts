// Edits of a document as values: one per finished gesture, each a list of changes with what was before and what is after. Undo is the
// inverse, the crash journal is the list, and two edits of one gesture squash into one. A change inside a subpipeline names where it is,
// so that one document has one history whatever level it was edited on.

import { z } from 'zod';
import { LonglineError } from '../errors.ts';
import { canonicalJson } from '../json/canonical.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/value.ts';
import type { PipelineDocument, PipelineNode, Wire } from './document.ts';

/** A value in an ordered list of the document, with its place there. */
export interface Placed<Value> {
  readonly index: number;
  readonly value: Value;
}

/** Names of inner pipelines from the outermost document down to the one that is meant; empty: the outermost. */
export type Within = readonly string[];

/** One changed thing; null before: it was added, null after: it was removed. */
export type Change = { readonly within?: Within } & ChangeOf;

type ChangeOf =
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
      /** `pin`: the pinned outputs of a node. They are part of the history and of no document. */
      readonly of: 'meta' | 'handles' | 'pipelines' | 'view' | 'position' | 'pin';
      readonly key: string;
      readonly before: JsonValue;
      readonly after: JsonValue;
      /** The record that stands there empty before, where one does. It is there, and the same document without it is another one. */
      readonly emptyBefore?: EmptyRecord;
      /** The record that stays there when it is empty after the change; absent: one that is empty goes. */
      readonly emptyAfter?: EmptyRecord;
    };

const recordNames = ['positions', 'view', 'handles', 'pipelines'] as const;
/** A record of a document that can be there with nothing in it. */
export type EmptyRecord = (typeof recordNames)[number];

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
      within: z.array(z.string().max(64)).max(32).optional(),
      of: z.enum(['node', 'wire', 'meta', 'handles', 'pipelines', 'view', 'position', 'pin']),
      key: z.string().max(400),
      before: z.json(),
      after: z.json(),
      emptyBefore: z.enum(recordNames).optional(),
      emptyAfter: z.enum(recordNames).optional(),
    }),
  ),
}) as unknown as z.ZodType<PipelineEdit>;

/** The document after an edit. Throws `edit.conflict` when the document is not the one that the edit was made on. */
export function applyEdit(document: PipelineDocument, edit: PipelineEdit): PipelineDocument {
  const { changes } = edit;
  let current = document;
  for (let from = 0; from < changes.length; ) {
    const within = changes[from]?.within ?? [];
    let to = from + 1;
    while (to < changes.length && sameLevel(changes[to]?.within ?? [], within)) to += 1;
    current = atLevel(current, within, (level) => applyChanges(level, changes.slice(from, to)));
    from = to;
  }
  return current;
}

/** The document at a level, or null where the path leads nowhere. */
export function levelOf(document: PipelineDocument, within: Within): PipelineDocument | null {
  let level: PipelineDocument = document;
  for (const name of within) {
    const inner = Object.hasOwn(level.pipelines ?? {}, name) ? level.pipelines?.[name] : undefined;
    if (inner === undefined) return null;
    level = inner;
  }
  return level;
}

/** An edit that was made on the document of a level, as an edit of the outermost document. */
export function editWithin(within: Within, edit: PipelineEdit): PipelineEdit {
  if (within.length === 0) return edit;
  const changes = edit.changes.map((change) => ({ ...change, within: [...within, ...(change.within ?? [])] }));
  return { label: edit.label, changes };
}

/** Outputs of pinned nodes, by `NODE` or `PIPELINE/NODE`. */
export type Pins = Readonly<Record<string, JsonObject>>;

/** The pins after an edit; the same object when it changes none. */
export function applyPins(pins: Pins, edit: PipelineEdit): Pins {
  let after = pins;
  for (const change of edit.changes) {
    if (change.of !== 'pin') continue;
    const key = [...(change.within ?? []), change.key].join('/');
    const { [key]: _, ...rest } = after;
    after = isJsonObject(change.after) ? { ...rest, [key]: change.after } : rest;
  }
  return after;
}

/** Where an edit happened: the level of its first change. */
export function levelOfEdit(edit: PipelineEdit): Within {
  return edit.changes[0]?.within ?? [];
}

/** The edit that takes an edit back. */
export function invertEdit(edit: PipelineEdit): PipelineEdit {
  return { label: edit.label, changes: edit.changes.map(inverted).toReversed() };
}

/** Two edits made one after the other as a single one; changes of the same thing fold where nothing else of its list moved between. */
export function squashEdits(first: PipelineEdit, second: PipelineEdit): PipelineEdit {
  const changes: Change[] = [...first.changes];
  for (const change of second.changes) {
    const last = changes.findLastIndex((candidate) => isSameThing(candidate, change));
    const earlier = changes[last];
    if (earlier !== undefined && foldsInto(earlier, change, changes.slice(last + 1)))
      changes[last] = joined(earlier, change);
    else changes.push(change);
  }
  return {
    label: first.label,
    changes: changes.filter(
      (change) =>
        canonicalJson(change.before) !== canonicalJson(change.after) ||
        (!isListed(change) && change.emptyBefore !== change.emptyAfter),
    ),
  };
}

function inverted(change: Change): Change {
  if (isListed(change)) return { ...change, before: change.after, after: change.before } as Change;
  const { emptyBefore, emptyAfter, ...rest } = change;
  return { ...rest, before: change.after, after: change.before, ...empties(emptyAfter, emptyBefore) };
}

function joined(first: Change, second: Change): Change {
  if (isListed(first) || isListed(second)) return { ...first, after: second.after } as Change;
  const { emptyBefore, emptyAfter: _, ...rest } = first;
  return { ...rest, after: second.after, ...empties(emptyBefore, second.emptyAfter) };
}

function empties(before: EmptyRecord | undefined, after: EmptyRecord | undefined) {
  return {
    ...(before === undefined ? {} : { emptyBefore: before }),
    ...(after === undefined ? {} : { emptyAfter: after }),
  };
}

function isSameThing(left: Change, right: Change): boolean {
  return left.of === right.of && left.key === right.key && sameLevel(left.within ?? [], right.within ?? []);
}

function sameLevel(left: Within, right: Within): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index]);
}

// A later change joins an earlier one where doing it sooner makes no difference to what was changed between them.
function foldsInto(earlier: Change, change: Change, between: readonly Change[]): boolean {
  if (between.some((other) => !sameLevel(other.within ?? [], change.within ?? []))) return false;
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
  if (before === undefined) throw conflict('gone', node.id);
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
  return setEntry(document, 'position', id, to);
}

/** The change that sets an entry of a record of the document; null takes it away. */
export function setEntry(
  document: PipelineDocument,
  of: 'handles' | 'pipelines' | 'view' | 'position',
  key: string,
  after: JsonValue,
): Change {
  const record = (of === 'position' ? document.view?.positions : document[of]) as JsonObject | undefined;
  const before = record !== undefined && Object.hasOwn(record, key) ? (record[key] ?? null) : null;
  const empty = emptyRecord(document, of);
  return { of, key, before, after, ...empties(empty, after === null ? empty : undefined) };
}

/** The record for changes of a kind that stands in a document empty, where one does. */
export function emptyRecord(
  document: PipelineDocument,
  of: 'handles' | 'pipelines' | 'view' | 'position',
): EmptyRecord | undefined {
  const isEmpty = (record: object | undefined) => record !== undefined && Object.keys(record).length === 0;
  if (of === 'position' && isEmpty(document.view?.positions)) return 'positions';
  const name = of === 'position' ? 'view' : of;
  return isEmpty(document[name]) ? name : undefined;
}

function isListed(change: Change): change is Extract<Change, { readonly of: 'node' | 'wire' }> {
  return change.of === 'node' || change.of === 'wire';
}

function atLevel(
  document: PipelineDocument,
  within: Within,
  change: (level: PipelineDocument) => PipelineDocument,
): PipelineDocument {
  const [name, ...rest] = within;
  if (name === undefined) return change(document);
  const inner = levelOf(document, [name]);
  if (inner === null) throw conflict('gone', name);
  return { ...document, pipelines: { ...document.pipelines, [name]: atLevel(inner, rest, change) } };
}

// Lists are copied once for all changes of an edit, so that an edit of a thousand nodes costs what its changes cost.
function applyChanges(document: PipelineDocument, changes: readonly Change[]): PipelineDocument {
  const nodes = listDraft(document.nodes, (node) => node.id);
  const wires = listDraft(document.wires, wireKey);
  let rest = document;
  let positions: Record<string, JsonValue> | null = null;
  let emptyAfter: EmptyRecord | undefined;
  const settle = () => {
    if (positions !== null) rest = withPositions(rest, positions, emptyAfter);
    positions = null;
  };
  for (const change of changes) {
    switch (change.of) {
      case 'node':
        nodes.apply(change);
        break;
      case 'wire':
        wires.apply(change);
        break;
      case 'position':
        positions ??= { ...(rest.view?.positions as Record<string, JsonValue> | undefined) };
        if (change.after === null) delete positions[change.key];
        else positions[change.key] = change.after;
        ({ emptyAfter } = change);
        break;
      case 'view':
        settle();
        rest = withView(rest, (applyKeyed(rest.view as never, change) ?? {}) as never, change.emptyAfter);
        break;
      case 'meta':
        rest = { ...rest, meta: (applyKeyed(rest.meta as never, change) ?? {}) as never };
        break;
      case 'handles':
      case 'pipelines': {
        const { [change.of]: before, ...others } = rest;
        const after = applyKeyed(before as never, change);
        rest = (after === undefined ? others : { ...others, [change.of]: after }) as PipelineDocument;
        break;
      }
      case 'pin':
        break;
    }
  }
  settle();
  return nodes.changed() || wires.changed() ? { ...rest, nodes: nodes.list(), wires: wires.list() } : rest;
}

function withPositions(
  document: PipelineDocument,
  positions: Readonly<Record<string, JsonValue>>,
  emptyAfter: EmptyRecord | undefined,
): PipelineDocument {
  const { positions: _, ...rest } = document.view ?? {};
  const goes = Object.keys(positions).length === 0 && emptyAfter !== 'positions';
  return withView(document, goes ? rest : { ...rest, positions: positions as never }, emptyAfter);
}

function withView(
  document: PipelineDocument,
  view: NonNullable<PipelineDocument['view']>,
  emptyAfter: EmptyRecord | undefined,
): PipelineDocument {
  const { view: _, ...rest } = document;
  return Object.keys(view).length === 0 && emptyAfter !== 'view' ? rest : { ...rest, view };
}

interface ListChange<Value> {
  readonly key: string;
  readonly before: Placed<Value> | null;
  readonly after: Placed<Value> | null;
}

function listDraft<Value>(original: readonly Value[], keyOf: (value: Value) => string) {
  let copy: Value[] | null = null;
  let keys: Set<string> | null = null;
  const indexOf = (list: readonly Value[], { key, before }: ListChange<Value>): number => {
    const hinted = before === null ? undefined : list[before.index];
    if (before !== null && hinted !== undefined && keyOf(hinted) === key) return before.index;
    return list.findIndex((value) => keyOf(value) === key);
  };
  return {
    changed: () => copy !== null,
    list: () => copy ?? original,
    apply(change: ListChange<Value>): void {
      const list = (copy ??= [...original]);
      const { key, before, after } = change;
      const index = before === null ? -1 : indexOf(list, change);
      if (before !== null && index === -1) throw conflict('gone', key);
      if (before !== null && after !== null && after.index === index) {
        list[index] = after.value;
        return;
      }
      if (before !== null) {
        list.splice(index, 1);
        keys?.delete(key);
      }
      if (after === null) return;
      keys ??= new Set(list.map(keyOf));
      if (keys.has(key)) throw conflict('there', key);
      list.splice(after.index, 0, after.value);
      keys.add(key);
    },
  };
}

function conflict(what: 'gone' | 'there', name: string): LonglineError {
  const message = what === 'gone' ? `There is no "${name}" to change.` : `There is a "${name}" already.`;
  return new LonglineError('edit.conflict', message, { details: { case: what, name } });
}

function applyKeyed(
  record: Readonly<Record<string, JsonValue>> | undefined,
  change: { readonly key: string; readonly after: JsonValue; readonly emptyAfter?: EmptyRecord },
): Readonly<Record<string, JsonValue>> | undefined {
  const { [change.key]: _, ...rest } = record ?? {};
  const after = change.after === null ? rest : { ...rest, [change.key]: change.after };
  return Object.keys(after).length === 0 && change.emptyAfter === undefined ? undefined : after;
}
