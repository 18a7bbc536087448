// What is wrong with one wire, by what stands at its ends. check.ts asks for every wire of a document, the canvas for one that is being
// drawn, so that both refuse the same with the same words.

import type { SaidValues } from '../errors.ts';
import type { Catalog } from '../tool/kind.ts';
import { conversionBetween, typeName, type Ports, type PortSpec } from '../tool/ports.ts';
import type { PipelineNode, Wire } from './document.ts';
import { toolPort, toolsPort } from './ports-of.ts';

/** What is wrong with a wire; the pointer leads on from the wire. */
export interface WireProblem {
  readonly code: 'wire.node' | 'wire.plugged' | 'wire.port' | 'wire.type' | 'wire.tool';
  readonly pointer: string;
  readonly message: string;
  readonly values: SaidValues;
  readonly node?: string;
}

/** What the rules ask of the level that a wire is on. */
export interface WireLevel {
  readonly catalog: Catalog;
  readonly node: (id: string) => PipelineNode | undefined;
  /** The data ports of a node; null where they are not known. */
  readonly portsOf: (id: string) => Ports | null;
  /** Whether a tool wire leads from a node to an agent. */
  readonly isPlugged: (id: string) => boolean;
}

/** What is wrong with a wire on a level, or null when nothing is. Circles and wires that are there twice are found elsewhere. */
export function wireProblem(level: WireLevel, wire: Wire): WireProblem | null {
  for (const end of ['from', 'to'] as const) {
    const { node } = wire[end];
    if (level.node(node) === undefined) {
      return {
        code: 'wire.node',
        pointer: `/${end}/node`,
        message: `${wireName(wire)} names a node "${node}" that is not in the pipeline.`,
        values: { ...wireValues(wire), node },
      };
    }
  }
  return wire.kind === 'tool' ? toolWireProblem(level, wire) : dataWireProblem(level, wire);
}

/** What a sentence calls a wire. */
export function wireName(wire: Wire): string {
  return `The ${wire.kind} wire from ${wire.from.node}.${wire.from.port} to ${wire.to.node}.${wire.to.port}`;
}

/** The ends of a wire as a sentence names them. */
export function wireValues({ from, to }: Wire): SaidValues {
  return { from: `${from.node}.${from.port}`, to: `${to.node}.${to.port}` };
}

function dataWireProblem(level: WireLevel, wire: Wire): WireProblem | null {
  const plugged = [wire.from.node, wire.to.node].find(level.isPlugged);
  if (plugged !== undefined) {
    return {
      code: 'wire.plugged',
      pointer: '',
      message: `"${plugged}" is a tool of an agent; it cannot have data wires as well.`,
      values: { node: plugged },
      node: plugged,
    };
  }
  const outputs = level.portsOf(wire.from.node)?.out;
  const inputs = level.portsOf(wire.to.node)?.in;
  if (outputs === undefined || inputs === undefined) return null;
  const from = outputs.find((port) => port.name === wire.from.port);
  const to = inputs.find((port) => port.name === wire.to.port);
  if (from === undefined) return missingPort(wire, 'from', outputs.map(nameOf));
  if (to === undefined) return missingPort(wire, 'to', inputs.map(nameOf));
  if (conversionBetween(from, to) !== null) return null;
  const given = `"${from.name}" gives ${typeWords(from)}, "${to.name}" takes ${typeWords(to)}`;
  return {
    code: 'wire.type',
    pointer: '',
    message: `${wireName(wire)} does not fit: ${given}.`,
    values: { ...wireValues(wire), givesType: typeName(from), takesType: typeName(to) },
    node: wire.to.node,
  };
}

function toolWireProblem(level: WireLevel, wire: Wire): WireProblem | null {
  const card = (id: string) => level.catalog.get(level.node(id)?.kind ?? '')?.card;
  const from = card(wire.from.node);
  const to = card(wire.to.node);
  if (from !== undefined && (!from.pluggable || wire.from.port !== toolPort)) {
    const { node } = wire.from;
    return from.pluggable
      ? missingPort(wire, 'from', [toolPort])
      : {
          code: 'wire.tool',
          pointer: '/from',
          message: `"${node}" is of the kind "${from.kind}", which cannot be an agent's tool.`,
          values: { case: 'kind', node, kind: from.kind },
          node,
        };
  }
  if (to !== undefined && (to.performer !== 'agent' || wire.to.port !== toolsPort)) {
    const { node } = wire.to;
    return to.performer === 'agent'
      ? missingPort(wire, 'to', [toolsPort])
      : {
          code: 'wire.tool',
          pointer: '/to',
          message: `"${node}" is not an agent, so it takes no tools.`,
          values: { case: 'agent', node },
          node,
        };
  }
  return null;
}

function missingPort(wire: Wire, end: 'from' | 'to', names: readonly string[]): WireProblem {
  const { node, port } = wire[end];
  const has = names.length === 0 ? 'it has none on that side' : `it has ${names.map((name) => `"${name}"`).join(', ')}`;
  return {
    code: 'wire.port',
    pointer: `/${end}/port`,
    message: `${wireName(wire)} names a port "${port}" that "${node}" does not have; ${has}.`,
    values: {
      ...wireValues(wire),
      node,
      port,
      ...(names.length === 0 ? { case: 'none' } : { ports: names.join(', ') }),
    },
    node,
  };
}

function nameOf({ name }: PortSpec): string {
  return name;
}

function typeWords({ type, list }: PortSpec): string {
  return `${list === true ? 'a list of ' : ''}${type}`;
}
