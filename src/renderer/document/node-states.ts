// Muting, bypassing and collapsing: states that several nodes get or lose in one step.

import { bypassOf } from '../../shared/pipeline/check.ts';
import type { PipelineDocument, PipelineNode } from '../../shared/pipeline/document.ts';
import type { Change, PipelineEdit } from '../../shared/pipeline/edits.ts';
import { pluggedNodes } from '../../shared/pipeline/ports-of.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { viewChange } from './groups.ts';

/** Nodes muted, or no longer. */
export function setMuted(document: PipelineDocument, ids: Iterable<string>, on: boolean): PipelineEdit {
  return { label: on ? 'edit.mute' : 'edit.unmute', changes: switched(document, ids, 'mute', on) };
}

/** Those of the nodes that can be bypassed, bypassed; or all of them no longer. An agent's tool cannot. */
export function setBypassed(
  document: PipelineDocument,
  catalog: Catalog,
  ids: Iterable<string>,
  on: boolean,
): PipelineEdit {
  const plugged = pluggedNodes(document);
  const can = (node: PipelineNode) => !on || (!plugged.has(node.id) && bypassOf(document, node, catalog) !== null);
  return { label: on ? 'edit.bypass' : 'edit.unbypass', changes: switched(document, ids, 'bypass', on, can) };
}

/** Nodes collapsed to their headers, or opened again. */
export function setCollapsed(document: PipelineDocument, ids: Iterable<string>, on: boolean): PipelineEdit {
  const wanted = new Set(ids);
  const before = document.view?.collapsed ?? [];
  const known = new Set(before);
  const added = document.nodes.map(({ id }) => id).filter((id) => wanted.has(id) && !known.has(id));
  const collapsed = on ? [...before, ...added] : before.filter((id) => !wanted.has(id));
  return { label: on ? 'edit.collapse' : 'edit.expand', changes: viewChange(document, 'collapsed', collapsed) };
}

function switched(
  document: PipelineDocument,
  ids: Iterable<string>,
  state: 'mute' | 'bypass',
  on: boolean,
  can: (node: PipelineNode) => boolean = () => true,
): PipelineEdit['changes'] {
  const wanted = new Set(ids);
  return document.nodes.flatMap((value, index): Change[] => {
    if (!wanted.has(value.id) || (value[state] === true) === on || !can(value)) return [];
    const { [state]: _, ...rest } = value;
    const after = { index, value: on ? { ...rest, [state]: true as const } : rest };
    return [{ of: 'node', key: value.id, before: { index, value }, after }];
  });
}
