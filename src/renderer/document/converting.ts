// The way out for a wire that is refused because its types do not fit: a node between, of a kind that converts the one into the other.

import type { PipelineDocument, PipelineNode, Wire } from '../../shared/pipeline/document.ts';
import { addNode, addWire, moveNode } from '../../shared/pipeline/edits.ts';
import { nodePorts } from '../../shared/pipeline/ports-of.ts';
import { placeNodes, type Point } from '../../shared/pipeline/view/placement.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { PortSpec } from '../../shared/tool/ports.ts';
import { freeId } from './node-ids.ts';
import { chained, idsOf, nodeOf, rounded, type Added } from './steps.ts';
import { refusalOf } from './wire-rules.ts';

/** A node that converts, with the wires to and from it, in place of a wire whose types do not fit; null where no kind can, or another rule forbids it. */
export function convertingWire(document: PipelineDocument, catalog: Catalog, wire: Wire): Added | null {
  if (wire.kind !== 'data' || refusalOf(document, catalog, wire)?.code !== 'wire.type') return null;
  const from = portOf(document, catalog, wire, 'out');
  const to = portOf(document, catalog, wire, 'in');
  if (from === undefined || to === undefined) return null;
  for (const { card, converts } of catalog.values()) {
    const converting = converts?.(from, to) ?? null;
    if (converting === null) continue;
    const id = freeId(card.kind, idsOf(document));
    const node: PipelineNode = { id, kind: card.kind, version: card.version, params: converting.params };
    const wires: readonly Wire[] = [
      { kind: 'data', from: wire.from, to: { node: id, port: converting.in } },
      { kind: 'data', from: { node: id, port: converting.out }, to: wire.to },
    ];
    const placed = moveNode(document, id, rounded(between(document, wire)));
    let fits = true;
    const changes = chained(document, [
      (current) => [addNode(current, node), placed],
      ...wires.map((each) => (current: PipelineDocument) => {
        fits &&= refusalOf(current, catalog, each) === null;
        return [addWire(current, each)];
      }),
    ]);
    if (fits) return { edit: { label: 'edit.convert', changes }, ids: [id] };
  }
  return null;
}

/** Whether there is a kind that converts what the one port gives into what the other takes. */
export function canConvert(catalog: Catalog, from: PortSpec, to: PortSpec): boolean {
  return [...catalog.values()].some(({ converts }) => (converts?.(from, to) ?? null) !== null);
}

function portOf(document: PipelineDocument, catalog: Catalog, { from, to }: Wire, side: 'in' | 'out') {
  const end = side === 'out' ? from : to;
  return nodePorts(nodeOf(document, end.node), document, catalog)?.[side].find(({ name }) => name === end.port);
}

function between(document: PipelineDocument, { from, to }: Wire): Point {
  const places = placeNodes(document);
  const start = places.get(from.node) ?? { x: 0, y: 0 };
  const end = places.get(to.node) ?? start;
  return { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
}
