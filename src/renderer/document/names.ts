// Names that params give to handles and inner pipelines: which nodes name which, and how those of a piece meet those of a document. What
// is the same joins what is there, what is not gets another name.

import { sameJson } from '../../shared/json/same.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json/value.ts';
import type { PipelineDocument, PipelineNode } from '../../shared/pipeline/document.ts';
import { namedIn, renameReferences } from '../../shared/pipeline/references.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { freeId } from './node-ids.ts';

/** The handles and inner pipelines of a document that some nodes name. */
export function namedBy(
  document: PipelineDocument,
  catalog: Catalog,
  nodes: readonly PipelineNode[],
): Pick<PipelineDocument, 'handles' | 'pipelines'> {
  const names = namedIn(nodes, catalog);
  const kept = <Value>(record: Readonly<Record<string, Value>> = {}, wanted: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => wanted.has(name)));
  const pipelines = kept(document.pipelines, names.pipelines);
  const handles = kept(document.handles, new Set([...names.handles, ...handlesInside(pipelines)]));
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
export function handlesInside(pipelines: Readonly<Record<string, PipelineDocument>>): ReadonlySet<string> {
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
  const card = catalog?.get(node.kind)?.card;
  const params =
    card === undefined
      ? (renamedTexts(node.params, (text) => pipelines.get(text) ?? handles.get(text) ?? text) as JsonObject)
      : renameReferences(
          card.params,
          node.params,
          ({ widget, value }) => (widget === 'pipeline' ? pipelines : handles).get(value) ?? value,
        );
  return sameJson(params, node.params) ? node : { ...node, params };
}

function renamedTexts(value: JsonValue, rename: (text: string) => string): JsonValue {
  if (typeof value === 'string') return rename(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => renamedTexts(item, rename));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, renamedTexts(member, rename)]));
}

/** A pipeline without its places and notes, on all levels: what counts when two are the same. */
function withoutView(value: unknown): unknown {
  if (!isJsonObject(value) || !('nodes' in value)) return value;
  const { view: _, pipelines, ...rest } = value as JsonObject;
  if (!isJsonObject(pipelines)) return rest;
  const inner = Object.entries(pipelines).map(([name, pipeline]) => [name, withoutView(pipeline)]);
  return { ...rest, pipelines: Object.fromEntries(inner) };
}
