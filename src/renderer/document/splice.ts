// Putting nodes into wires, and taking them out so that what they joined stays joined.

import { editBetween } from '../../shared/pipeline/compare.ts';
import type { PipelineDocument, Wire } from '../../shared/pipeline/document.ts';
import { addWire, applyEdit, wireKey, type PipelineEdit } from '../../shared/pipeline/edits.ts';
import { grouped } from '../../shared/pipeline/lists.ts';
import { nodePorts, pluggedNodes } from '../../shared/pipeline/ports-of.ts';
import type { Catalog, KindCard } from '../../shared/tool/kind.ts';
import { conversionBetween, type Ports, type PortSpec } from '../../shared/tool/ports.ts';
import { withoutThem } from './groups.ts';
import { chained, exchangeWire, type Added } from './steps.ts';

/** The ports by which a node, or a new one of a kind, goes into a data wire; null where none fit, and for a node that has wires already. */
export function spliceable(
  document: PipelineDocument,
  catalog: Catalog,
  candidate: KindCard | string,
  wire: Wire,
): { readonly in: string; readonly out: string } | null {
  if (wire.kind !== 'data') return null;
  const from = portOf(document, catalog, wire.from, 'out');
  const to = portOf(document, catalog, wire.to, 'in');
  const ports = typeof candidate === 'string' ? freePorts(document, catalog, candidate) : candidate.ports;
  if (from === undefined || to === undefined || ports === null) return null;
  const input = ports.in.find((port) => conversionBetween(from, port) !== null);
  const output = ports.out.find((port) => conversionBetween(port, to) !== null);
  return input === undefined || output === undefined ? null : { in: input.name, out: output.name };
}

/**
 * A node put into a data wire by its first fitting input and output; null where it does not fit, and for tool wires. `node` is the id of
 * one that is there, or an edit that adds or moves one: then both are one step. In the port that the wire reached, its place among the
 * others is kept.
 */
export function splice(document: PipelineDocument, catalog: Catalog, node: string | Added, wire: Wire): Added | null {
  const added = typeof node === 'string' ? null : node;
  const id = typeof node === 'string' ? node : node.ids[0];
  const current = added === null ? document : applyEdit(document, added.edit);
  const fits = id === undefined ? null : spliceable(current, catalog, id, wire);
  if (id === undefined || fits === null) return null;
  const changes = chained(current, [
    (next) => [addWire(next, { kind: 'data', from: wire.from, to: { node: id, port: fits.in } })],
    (next) => exchangeWire(next, wire, { kind: 'data', from: { node: id, port: fits.out }, to: wire.to }),
  ]);
  return { edit: { label: 'edit.splice', changes: [...(added?.edit.changes ?? []), ...changes] }, ids: [id] };
}

/**
 * Nodes taken away, and what they read wired to what read them: where the types convert, and where the input would be left without a wire.
 */
export function removeAndReconnect(document: PipelineDocument, catalog: Catalog, ids: Iterable<string>): PipelineEdit {
  const wanted = new Set(ids);
  const gone = new Set(document.nodes.map(({ id }) => id).filter((id) => wanted.has(id)));
  const left = withoutThem(document, gone);
  const after = { ...left, wires: [...left.wires, ...wiresAround(document, catalog, gone)] };
  return editBetween(document, after, 'edit.reconnect');
}

function wiresAround(document: PipelineDocument, catalog: Catalog, gone: ReadonlySet<string>): readonly Wire[] {
  const data = document.wires.filter((wire) => wire.kind === 'data');
  const into = grouped(data, ({ to }) => to.node);
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const portsOf = (id: string): Ports => {
    const node = nodes.get(id);
    return (node === undefined ? null : nodePorts(node, document, catalog)) ?? { in: [], out: [] };
  };
  // What a node that goes reads, by the order of its ports; through others that go as well.
  const sourcesOf = (start: string): readonly Wire['from'][] => {
    const found: Wire['from'][] = [];
    const seen = new Set([start]);
    const waiting = [start];
    for (let at = 0; at < waiting.length; at += 1) {
      const id = waiting[at] ?? '';
      const order = new Map(portsOf(id).in.map(({ name }, index) => [name, index]));
      const place = ({ to }: Wire) => order.get(to.port) ?? order.size;
      for (const { from } of (into.get(id) ?? []).toSorted((left, right) => place(left) - place(right))) {
        if (!gone.has(from.node)) found.push(from);
        else if (!seen.has(from.node)) {
          seen.add(from.node);
          waiting.push(from.node);
        }
      }
    }
    return found;
  };
  const left = new Set(data.filter(({ from }) => !gone.has(from.node)).map(({ to }) => `${to.node}.${to.port}`));
  const joined: Wire[] = [];
  for (const { from, to } of data) {
    const key = `${to.node}.${to.port}`;
    if (!gone.has(from.node) || gone.has(to.node) || left.has(key)) continue;
    const port = portsOf(to.node).in.find(({ name }) => name === to.port);
    const source = sourcesOf(from.node).find((each) => {
      const out = portsOf(each.node).out.find(({ name }) => name === each.port);
      return each.node !== to.node && out !== undefined && port !== undefined && conversionBetween(out, port) !== null;
    });
    if (source === undefined) continue;
    left.add(key);
    joined.push({ kind: 'data', from: source, to });
  }
  return [...new Map(joined.map((wire) => [wireKey(wire), wire])).values()];
}

// A node that has wires is where it belongs; and a new wire to one that has none can make no circle.
function freePorts(document: PipelineDocument, catalog: Catalog, id: string): Ports | null {
  const node = document.nodes.find((each) => each.id === id);
  const wired = document.wires.some(({ from, to }) => from.node === id || to.node === id);
  if (node === undefined || wired || pluggedNodes(document).has(id)) return null;
  return nodePorts(node, document, catalog);
}

function portOf(
  document: PipelineDocument,
  catalog: Catalog,
  end: Wire['from'],
  side: 'in' | 'out',
): PortSpec | undefined {
  const node = document.nodes.find(({ id }) => id === end.node);
  return node === undefined
    ? undefined
    : nodePorts(node, document, catalog)?.[side].find(({ name }) => name === end.port);
}
