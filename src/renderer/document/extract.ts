// A selection made into a pipeline of its own, with a node in its place that runs it. What comes in and goes out of the selection becomes the
// inner pipeline's inputs and outputs. The way back is inline.ts.

import type { SaidValues } from '../../shared/errors.ts';
import { editBetween } from '../../shared/pipeline/compare.ts';
import type { PipelineDocument, PipelineNode, Wire } from '../../shared/pipeline/document.ts';
import { wireKey } from '../../shared/pipeline/edits.ts';
import { subpipelineKind } from '../../shared/pipeline/kinds/inner.ts';
import { inputKind, outputKind } from '../../shared/pipeline/kinds/pipeline-ports.ts';
import { grouped } from '../../shared/pipeline/lists.ts';
import { nodePorts } from '../../shared/pipeline/ports-of.ts';
import { placeNodes, type Point } from '../../shared/pipeline/view/placement.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { PortSpec } from '../../shared/tool/ports.ts';
import { viewWithout } from './groups.ts';
import { namedBy } from './names.ts';
import { freeId } from './node-ids.ts';
import { cornerOf, idsOf, middleOf, rounded, type Added, type Refused } from './steps.ts';

const columnWidth = 380;

/**
 * A selection as a subpipeline of this title. Agents take the tools along that are theirs alone; inputs and outputs of the pipeline stay
 * outside. Handles that are used inside are declared inside too. Refused with `extract.empty`, `extract.tools` (tools without their agent),
 * `extract.shared` (a tool that another agent has as well), `extract.circle` (something outside lies between) or `extract.unknown` (the ports
 * of a node with wires are not known).
 */
export function extract(
  document: PipelineDocument,
  catalog: Catalog,
  ids: ReadonlySet<string>,
  title: string,
): Added | Refused {
  const selected = selectionOf(document, catalog, ids);
  if (!(selected instanceof Set)) return selected;
  const border = borderOf(document, catalog, selected);
  if ('refusal' in border) return border;
  const name = freeId(title, new Set(Object.keys(document.pipelines ?? {})));
  const inner = innerDocument(document, catalog, selected, border, title);
  const { kind, version } = subpipelineKind.card;
  const id = freeId(name, new Set([...idsOf(document)].filter((each) => !selected.has(each))));
  const node: PipelineNode = { id, kind, version, title, params: { pipeline: name } };
  const after = outerDocument(document, catalog, selected, border, { node, name, inner });
  return { edit: editBetween(document, after, 'edit.extract'), ids: [id] };
}

/** A port of the new pipeline, and the port that is its source: outside for an input, inside for an output. */
interface Crossing {
  readonly name: string;
  readonly source: Wire['from'];
  readonly port: PortSpec;
  readonly wires: readonly Wire[];
  /** Whether nothing inside can run without it. */
  readonly required: boolean;
}

interface Border {
  readonly inputs: readonly Crossing[];
  readonly outputs: readonly Crossing[];
}

function selectionOf(document: PipelineDocument, catalog: Catalog, ids: ReadonlySet<string>): Set<string> | Refused {
  const performers = new Map(document.nodes.map(({ id, kind }) => [id, catalog.get(kind)?.card.performer]));
  const isPort = (id: string) => performers.get(id) === 'input' || performers.get(id) === 'output';
  const steps = document.nodes.map(({ id }) => id).filter((id) => ids.has(id) && !isPort(id));
  const selected = new Set(steps);
  const agents = grouped(
    document.wires.filter(({ kind }) => kind === 'tool'),
    ({ from }) => from.node,
  );
  for (const [tool, wires] of agents) {
    const inside = wires.filter(({ to }) => selected.has(to.node));
    const first = wires[0]?.to.node ?? '';
    if (inside.length === wires.length) selected.add(tool);
    else if (inside.length > 0)
      return refused('extract.shared', `"${tool}" is a tool of an agent outside as well.`, { node: tool });
    else if (selected.has(tool))
      return refused('extract.tools', `"${tool}" is a tool; select its agent "${first}" too.`, {
        node: tool,
        agent: first,
      });
  }
  return selected.size === 0 ? refused('extract.empty', 'Nothing is selected that can be a pipeline.') : selected;
}

