// What the canvas's connections mean as wires of the document: finished, refused, or let go over nothing.

import type { Connection, FinalConnectionState } from '@xyflow/react';
import type { Wire } from '../../shared/pipeline/document.ts';
import { toolPort, toolsPort } from '../../shared/pipeline/ports-of.ts';
import type { LooseEnd } from '../document/fitting-kinds.ts';
import type { SheetElement } from './elements.ts';

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

/** A port as the canvas names it. */
export interface NamedPort {
  readonly nodeId: string | null;
  readonly id?: string | null;
  readonly type: 'source' | 'target' | null;
}

/** The end of a wire that is drawn from a port; null where there is no such port. */
export function looseEnd(
  { nodeId: node, id = null, type }: NamedPort,
  elements: readonly SheetElement[],
): LooseEnd | null {
  if (node === null) return null;
  if (id === toolPort && type === 'source') return { node, side: toolPort };
  if (id === toolsPort && type === 'target') return { node, side: toolsPort };
  const side = type === 'source' ? 'out' : 'in';
  const element = elements.find((candidate) => candidate.id === node);
  const ports = element?.type === 'node' ? element.data.shape.ports : null;
  const port = ports?.[side].find(({ name }) => name === id);
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
