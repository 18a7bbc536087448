// Where the node of an activation is in a document: its level and its id, so that whoever reads of it in a run can go there.

import { pluggedNodes } from '../../shared/pipeline/ports-of.ts';
import type { PipelineDocument, PipelineNode } from '../../shared/pipeline/document.ts';
import { levelOf } from '../../shared/pipeline/edits.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import { nodeOfActivation, nodePathOf } from '../../shared/run/panel/activation-path.ts';
import type { LogEntry } from '../../shared/run/panel/log.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { Level } from '../document/sheet.ts';

export interface NodePlace {
  readonly node: string;
  readonly levels: readonly Level[];
}

/** The place of an activation's node; null where the document has no such node, or no longer. */
export function placeOfActivation(document: PipelineDocument, catalog: Catalog, activation: string): NodePlace | null {
  const path = nodePathOf(activation).split('/');
  const node = path.pop() ?? '';
  const levels: Level[] = [];
  let level = document;
  for (const [index, id] of path.entries()) {
    const next = path[index + 1] ?? node;
    const inner = scopesOf(level, catalog, id).find(({ document: within }) => hasNode(within, next));
    if (inner === undefined) return null;
    levels.push({ node: inner.node, pipeline: inner.pipeline });
    level = inner.document;
  }
  return hasNode(level, node) ? { node, levels } : null;
}

/** Where what an entry of the log tells of is: the tool that was called, where the plan names it, else the node. */
export function placeOfEntry(
  document: PipelineDocument,
  catalog: Catalog,
  plan: Plan | null,
  { activation, facts }: Pick<LogEntry, 'activation' | 'facts'>,
): NodePlace | null {
  const place = activation === null ? null : placeOfActivation(document, catalog, activation);
  const called = facts.find((fact) => fact.of === 'call');
  if (place === null || activation === null || called === undefined || plan === null) return place;
  const tool = nodeOfActivation(plan, activation)?.tools?.find(({ name }) => name === called.name);
  const level = levelOf(
    document,
    place.levels.map(({ pipeline }) => pipeline),
  );
  return tool !== undefined && level !== null && hasNode(level, tool.node) ? { ...place, node: tool.node } : place;
}

// What a node runs: its own pipeline, or those of the pipelines that are plugged into it as tools.
function scopesOf(document: PipelineDocument, catalog: Catalog, id: string) {
  const plugged = pluggedNodes(document);
  const tools = document.wires
    .filter((wire) => wire.kind === 'tool' && wire.to.node === id)
    .map(({ from }) => from.node);
  return document.nodes
    .filter((node) => (node.id === id && !plugged.has(id)) || tools.includes(node.id))
    .flatMap((node) => {
      const pipeline = pipelineOf(node, catalog);
      const inner = pipeline === null ? undefined : document.pipelines?.[pipeline];
      return pipeline === null || inner === undefined ? [] : [{ node: node.id, pipeline, document: inner }];
    });
}

function pipelineOf(node: PipelineNode, catalog: Catalog): string | null {
  const name = node.params['pipeline'];
  return catalog.get(node.kind)?.card.performer === 'scope' && typeof name === 'string' ? name : null;
}

function hasNode(document: PipelineDocument, id: string): boolean {
  return document.nodes.some((node) => node.id === id);
}