function borderOf(document: PipelineDocument, catalog: Catalog, selected: ReadonlySet<string>): Border | Refused {
  const between = lyingBetween(document, selected);
  if (between !== null)
    return refused('extract.circle', `"${between}" lies between them; select it too.`, { node: between });
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const places = placeNodes(document);
  const data = document.wires.filter(({ kind }) => kind === 'data');
  const crossings = (wires: readonly Wire[]): readonly Crossing[] | string => {
    const taken = new Set<string>();
    const found: Crossing[] = [];
    const bySource = [...grouped(wires, ({ from }) => `${from.node}.${from.port}`).values()];
    const ordered = bySource
      .flatMap((group) => {
        const source = group[0]?.from;
        return source === undefined ? [] : [{ source, group, at: places.get(source.node) ?? { x: 0, y: 0 } }];
      })
      .toSorted((left, right) => left.at.y - right.at.y || left.at.x - right.at.x);
    for (const { source, group } of ordered) {
      const node = nodes.get(source.node);
      const ports = node === undefined ? null : nodePorts(node, document, catalog);
      const port = ports?.out.find((each) => each.name === source.port);
      if (node === undefined || port === undefined) return source.node;
      const name = freePortName(wishFor(node, port, catalog), taken);
      taken.add(name);
      found.push({ name, source, port, wires: group, required: needed(document, catalog, selected, source) });
    }
    return found;
  };
  const inputs = crossings(data.filter(({ from, to }) => !selected.has(from.node) && selected.has(to.node)));
  const outputs = crossings(data.filter(({ from, to }) => selected.has(from.node) && !selected.has(to.node)));
  if (typeof inputs === 'string') return unknownPorts(inputs);
  if (typeof outputs === 'string') return unknownPorts(outputs);
  return { inputs, outputs };
}

function unknownPorts(id: string): Refused {
  return refused('extract.unknown', `The ports of "${id}" are not known here.`, { node: id });
}

/** A node outside that wires lead to from the selection and from which they lead back into it. */
function lyingBetween(document: PipelineDocument, selected: ReadonlySet<string>): string | null {
  const data = document.wires.filter(({ kind }) => kind === 'data');
  const reached = (ahead: ReadonlyMap<string, readonly Wire[]>, end: 'from' | 'to') => {
    const seen = new Set<string>();
    const waiting = [...selected];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      for (const wire of ahead.get(id) ?? []) {
        const other = wire[end].node;
        if (selected.has(other) || seen.has(other)) continue;
        seen.add(other);
        waiting.push(other);
      }
    }
    return seen;
  };
  const after = reached(
    grouped(data, ({ from }) => from.node),
    'to',
  );
  const before = reached(
    grouped(data, ({ to }) => to.node),
    'from',
  );
  return [...after].find((id) => before.has(id)) ?? null;
}

// An input that every node inside needs is required. Any other must not be: where it has no value, what does not need it runs all the same.
function needed(
  document: PipelineDocument,
  catalog: Catalog,
  selected: ReadonlySet<string>,
  source: Wire['from'],
): boolean {
  const steps = document.nodes.filter(
    ({ id }) => selected.has(id) && !document.wires.some((wire) => wire.kind === 'tool' && wire.from.node === id),
  );
  const into = grouped(
    document.wires.filter(({ kind }) => kind === 'data'),
    ({ to }) => to.node,
  );
  const needy = new Set<string>();
  const needs = (node: PipelineNode): boolean =>
    (nodePorts(node, document, catalog)?.in ?? []).some((port) => {
      const wires = (into.get(node.id) ?? []).filter(({ to }) => to.port === port.name);
      return (
        port.required === true &&
        wires.length > 0 &&
        wires.every(({ from }) => (from.node === source.node && from.port === source.port) || needy.has(from.node))
      );
    });
  for (let before = -1; before !== needy.size; ) {
    before = needy.size;
    for (const node of steps) if (!needy.has(node.id) && needs(node)) needy.add(node.id);
  }
  return needy.size === steps.length;
}

