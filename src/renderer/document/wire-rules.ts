// Whether a wire may be drawn, with the reason when it may not. The rules themselves are shared/pipeline/check.ts's; here they are asked
// about one wire at a time, on the two nodes that it joins.

import { check } from '../../shared/pipeline/check.ts';
import type { PipelineDocument, Wire } from '../../shared/pipeline/document.ts';
import { wireKey } from '../../shared/pipeline/edits.ts';
import type { Catalog } from '../../shared/tool/kind.ts';

export interface Refusal {
  /** `wire.*` as in check, or `wire.duplicate`, `wire.cycle`, `wire.self`, `wire.wired`. */
  readonly code: string;
  readonly message: string;
}

/** Why a wire cannot be added to a document, or null when it can. */
export function refusalOf(document: PipelineDocument, catalog: Catalog, wire: Wire): Refusal | null {
  if (wire.from.node === wire.to.node) return { code: 'wire.self', message: 'A node cannot be wired to itself.' };
  const key = wireKey(wire);
  if (document.wires.some((other) => wireKey(other) === key)) {
    return { code: 'wire.duplicate', message: 'This wire is there already.' };
  }
  const ends = new Set([wire.from.node, wire.to.node]);
  const toolWires = document.wires.filter((other) => other.kind === 'tool' && ends.has(other.from.node));
  if (wire.kind === 'tool') {
    const dataWire = document.wires.find(
      (other) => other.kind === 'data' && (other.from.node === wire.from.node || other.to.node === wire.from.node),
    );
    if (dataWire !== undefined) {
      return { code: 'wire.wired', message: `"${wire.from.node}" has data wires; an agent's tool cannot have any.` };
    }
  }
  const nodes = document.nodes.filter(
    (node) => ends.has(node.id) || toolWires.some((other) => other.to.node === node.id),
  );
  const small = { ...document, nodes, wires: [...toolWires, wire] };
  const problem = check(small, catalog).find(({ code }) => code.startsWith('wire.'));
  if (problem !== undefined) return { code: problem.code, message: problem.message };
  if (wire.kind === 'data' && reaches(document, wire.to.node, wire.from.node)) {
    return { code: 'wire.cycle', message: 'The wires would run in a circle.' };
  }
  return null;
}

/** Whether data wires lead from one node to another. */
function reaches(document: PipelineDocument, from: string, to: string): boolean {
  const next = new Map<string, string[]>();
  for (const wire of document.wires) {
    if (wire.kind === 'data') next.set(wire.from.node, [...(next.get(wire.from.node) ?? []), wire.to.node]);
  }
  const seen = new Set([from]);
  const waiting = [from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === to) return true;
    for (const target of next.get(id) ?? []) {
      if (!seen.has(target)) {
        seen.add(target);
        waiting.push(target);
      }
    }
  }
  return false;
}
