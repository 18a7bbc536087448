// What is different between two documents, thing by thing, for people to read: which was added, removed, changed, or only moved.

import { fieldsBetween, sameJson } from '../json/same.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import type { PipelineDocument, PipelineNode, Wire } from './document.ts';
import { wireKey, type Within } from './edits.ts';
import { grouped, risingRow } from './lists.ts';

/** What a difference is about; `pipeline`: an inner pipeline as a whole. */
export type DifferenceOf = 'node' | 'wire' | 'note' | 'group' | 'meta' | 'handle' | 'pipeline';

export interface Difference {
  readonly of: DifferenceOf;
  /** The level on which it is. */
  readonly within: Within;
  /** Id of a node, note or group; wireKey of a wire; name of a property, handle or inner pipeline. */
  readonly key: string;
  /** `moved`: nothing but its place or its size on the canvas is different. */
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
  /** What people know it by. */
  readonly title: string;
  /** Names of the properties that differ, a param as `params.NAME`; empty for what was added or removed. */
  readonly fields: readonly string[];
  /** Both are there for what was changed or moved. */
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** Everything that is different, each level before the levels inside it. */
export function differences(before: PipelineDocument, after: PipelineDocument): readonly Difference[] {
  return levelDifferences([], before, after);
}

function levelDifferences(within: Within, before: PipelineDocument, after: PipelineDocument): readonly Difference[] {
  if (before === after) return [];
  const titles = new Map([...before.nodes, ...after.nodes].map((node) => [node.id, node.title ?? node.id]));
  const reordered = reorderedWires(before, after);
  const pipelines = { before: before.pipelines ?? {}, after: after.pipelines ?? {} };
  return [
    ...compared({ of: 'meta', within }, mapOf(before.meta), mapOf(after.meta), {
      titleOf: (_, key) => key,
      fieldsOf: (left, right) => (sameJson(left, right) ? [] : ['value']),
    }),
    ...compared({ of: 'handle', within }, mapOf(before.handles), mapOf(after.handles), {
      titleOf: ({ title }) => title,
    }),
    ...compared({ of: 'node', within }, byId(before.nodes), byId(after.nodes), {
      titleOf: (node) => node.title ?? node.id,
      fieldsOf: nodeFields,
      placesOf: (id) => [
        ...(sameJson(before.view?.positions?.[id], after.view?.positions?.[id]) ? [] : ['position']),
        ...(sameJson(before.view?.sizes?.[id], after.view?.sizes?.[id]) ? [] : ['size']),
      ],
    }),
    ...compared({ of: 'wire', within }, byKey(before.wires), byKey(after.wires), {
      titleOf: (wire) => `${titles.get(wire.from.node) ?? ''} → ${titles.get(wire.to.node) ?? ''}`,
      fieldsOf: (wire) => (reordered.has(wireKey(wire)) ? ['order'] : []),
    }),
    ...compared({ of: 'group', within }, byId(before.view?.groups), byId(after.view?.groups), {
      titleOf: ({ title }) => title,
    }),
    ...compared({ of: 'note', within }, byId(before.view?.notes), byId(after.view?.notes), {
      titleOf: ({ text }) => text.trim().split('\n', 1)[0] ?? '',
      placesOf: (_, left, right) => fieldsBetween(left, right).filter((field) => notePlaces.has(field)),
    }),
    ...compared({ of: 'pipeline', within }, mapOf(pipelines.before), mapOf(pipelines.after), {
      titleOf: ({ meta }) => meta.title,
      // What is different inside stands on its own level.
      fieldsOf: () => [],
    }),
    ...Object.entries(pipelines.after).flatMap(([name, inner]) => {
      const old = Object.hasOwn(pipelines.before, name) ? pipelines.before[name] : undefined;
      return old === undefined ? [] : levelDifferences([...within, name], old, inner);
    }),
  ];
}

const notePlaces: ReadonlySet<string> = new Set(['position', 'width', 'height']);

interface Looks<Value> {
  readonly titleOf: (value: Value, key: string) => string;
  /** Fields that differ; those that placesOf names are not counted. */
  readonly fieldsOf?: (before: Value, after: Value) => readonly string[];
  /** Fields that differ and only say where it is. */
  readonly placesOf?: (key: string, before: Value, after: Value) => readonly string[];
}

function compared<Value>(
  about: Pick<Difference, 'of' | 'within'>,
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  { titleOf, fieldsOf = fieldsOfObjects, placesOf = () => [] }: Looks<Value>,
): readonly Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): readonly Difference[] => {
    const left = before.get(key);
    const right = after.get(key);
    if (right === undefined) {
      if (left === undefined) return [];
      return [{ ...about, key, change: 'removed', title: titleOf(left, key), fields: [], before: json(left) }];
    }
    const title = titleOf(right, key);
    if (left === undefined) return [{ ...about, key, change: 'added', title, fields: [], after: json(right) }];
    const places = placesOf(key, left, right);
    const fields = fieldsOf(left, right).filter((field) => !places.includes(field));
    if (fields.length + places.length === 0) return [];
    const change = fields.length > 0 ? 'changed' : 'moved';
    return [{ ...about, key, change, title, fields: [...fields, ...places], before: json(left), after: json(right) }];
  });
}

// Everything compared without a rule of its own is an object.
function fieldsOfObjects(before: unknown, after: unknown): readonly string[] {
  return fieldsBetween(before as object, after as object);
}

function nodeFields({ params: old, ...before }: PipelineNode, { params: now, ...after }: PipelineNode): string[] {
  return [...fieldsBetween(before, after), ...fieldsBetween(old, now).map((name) => `params.${name}`)];
}

// A port takes its wires in their order; that among wires to other ports says nothing.
function reorderedWires(before: PipelineDocument, after: PipelineDocument): ReadonlySet<string> {
  const portOf = ({ kind, to }: Wire) => `${kind}:${to.node}.${to.port}`;
  const old = grouped(before.wires, portOf);
  const reordered = new Set<string>();
  for (const [port, wires] of grouped(after.wires, portOf)) {
    const places = new Map(old.get(port)?.map((wire, index) => [wireKey(wire), index]));
    const order = wires.map((wire) => places.get(wireKey(wire)) ?? -1);
    const row = risingRow(order);
    wires.forEach((wire, index) => {
      if ((order[index] ?? -1) >= 0 && !row.has(index)) reordered.add(wireKey(wire));
    });
  }
  return reordered;
}

function mapOf<Value>(record: Readonly<Record<string, Value>> | object | undefined): ReadonlyMap<string, Value> {
  return new Map(
    Object.entries((record ?? {}) as Readonly<Record<string, Value>>).filter(([, value]) => value !== undefined),
  );
}

function byId<Value extends { readonly id: string }>(values: readonly Value[] | undefined): ReadonlyMap<string, Value> {
  return new Map(values?.map((value) => [value.id, value]));
}

function byKey(wires: readonly Wire[]): ReadonlyMap<string, Wire> {
  return new Map(wires.map((wire) => [wireKey(wire), wire]));
}

function json(value: unknown): JsonValue {
  return value as JsonObject;
}
