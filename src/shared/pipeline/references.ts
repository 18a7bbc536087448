// The names of other things in a document that params hold: of folders and files under its `handles`, of pipelines under its `pipelines`.
// Which value is a name is told by the widget that the schema of the params gives it, wherever in them it stands.

import { childPointer, isJsonObject, ownValue, type JsonObject, type JsonValue } from '../json/value.ts';
import type { Catalog } from '../tool/kind.ts';
import type { PipelineNode } from './document.ts';

const widgets = ['folder', 'file', 'pipeline'] as const;

/** One name in params. */
export interface Reference {
  /** JSON pointer from the params on. */
  readonly pointer: string;
  readonly widget: (typeof widgets)[number];
  readonly value: string;
}

/** The names that params hold, in the order of the schema. */
export function references(schema: JsonObject, params: JsonObject): readonly Reference[] {
  const found: Reference[] = [];
  walk(schema, params, '', (reference) => {
    found.push(reference);
    return reference.value;
  });
  return found;
}

/** Params in which every name is another one; the same object where none changes. */
export function renameReferences(
  schema: JsonObject,
  params: JsonObject,
  rename: (reference: Reference) => string,
): JsonObject {
  return walk(schema, params, '', rename) as JsonObject;
}

/** The handles and the inner pipelines that nodes name. Which texts of a node of an unknown kind are names cannot be told: all may be. */
export function namedIn(
  nodes: readonly PipelineNode[],
  catalog: Catalog,
): { readonly handles: ReadonlySet<string>; readonly pipelines: ReadonlySet<string> } {
  const handles = new Set<string>();
  const pipelines = new Set<string>();
  for (const { kind, params } of nodes) {
    const card = catalog.get(kind)?.card;
    if (card === undefined)
      for (const text of textsIn(params)) {
        handles.add(text);
        pipelines.add(text);
      }
    else
      for (const { widget, value } of references(card.params, params))
        (widget === 'pipeline' ? pipelines : handles).add(value);
  }
  return { handles, pipelines };
}

function textsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

function walk(
  schema: JsonValue | undefined,
  value: JsonValue,
  pointer: string,
  rename: (reference: Reference) => string,
): JsonValue {
  if (!isJsonObject(schema)) return value;
  if (typeof value === 'string') {
    const widget = widgets.find((candidate) => candidate === schema['widget']);
    return widget === undefined ? value : rename({ pointer, widget, value });
  }
  if (Array.isArray(value)) {
    const items = ownValue(schema, 'items');
    if (items === undefined) return value;
    const list = value as readonly JsonValue[];
    const after = list.map((item, index) => walk(items, item, childPointer(pointer, index), rename));
    return after.every((item, index) => item === list[index]) ? value : after;
  }
  const properties = ownValue(schema, 'properties');
  if (!isJsonObject(value) || !isJsonObject(properties)) return value;
  let after = value;
  for (const [name, property] of Object.entries(properties)) {
    const before = ownValue(value, name);
    if (before === undefined) continue;
    const now = walk(property, before, childPointer(pointer, name), rename);
    if (now !== before) after = { ...after, [name]: now };
  }
  return after;
}
