// The wires that a node could have and those that it has, for a person who chooses from a list instead of drawing by hand. The rules are
// the ones of drawing.

import type { PipelineDocument, PipelineNode, Wire } from '../../shared/pipeline/document.ts';
import { toolPort, toolsPort } from '../../shared/pipeline/ports-of.ts';
import { placeNodes } from '../../shared/pipeline/view/placement.ts';
import { shownPorts, type ShownPort } from '../../shared/pipeline/view/shown-ports.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { canConvert } from './converting.ts';
import { nodeOf } from './steps.ts';
import { refusalOf, wouldCircle } from './wire-rules.ts';

export interface WireChoice {
  /** `convert`: with a node between that converts. */
  readonly does: 'connect' | 'convert' | 'disconnect';
  readonly wire: Wire;
  /** The end of the wire that is the node's own. */
  readonly own: 'from' | 'to';
  /** The ports at both ends; null at the ends of a tool wire. */
  readonly ports: { readonly from: ShownPort | null; readonly to: ShownPort | null };
}

/** What can be done with the wires of a node: those that it could have, to the nearest nodes first, and those that it has. */
export function wireChoices(document: PipelineDocument, catalog: Catalog, id: string): readonly WireChoice[] {
  const node = nodeOf(document, id);
  const portsOf = shownPorts(document, catalog);
  const nodes = new Map(document.nodes.map((each) => [each.id, each]));
  const end = (wire: Wire, side: 'from' | 'to'): ShownPort | null => {
    if (wire.kind === 'tool') return null;
    const other = nodes.get(wire[side].node);
    const ports = other === undefined ? [] : portsOf(other)[side === 'from' ? 'out' : 'in'];
    return ports.find(({ name }) => name === wire[side].port) ?? null;
  };
  const choice = (does: WireChoice['does'], wire: Wire): WireChoice => ({
    does,
    wire,
    own: wire.from.node === id ? 'from' : 'to',
    ports: { from: end(wire, 'from'), to: end(wire, 'to') },
  });
  const possible = nearest(document, id)
    .flatMap((other) => [...wiresBetween(other, node), ...wiresBetween(node, other)])
    .flatMap((wire): WireChoice[] => {
      const refusal = refusalOf(document, catalog, wire);
      if (refusal === null) return [choice('connect', wire)];
      const made = choice('convert', wire);
      const { from, to } = made.ports;
      if (refusal.code !== 'wire.type' || from === null || to === null || wouldCircle(document, wire)) return [];
      return canConvert(catalog, from, to) ? [made] : [];
    });
  const own = document.wires.filter(({ from, to }) => from.node === id || to.node === id);
  return [...possible, ...own.map((wire) => choice('disconnect', wire))];

  function wiresBetween(from: PipelineNode, to: PipelineNode): readonly Wire[] {
    const [source, target] = [catalog.get(from.kind)?.card, catalog.get(to.kind)?.card];
    const tool = source?.pluggable === true && target?.performer === 'agent';
    return [
      ...(tool
        ? [{ kind: 'tool', from: { node: from.id, port: toolPort }, to: { node: to.id, port: toolsPort } } as const]
        : []),
      ...portsOf(from).out.flatMap((out) =>
        portsOf(to).in.map(
          (into): Wire => ({
            kind: 'data',
            from: { node: from.id, port: out.name },
            to: { node: to.id, port: into.name },
          }),
        ),
      ),
    ];
  }
}

function nearest(document: PipelineDocument, id: string): readonly PipelineNode[] {
  const places = placeNodes(document);
  const here = places.get(id) ?? { x: 0, y: 0 };
  const distance = (other: PipelineNode) => {
    const { x, y } = places.get(other.id) ?? here;
    return Math.hypot(x - here.x, y - here.y);
  };
  return document.nodes
    .filter((other) => other.id !== id)
    .map((other) => ({ other, far: distance(other) }))
    .toSorted((left, right) => left.far - right.far)
    .map(({ other }) => other);
}
