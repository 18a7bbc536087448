// Handles of files and folders, as edits. A handle is bound where the outermost document declares it, and a node may name only what its own
// level declares; so what is declared within a subpipeline is declared outside under the same name, in the same step.

import type { JsonValue } from '../../shared/json/value.ts';
import type { Handle, PipelineDocument } from '../../shared/pipeline/document.ts';
import { editWithin, setEntry, type Change, type PipelineEdit, type Within } from '../../shared/pipeline/edits.ts';
import { namedIn } from '../../shared/pipeline/references.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { freeId } from '../document/node-ids.ts';
import { setParam } from '../document/gestures.ts';

export interface Place {
  readonly outermost: PipelineDocument;
  readonly level: PipelineDocument;
  readonly within: Within;
}

/** A handle that a value names and that may have to be declared. */
export interface NamedHandle {
  readonly name: string;
  readonly handle: Handle;
}

/** A new handle under a name that is free on the level and outside. */
export function newHandle({ outermost, level }: Place, handle: Handle): NamedHandle {
  const taken = new Set([...Object.keys(level.handles ?? {}), ...Object.keys(outermost.handles ?? {})]);
  return { name: freeId(handle.title, taken), handle };
}

/**
 * A param set on nodes of a level, as one edit of the outermost document; `undefined` takes it away. A handle that the value names is
 * declared where it is not.
 */
export function setParamOf(
  { outermost, level, within }: Place,
  nodes: readonly string[],
  param: string,
  value: JsonValue | undefined,
  named: NamedHandle | null,
): PipelineEdit {
  const outside: Change[] = [];
  const own: Change[] = [];
  if (named !== null) {
    const { name, handle } = named;
    const declared = (document: PipelineDocument): readonly Change[] =>
      Object.hasOwn(document.handles ?? {}, name)
        ? []
        : [setEntry(document, 'handles', name, handle as unknown as JsonValue)];
    if (within.length > 0) outside.push(...declared(outermost));
    own.push(...declared(level));
  }
  own.push(...nodes.flatMap((id) => setParam(level, id, param, value).changes));
  const label = outside.length + own.length > nodes.length ? 'edit.handle' : 'edit.param';
  return { label, changes: [...outside, ...editWithin(within, { label, changes: own }).changes] };
}

/** A property of a handle set on a level, and outside where it is the same handle. */
export function changeHandle(
  { outermost, level, within }: Place,
  name: string,
  change: Partial<Pick<Handle, 'title' | 'description'>>,
): PipelineEdit {
  const changed = (document: PipelineDocument): Change[] => {
    const before = document.handles?.[name];
    if (before === undefined) return [];
    const { description, ...after } = { ...before, ...change };
    const next = description === undefined || description === '' ? after : { ...after, description };
    return [setEntry(document, 'handles', name, next as unknown as JsonValue)];
  };
  const own = editWithin(within, { label: '', changes: changed(level) }).changes;
  return { label: 'edit.handle', changes: within.length === 0 ? own : [...changed(outermost), ...own] };
}

/** The edit that takes a handle off a level. */
export function removeHandle(level: PipelineDocument, name: string): PipelineEdit {
  const isThere = level.handles?.[name] !== undefined;
  return { label: 'edit.handle', changes: isThere ? [setEntry(level, 'handles', name, null)] : [] };
}

/** Whether a node of a document or a declaration further in names a handle. */
export function isHandleUsed(document: PipelineDocument, catalog: Catalog, name: string): boolean {
  return (
    namedIn(document.nodes, catalog).handles.has(name) ||
    Object.values(document.pipelines ?? {}).some((inner) => Object.hasOwn(inner.handles ?? {}, name))
  );
}
