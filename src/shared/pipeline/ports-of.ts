// The ports of a pipeline as seen from outside, and of one node in its document. Used by checks, compiler and canvas alike.

import type { JsonObject } from '../json/value.ts';
import type { Catalog, KindEntry } from '../tool/kind.ts';
import type { Ports, PortSpec } from '../tool/ports.ts';
import { withDefaults } from '../tool/schema.ts';
import type { PipelineDocument, PipelineNode } from './document.ts';

/** The port on a pluggable node that tool wires leave from, and the one on an agent that they reach. */
export const toolPort = 'tool';
export const toolsPort = 'tools';

/** The inputs and outputs of a pipeline as the ports of a node that runs it. Nodes of unknown kinds contribute none. */
export function pipelinePorts(document: PipelineDocument, catalog: Catalog): Ports {
  const incoming: PortSpec[] = [];
  const outgoing: PortSpec[] = [];
  for (const node of document.nodes) {
    const performer = catalog.get(node.kind)?.card.performer;
    if (performer !== 'input' && performer !== 'output') continue;
    const ports = nodePorts(node, document, catalog);
    const own = performer === 'input' ? ports?.out[0] : ports?.in[0];
    const name = node.params['name'];
    if (own === undefined || typeof name !== 'string') continue;
    const description = node.params['description'];
    const spec = { ...own, name, ...(typeof description === 'string' ? { description } : {}) };
    if (performer === 'input') incoming.push({ ...spec, required: isRequired(node.params) });
    else outgoing.push({ ...spec, required: undefined });
  }
  return { in: incoming, out: outgoing };
}

/** Whether the pipeline's input that these params describe must be given: required, and without a preset. */
export function isRequired(params: JsonObject): boolean {
  return params['required'] !== false && params['preset'] === undefined;
}

// The ports of a node follow from it, its kind and the pipelines around it, so they are found once for the three.
const known = new WeakMap<
  PipelineNode,
  { readonly entry: KindEntry; readonly pipelines: PipelineDocument['pipelines']; readonly ports: Ports }
>();

/** The data ports of a node, or null where its kind is unknown. The same object for the same node, kind and inner pipelines. */
export function nodePorts(node: PipelineNode, document: PipelineDocument, catalog: Catalog): Ports | null {
  const entry = catalog.get(node.kind);
  if (entry === undefined) return null;
  const { pipelines } = document;
  const found = known.get(node);
  if (found?.entry === entry && found.pipelines === pipelines) return found.ports;
  const ports = portsBy(entry, node, document, catalog);
  known.set(node, { entry, pipelines, ports });
  return ports;
}

function portsBy(entry: KindEntry, node: PipelineNode, document: PipelineDocument, catalog: Catalog): Ports {
  return entry.portsOf(withDefaults(entry.card.params, node.params), (name) => {
    const inner = Object.hasOwn(document.pipelines ?? {}, name) ? document.pipelines?.[name] : undefined;
    return inner === undefined ? null : pipelinePorts(inner, catalog);
  });
}

/** Ids of the nodes that hang from an agent by a tool wire: functions for the model, not steps of the pipeline. */
export function pluggedNodes(document: PipelineDocument): ReadonlySet<string> {
  return new Set(document.wires.filter((wire) => wire.kind === 'tool').map((wire) => wire.from.node));
}
