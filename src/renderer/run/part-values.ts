// Which values a run from a node on needs from before it, and where they are: pinned, or computed by the run on screen.

import type { JsonObject } from '../../shared/json/value.ts';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import type { Pins } from '../../shared/pipeline/edits.ts';
import type { RunView } from '../../shared/run/view.ts';

/** The outputs of nodes outside of what follows from `from`, as far as it needs them; `missing` names nodes without. */
export function valuesFor(
  document: PipelineDocument,
  from: string,
  pins: Pins,
  view: Pick<RunView, 'nodes' | 'status'>,
): { readonly values: Readonly<Record<string, JsonObject>>; readonly missing: readonly string[] } {
  const runs = reached(document, from);
  const { [from]: _, ...others } = pins;
  const values: Record<string, JsonObject> = { ...others };
  const missing = new Set<string>();
  for (const wire of document.wires) {
    if (wire.kind !== 'data' || !runs.has(wire.to.node) || runs.has(wire.from.node)) continue;
    // What a run that is done has passed over gave nothing.
    const passed = view.status === 'done' && view.nodes[wire.from.node] === undefined ? {} : undefined;
    const found = values[wire.from.node] ?? view.nodes[wire.from.node]?.outputs ?? passed;
    if (found === undefined) missing.add(wire.from.node);
    else values[wire.from.node] = found;
  }
  return { values, missing: [...missing] };
}

/** A node and everything that data wires lead to from it. */
function reached(document: PipelineDocument, from: string): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const wire of document.wires) {
    if (wire.kind !== 'data') continue;
    const targets = next.get(wire.from.node);
    if (targets === undefined) next.set(wire.from.node, [wire.to.node]);
    else targets.push(wire.to.node);
  }
  const seen = new Set([from]);
  const waiting = [from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const target of next.get(id) ?? []) {
      if (seen.has(target)) continue;
      seen.add(target);
      waiting.push(target);
    }
  }
  return seen;
}