function innerDocument(
  document: PipelineDocument,
  catalog: Catalog,
  selected: ReadonlySet<string>,
  { inputs, outputs }: Border,
  title: string,
): PipelineDocument {
  const steps = document.nodes.filter(({ id }) => selected.has(id));
  const taken = new Set(steps.map(({ id }) => id));
  const portNode = (kind: typeof inputKind, { name, port, required }: Crossing, isInput: boolean): PipelineNode => {
    const id = freeId(name, taken);
    taken.add(id);
    const list = port.list === true ? { list: true } : {};
    const params = { name, type: port.type, ...list, ...(isInput && !required ? { required: false } : {}) };
    return { id, kind: kind.card.kind, version: kind.card.version, params };
  };
  const entries = inputs.map((crossing) => ({ crossing, node: portNode(inputKind, crossing, true) }));
  const exits = outputs.map((crossing) => ({ crossing, node: portNode(outputKind, crossing, false) }));
  const entryOf = new Map(
    entries.flatMap(({ crossing, node }) => crossing.wires.map((wire) => [wireKey(wire), node.id] as const)),
  );
  const wires = [
    // In place, so that a port takes its wires in the order in which it did.
    ...document.wires.flatMap((wire): Wire[] => {
      if (!selected.has(wire.to.node)) return [];
      const entry = entryOf.get(wireKey(wire));
      if (entry !== undefined) return [{ ...wire, from: { node: entry, port: 'value' } }];
      return selected.has(wire.from.node) ? [wire] : [];
    }),
    ...exits.map(
      ({ crossing, node }): Wire => ({
        kind: 'data',
        from: crossing.source,
        to: { node: node.id, port: 'value' },
      }),
    ),
  ];
  const places = placeNodes(document);
  const at = (id: string) => places.get(id) ?? { x: 0, y: 0 };
  const corner = cornerOf(steps.map(({ id }) => at(id)));
  const right = steps.reduce((most, { id }) => Math.max(most, at(id).x), corner.x) + columnWidth;
  const own = steps.map(({ id }) => [id, rounded({ x: at(id).x - corner.x + columnWidth, y: at(id).y - corner.y })]);
  const column = (nodes: readonly { readonly node: PipelineNode }[], x: number) =>
    nodes.map(({ node }, index) => [node.id, rounded({ x, y: index * 120 })]);
  const positions = Object.fromEntries([
    ...own,
    ...column(entries, 0),
    ...column(exits, right - corner.x + columnWidth),
  ]) as Readonly<Record<string, Point>>;
  const collapsed = document.view?.collapsed?.filter((id) => selected.has(id)) ?? [];
  const groups = document.view?.groups?.filter(({ nodes }) => nodes.every((id) => selected.has(id))) ?? [];
  return {
    format: document.format,
    meta: { title },
    nodes: [...entries.map(({ node }) => node), ...steps, ...exits.map(({ node }) => node)],
    wires,
    ...namedBy(document, catalog, steps),
    view: {
      positions,
      ...(collapsed.length === 0 ? {} : { collapsed }),
      ...(groups.length === 0 ? {} : { groups }),
    },
  };
}

function outerDocument(
  document: PipelineDocument,
  catalog: Catalog,
  selected: ReadonlySet<string>,
  { inputs, outputs }: Border,
  { node, name, inner }: { readonly node: PipelineNode; readonly name: string; readonly inner: PipelineDocument },
): PipelineDocument {
  const first = document.nodes.findIndex(({ id }) => selected.has(id));
  const nodes = document.nodes.flatMap((each, index) =>
    index === first ? [node] : selected.has(each.id) ? [] : [each],
  );
  const entryOf = new Map(inputs.flatMap((each) => each.wires.map((wire) => [wireKey(wire), each.name] as const)));
  const exitOf = new Map(outputs.flatMap((each) => each.wires.map((wire) => [wireKey(wire), each.name] as const)));
  const wires = document.wires.flatMap((wire): Wire[] => {
    const entry = entryOf.get(wireKey(wire));
    const exit = exitOf.get(wireKey(wire));
    if (entry !== undefined) return [{ ...wire, to: { node: node.id, port: entry } }];
    if (exit !== undefined) return [{ ...wire, from: { node: node.id, port: exit } }];
    return selected.has(wire.from.node) || selected.has(wire.to.node) ? [] : [wire];
  });
  const { pipelines = {}, view = {}, ...rest } = document;
  const kept = namedBy(document, catalog, nodes).pipelines ?? {};
  const moved = inner.pipelines ?? {};
  // An inner pipeline that only the selection runs goes with it.
  const left = Object.entries(pipelines).filter(([each]) => !Object.hasOwn(moved, each) || Object.hasOwn(kept, each));
  const places = placeNodes(document);
  const middle = rounded(middleOf([...selected].flatMap((id) => places.get(id) ?? [])));
  return {
    ...rest,
    nodes,
    wires: [...new Map(wires.map((wire) => [wireKey(wire), wire])).values()],
    pipelines: { ...Object.fromEntries(left), [name]: inner },
    view: viewWithout(view, selected, [node.id, middle]),
  };
}

const plainNames: ReadonlySet<string> = new Set(['value', 'text', 'json']);

// The pipeline's own word for an input; a port's name where it says something; else what the node is called.
function wishFor(node: PipelineNode, port: PortSpec, catalog: Catalog): string {
  const own = node.params['name'];
  if (catalog.get(node.kind)?.card.performer === 'input' && typeof own === 'string') return own;
  return plainNames.has(port.name) ? node.id : port.name;
}

function freePortName(wish: string, taken: ReadonlySet<string>): string {
  const letters = wish.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 56);
  const base = /^[A-Za-z]/.test(letters) && !/^(?:constructor|prototype)$/.test(letters) ? letters : `in-${letters}`;
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
  return name;
}

function refused(code: string, message: string, values: SaidValues = {}): Refused {
  return { refusal: { code, message, values } };
}
