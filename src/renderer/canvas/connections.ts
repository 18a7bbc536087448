// What the canvas's connections mean as wires of the document: finished, refused, or let go over nothing.

import type { Connection, FinalConnectionState } from '@xyflow/react';
import type { Wire } from '../../shared/pipeline/document.ts';
import { toolPort, toolsPort } from '../../shared/pipeline/ports-of.ts';
import type { LooseEnd } from '../document/fitting-kinds.ts';
import type { NodeElement } from './elements.ts';

/** The wire that a connection of the canvas stands for. */
export function wireOf({ source, sourceHandle, target, targetHandle }: Connection): Wire {
  const kind = sourceHandle === toolPort || targetHandle === toolsPort ? 'tool' : 'data';
  return { kind, from: { node: source, port: sourceHandle ?? '' }, to: { node: target, port: targetHandle ?? '' } };
}

/** The wire that was tried when it was let go over a port that does not take it. */
export function triedWire({ fromHandle, toHandle }: FinalConnectionState): Wire | null {
  if (fromHandle === null || toHandle === null) return null;
  const [from, to] = fromHandle.type === 'source' ? [fromHandle, toHandle] : [toHandle, fromHandle];
  return wireOf({ source: from.nodeId, sourceHandle: from.id ?? null, target: to.nodeId, targetHandle: to.id ?? null });
}

/** The port that a wire was drawn from when it was let go over the empty canvas. */
export function looseEnd({ fromHandle }: FinalConnectionState, nodes: readonly NodeElement[]): LooseEnd | null {
  if (fromHandle === null) return null;
  const { nodeId: node, id, type } = fromHandle;
  if (id === toolPort && type === 'source') return { node, side: toolPort };
  if (id === toolsPort && type === 'target') return { node, side: toolsPort };
  const side = type === 'source' ? 'out' : 'in';
  const port = nodes.find((element) => element.id === node)?.data.ports[side].find(({ name }) => name === id);
  return port === undefined ? null : { node, side, port };
}

/** The wire from a loose end to a port of a new node. */
export function wireFrom(end: LooseEnd, id: string, port: string): Wire {
  switch (end.side) {
    case 'out':
      return { kind: 'data', from: { node: end.node, port: end.port.name }, to: { node: id, port } };
    case 'in':
      return { kind: 'data', from: { node: id, port }, to: { node: end.node, port: end.port.name } };
    case 'tools':
      return { kind: 'tool', from: { node: id, port }, to: { node: end.node, port: toolsPort } };
    case 'tool':
      return { kind: 'tool', from: { node: end.node, port: toolPort }, to: { node: id, port } };
  }
}
