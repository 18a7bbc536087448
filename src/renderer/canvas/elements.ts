// The document as the canvas library wants it: one element for each node and wire, with sizes that are known before anything is drawn.
// No run state in here: a tick of a run redraws nothing but what it touches.

import type { Edge as WireBase, Node as NodeBase } from '@xyflow/react';
import type { PipelineDocument, PipelineNode, Wire } from '../../shared/pipeline/document.ts';
import { wireKey } from '../../shared/pipeline/edits.ts';
import { nodePorts, pluggedNodes } from '../../shared/pipeline/ports-of.ts';
import { placeNodes, type Box } from '../../shared/pipeline/view/placement.ts';
import { portRow } from '../../shared/pipeline/view/sizes.ts';
import { summaryOf } from '../../shared/pipeline/view/summary.ts';
import type { Catalog, KindCard } from '../../shared/tool/kind.ts';
import type { Ports, PortSpec } from '../../shared/tool/ports.ts';

/** `plugged`: it hangs from an agent and shows no data ports. */
export type NodeElement = NodeBase<
  { readonly node: PipelineNode; readonly card: KindCard | null; readonly ports: Ports; readonly plugged: boolean },
  'node'
>;
export type WireElement = WireBase<{ readonly wire: Wire; readonly port: PortSpec | null }, 'data' | 'tool'>;

/** Elements of all nodes; those whose node did not change are the ones of `before`. */
export function nodeElements(
  document: PipelineDocument,
  catalog: Catalog,
  before: readonly NodeElement[],
): NodeElement[] {
  const known = new Map(before.map((element) => [element.id, element]));
  const places = placeNodes(document);
  const plugged = pluggedNodes(document);
  return document.nodes.map((node) => {
    const old = known.get(node.id);
    const position = places.get(node.id) ?? { x: 0, y: 0 };
    const ports = nodePorts(node, document, catalog) ?? portsInUse(document, node.id);
    const hangs = plugged.has(node.id);
    const same = old?.data.node === node && old.data.plugged === hangs && samePorts(old.data.ports, ports);
    if (same && old.position.x === position.x && old.position.y === position.y) return old;
    const card = catalog.get(node.kind)?.card ?? null;
    const data = same ? old.data : { node, card, ports, plugged: hangs };
    return { ...old, id: node.id, type: 'node', position: { ...position }, data, ...sizeOf(data) };
  });
}

/** Elements of all wires. */
export function wireElements(
  document: PipelineDocument,
  catalog: Catalog,
  before: readonly WireElement[],
): WireElement[] {
  const known = new Map(before.map((element) => [element.id, element]));
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  return document.wires.map((wire) => {
    const id = wireKey(wire);
    const from = nodes.get(wire.from.node);
    const port =
      from === undefined
        ? null
        : (nodePorts(from, document, catalog)?.out.find(({ name }) => name === wire.from.port) ?? null);
    const old = known.get(id);
    if (old !== undefined && old.data?.port?.type === port?.type) return old;
    return {
      ...old,
      id,
      type: wire.kind,
      source: wire.from.node,
      sourceHandle: wire.from.port,
      target: wire.to.node,
      targetHandle: wire.to.port,
      data: { wire, port },
    };
  });
}

function sizeOf({ ports, plugged, card, node }: NodeElement['data']): { width: number; height: number } {
  if (plugged) return { width: 200, height: 58 };
  const agent = card?.performer === 'agent';
  const rows = Math.max(ports.in.length, ports.out.length);
  const summary = card === null || summaryOf(card, node) !== '' ? 24 : 4;
  return { width: agent ? 320 : 220, height: 36 + summary + rows * portRow + 8 + (agent ? 58 : 0) };
}

// A node of an unknown kind keeps the ports that its wires name.
function portsInUse(document: PipelineDocument, id: string): Ports {
  const named = (names: readonly string[]) => [...new Set(names)].map((name): PortSpec => ({ name, type: 'json' }));
  const wires = document.wires.filter((wire) => wire.kind === 'data');
  return {
    in: named(wires.filter((wire) => wire.to.node === id).map((wire) => wire.to.port)),
    out: named(wires.filter((wire) => wire.from.node === id).map((wire) => wire.from.port)),
  };
}

function samePorts(left: Ports, right: Ports): boolean {
  const text = (ports: Ports) =>
    [...ports.in, { name: '>', type: '', list: false }, ...ports.out]
      .map((port) => `${port.name}:${port.type}:${port.list}`)
      .join();
  return left === right || text(left) === text(right);
}

/** Room for a node of any kind that has no place yet. */
export const newNodeSize = { width: 320, height: 180 };

/** The places that nodes take up. */
export function boxesOf(nodes: readonly NodeElement[]): readonly Box[] {
  return nodes.map(({ position, width, height }) => ({
    ...position,
    width: width ?? newNodeSize.width,
    height: height ?? newNodeSize.height,
  }));
}
