// Whether a wire may be drawn, with the reason when it may not. What is wrong with a wire as such is shared/pipeline/wire-check.ts's; here is
// what it may not do together with the wires that are there. Asked at every move of the pointer, so the wires are sorted once for a document.

import type { SaidValues } from '../../shared/errors.ts';
import type { PipelineDocument, Wire } from '../../shared/pipeline/document.ts';
import { grouped } from '../../shared/pipeline/lists.ts';
import { nodePorts } from '../../shared/pipeline/ports-of.ts';
import { wireProblem } from '../../shared/pipeline/wire-check.ts';
import type { Catalog } from '../../shared/tool/kind.ts';

export interface Refusal {
  /** `wire.*` as in check, or `wire.duplicate`, `wire.cycle`, `wire.self`, `wire.wired`. */
  readonly code: string;
  readonly message: string;
  /** What the message says. */
  readonly values: SaidValues;
}

/** Why a wire cannot be added to a document, or null when it can. */
export function refusalOf(document: PipelineDocument, catalog: Catalog, wire: Wire): Refusal | null {
  const { from, to } = wire;
  if (from.node === to.node) return { code: 'wire.self', message: 'A node cannot be wired to itself.', values: {} };
  const links = linksOf(document.wires);
  if (links.out.get(from.node)?.some((other) => isSame(other, wire)) === true)
    return { code: 'wire.duplicate', message: 'This wire is there already.', values: {} };
  if (wire.kind === 'tool' && hasData(links, from.node)) {
    const message = `"${from.node}" has data wires; an agent's tool cannot have any.`;
    return { code: 'wire.wired', message, values: { node: from.node } };
  }
  const node = (id: string) => document.nodes.find((candidate) => candidate.id === id);
  const problem = wireProblem(
    {
      catalog,
      node,
      portsOf: (id) => {
        const found = node(id);
        return found === undefined ? null : nodePorts(found, document, catalog);
      },
      isPlugged: (id) => links.out.get(id)?.some(({ kind }) => kind === 'tool') === true,
    },
    wire,
  );
  if (problem !== null) return { code: problem.code, message: problem.message, values: problem.values };
  if (wouldCircle(document, wire))
    return { code: 'wire.cycle', message: 'The wires would run in a circle.', values: {} };
  return null;
}

/** Whether a wire would close a circle of data wires. */
export function wouldCircle({ wires }: PipelineDocument, { kind, from, to }: Wire): boolean {
  return kind === 'data' && reaches(linksOf(wires), to.node, from.node);
}

/** The wires of a document by the node that they leave, and by the one that they reach. */
interface Links {
  readonly out: ReadonlyMap<string, readonly Wire[]>;
  readonly into: ReadonlyMap<string, readonly Wire[]>;
}

const known = new WeakMap<readonly Wire[], Links>();

function linksOf(wires: readonly Wire[]): Links {
  const found = known.get(wires);
  if (found !== undefined) return found;
  const links = { out: grouped(wires, ({ from }) => from.node), into: grouped(wires, ({ to }) => to.node) };
  known.set(wires, links);
  return links;
}

function isSame(left: Wire, right: Wire): boolean {
  return (
    left.kind === right.kind &&
    left.from.node === right.from.node &&
    left.from.port === right.from.port &&
    left.to.node === right.to.node &&
    left.to.port === right.to.port
  );
}

function hasData({ out, into }: Links, id: string): boolean {
  return [out, into].some((links) => links.get(id)?.some(({ kind }) => kind === 'data') === true);
}

/** Whether data wires lead from one node to another. */
function reaches({ out }: Links, from: string, to: string): boolean {
  const seen = new Set([from]);
  const waiting = [from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === to) return true;
    for (const wire of out.get(id) ?? []) {
      if (wire.kind !== 'data' || seen.has(wire.to.node)) continue;
      seen.add(wire.to.node);
      waiting.push(wire.to.node);
    }
  }
  return false;
}
