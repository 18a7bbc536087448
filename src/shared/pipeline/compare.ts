// Two documents beside each other: the edit that makes one of the other. What is different in words that a list can show is in
// differences.ts, which nodes compute something else is in changed-nodes.ts; both are to be had from here.

import { sameJson } from '../json/same.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import type { PipelineDocument } from './document.ts';
import { editWithin, emptyRecord, wireKey, type Change, type PipelineEdit, type Placed } from './edits.ts';
import { risingRow } from './lists.ts';

export { changedNodes } from './changed-nodes.ts';
export { differences, type Difference, type DifferenceOf } from './differences.ts';

/**
 * The edit that makes `after` of `before`, all levels and the view included. A node id or a wire that stands twice in `after` must stand
 * twice in `before`.
 */
export function editBetween(before: PipelineDocument, after: PipelineDocument, label: string): PipelineEdit {
  return { label, changes: changesBetween(before, after) };
}

function changesBetween(before: PipelineDocument, after: PipelineDocument): readonly Change[] {
  return [
    ...keyedChanges('meta', before.meta, after.meta),
    ...withEmpties(before, after, 'handles', keyedChanges('handles', before.handles, after.handles)),
    ...withEmpties(before, after, 'pipelines', pipelineChanges(before, after)),
    ...listChanges('node', before.nodes, after.nodes, (node) => node.id),
    ...listChanges('wire', before.wires, after.wires, wireKey),
    ...withEmpties(before, after, 'view', viewChanges(before, after)),
  ];
}

// What says that a record is there but empty: each of its changes, and one of its own where it has none.
function withEmpties(
  before: PipelineDocument,
  after: PipelineDocument,
  of: 'handles' | 'pipelines' | 'view',
  changes: readonly Change[],
): readonly Change[] {
  const [emptyBefore, emptyAfter] = [emptyRecord(before, of), emptyRecord(after, of)];
  if (emptyBefore === emptyAfter) return changes;
  const said = {
    ...(emptyBefore === undefined ? {} : { emptyBefore }),
    ...(emptyAfter === undefined ? {} : { emptyAfter }),
  };
  if (changes.length === 0) return [{ of, key: '', before: null, after: null, ...said }];
  return changes.map((change) => ({ ...change, ...said }) as Change);
}

function keyedChanges(
  of: 'meta' | 'handles' | 'view' | 'position',
  before: object | undefined,
  after: object | undefined,
): Change[] {
  const valueAt = (record: object | undefined, key: string): JsonValue =>
    record !== undefined && Object.hasOwn(record, key) ? ((record as JsonObject)[key] ?? null) : null;
  return keysOf(before, after)
    .map((key) => ({ of, key, before: valueAt(before, key), after: valueAt(after, key) }))
    .filter((change) => !sameJson(change.before, change.after));
}

function pipelineChanges(before: PipelineDocument, after: PipelineDocument): Change[] {
  return keysOf(before.pipelines, after.pipelines).flatMap((name): readonly Change[] => {
    const old = innerOf(before, name);
    const now = innerOf(after, name);
    if (old !== null && now !== null) {
      return editWithin([name], { label: '', changes: changesBetween(old, now) }).changes;
    }
    return [{ of: 'pipelines', key: name, before: old as unknown as JsonValue, after: now as unknown as JsonValue }];
  });
}

function innerOf(document: PipelineDocument, name: string): PipelineDocument | null {
  return Object.hasOwn(document.pipelines ?? {}, name) ? (document.pipelines?.[name] ?? null) : null;
}

// Positions are changes of their own, as gestures make them, except where only the whole record can say that it is there but empty.
function viewChanges(before: PipelineDocument, after: PipelineDocument): Change[] {
  const { positions: oldPlaces, ...oldRest } = before.view ?? {};
  const { positions: newPlaces, ...newRest } = after.view ?? {};
  if (isEmpty(oldPlaces) || isEmpty(newPlaces)) return keyedChanges('view', before.view, after.view);
  return [...keyedChanges('view', oldRest, newRest), ...keyedChanges('position', oldPlaces, newPlaces)];
}

// What stays in order changes in place; everything else is taken out from the end on and put in from the beginning on.
function listChanges<Value>(
  of: 'node' | 'wire',
  before: readonly Value[],
  after: readonly Value[],
  keyOf: (value: Value) => string,
): Change[] {
  const places = new Map(numbered(after, keyOf).map((key, index) => [key, index]));
  const placeOf = numbered(before, keyOf).map((key) => places.get(key) ?? -1);
  const stay = risingRow(placeOf);
  const stayed = new Set<number>();
  const changed: ListChange<Value>[] = [];
  const removed: ListChange<Value>[] = [];
  before.forEach((value, index) => {
    const key = keyOf(value);
    const place = placeOf[index] ?? -1;
    const next = after[place];
    if (next === undefined || !stay.has(index)) {
      removed.push({ key, before: { index, value }, after: null });
      return;
    }
    stayed.add(place);
    if (!sameJson(value, next)) changed.push({ key, before: { index, value }, after: { index, value: next } });
  });
  const added = after.flatMap((value, index): ListChange<Value>[] =>
    stayed.has(index) ? [] : [{ key: keyOf(value), before: null, after: { index, value } }],
  );
  const changes = [...changed, ...removed.toReversed(), ...added];
  return changes.map((change) => ({ of, ...change }) as unknown as Change);
}

// In a broken document the same key stands twice: the first belongs to the first, the second to the second.
function numbered<Value>(values: readonly Value[], keyOf: (value: Value) => string): readonly string[] {
  const counts = new Map<string, number>();
  return values.map((value) => {
    const key = keyOf(value);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return `${count} ${key}`;
  });
}

interface ListChange<Value> {
  readonly key: string;
  readonly before: Placed<Value> | null;
  readonly after: Placed<Value> | null;
}

function keysOf(before: object | undefined, after: object | undefined): readonly string[] {
  return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
}

function isEmpty(record: object | undefined): boolean {
  return record !== undefined && Object.keys(record).length === 0;
}
