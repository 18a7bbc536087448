// The ports of nodes as they are shown: a node's own, and after them those that only its wires name, because its kind is unknown here or has
// them no longer. So every wire has two ends, and can be seen, moved and deleted.

import type { Catalog } from '../../tool/kind.ts';
import type { Ports, PortSpec } from '../../tool/ports.ts';
import type { PipelineDocument, PipelineNode } from '../document.ts';
import { nodePorts } from '../ports-of.ts';

export interface ShownPort extends PortSpec {
  /** Only a wire names it: the node's kind is known and does not have it. */
  readonly missing?: true | undefined;
}

export interface ShownPorts {
  readonly in: readonly ShownPort[];
  readonly out: readonly ShownPort[];
}

/** Gives the shown ports of a document's nodes: the object of `nodePorts` itself where no wire names another port. */
export function shownPorts(document: PipelineDocument, catalog: Catalog): (node: PipelineNode) => ShownPorts {
  const own = new Map(document.nodes.map((node) => [node.id, nodePorts(node, document, catalog)]));
  const named = new Map<string, { readonly in: Set<string>; readonly out: Set<string> }>();
  const name = (id: string, side: 'in' | 'out', port: string) => {
    const ports = own.get(id);
    if (ports === undefined || ports?.[side].some((known) => known.name === port) === true) return;
    const more = named.get(id) ?? { in: new Set(), out: new Set() };
    more[side].add(port);
    named.set(id, more);
  };
  for (const { kind, from, to } of document.wires) {
    if (kind !== 'data') continue;
    name(from.node, 'out', from.port);
    name(to.node, 'in', to.port);
  }
  return ({ id }) => {
    const ports = own.get(id) ?? null;
    const more = named.get(id);
    if (more === undefined) return ports ?? none;
    const missing = ports === null ? {} : { missing: true as const };
    const withMore = (side: 'in' | 'out'): readonly ShownPort[] => [
      ...(ports?.[side] ?? []),
      ...[...more[side]].map((port): ShownPort => ({ name: port, type: 'json', ...missing })),
    ];
    return { in: withMore('in'), out: withMore('out') };
  };
}

const none: Ports = { in: [], out: [] };
