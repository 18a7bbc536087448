// A run of a part of a pipeline: from a node on, up to a node, or with the outputs of some nodes given instead of computed. What runs is
// a document again, in which `given` nodes stand for those whose outputs are known; so the compiler and the machine know of no parts.

import { z } from 'zod';
import { LonglineError } from '../errors.ts';
import { ownValue, type JsonObject, type JsonValue } from '../json/value.ts';
import type { Catalog } from '../tool/kind.ts';
import { fitsPort, typeName, type PortSpec } from '../tool/ports.ts';
import type { PipelineDocument, PipelineNode, Wire } from './document.ts';
import { givenKind } from './kinds/given.ts';
import { nodePorts, pluggedNodes } from './ports-of.ts';
import { namedIn } from './references.ts';

const path = z.string().min(1).max(2000);

/** What of a pipeline runs. Node ids of the outermost document; `given` may name nodes of inner pipelines as `PIPELINE/NODE`. */
export const partSchema = z.strictObject({
  /** This node and what follows from it; what it needs from elsewhere is in `given`. */
  from: path.nullable(),
  /** This node and what it needs. */
  to: path.nullable(),
  /** Values of the output ports of nodes that do not run: pinned ones, and what a run before had computed. */
  given: z.record(path, z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>),
});
export type RunPart = Readonly<z.infer<typeof partSchema>>;

/**
 * What runs of a document. A node whose outputs are given is not run, nor is what only it needed; nor is what lies outside `from` and
 * `to`, and inputs, tools, folders and inner pipelines that nothing needs any more are left out. Of a document without problems the
 * result has none. Given values of nodes that are not there, are muted, are tools or have no outputs say nothing. Errors: `part.no_node`,
 * `part.no_way`, `part.missing_value`, `part.bad_value`, each naming the node.
 */
export function partOf(document: PipelineDocument, part: RunPart, catalog: Catalog): PipelineDocument {
  return partOfLevel({ document, catalog, given: part.given, base: '' }, part);
}

/** Whether a part is all of a pipeline, with nothing given. */
export function isWhole({ from, to, given }: RunPart): boolean {
  return from === null && to === null && Object.keys(given).length === 0;
}

/** Which of a part's given paths stand as given nodes in what runs of it. */
export function givenPaths(runs: PipelineDocument, part: RunPart): readonly string[] {
  return Object.keys(part.given).filter((at) => {
    const names = at.split('/');
    const id = names.pop();
    let level: PipelineDocument | undefined = runs;
    for (const name of names) level = ownEntry(level?.pipelines, name);
    return level?.nodes.some((node) => node.id === id && node.kind === givenKind.card.kind) === true;
  });
}

interface Level {
  readonly document: PipelineDocument;
  readonly catalog: Catalog;
  /** Values by path from this level on. */
  readonly given: RunPart['given'];
  /** What stands before the ids of this level in a path; empty for the outermost. */
  readonly base: string;
}

/** The values of output ports by the node that gives them. */
type Given = ReadonlyMap<string, JsonObject>;

function partOfLevel(level: Level, { from, to }: Pick<RunPart, 'from' | 'to'>): PipelineDocument {
  const { document, catalog } = level;
  const graph = graphOf(document);
  for (const id of [from, to]) if (id !== null) refuseNoStep(level, graph, id);
  const given = givenIn(level, graph);
  const runs = chosen(graph, given, from, to);
  const kept = needed(level, graph, given, runs, [from, to]);
  const known = withOutside(level, graph, given, { runs, kept });
  const running = new Set([...kept].filter((id) => !known.has(id)));
  const tools = document.wires.filter((wire) => wire.kind === 'tool' && running.has(wire.to.node));
  const plugged = new Set(tools.map((wire) => wire.from.node));
  const nodes = document.nodes
    .filter(({ id }) => kept.has(id) || plugged.has(id))
    .map((node) => {
      const values = known.get(node.id);
      return values === undefined ? node : givenNode(level, node, values);
    });
  const data = graph.data.filter((wire) => kept.has(wire.from.node) && running.has(wire.to.node));
  const wires = new Set<Wire>([...tools, ...data]);
  const { handles: _, pipelines: __, ...rest } = document;
  return {
    ...rest,
    nodes,
    wires: document.wires.filter((wire) => wires.has(wire)),
    ...handlesOf(document, nodes, catalog),
    ...pipelinesOf(level, nodes, catalog),
  };
}

interface Graph {
  readonly nodes: ReadonlyMap<string, PipelineNode>;
  readonly plugged: ReadonlySet<string>;
  readonly data: readonly Wire[];
  readonly out: ReadonlyMap<string, readonly Wire[]>;
  readonly into: ReadonlyMap<string, readonly Wire[]>;
}

function graphOf(document: PipelineDocument): Graph {
  const data = document.wires.filter((wire) => wire.kind === 'data');
  return {
    nodes: new Map(document.nodes.map((node) => [node.id, node])),
    plugged: pluggedNodes(document),
    data,
    out: grouped(data, (wire) => wire.from.node),
    into: grouped(data, (wire) => wire.to.node),
  };
}

function grouped(wires: readonly Wire[], key: (wire: Wire) => string): ReadonlyMap<string, readonly Wire[]> {
  const groups = new Map<string, Wire[]>();
  for (const wire of wires) {
    const group = groups.get(key(wire));
    if (group === undefined) groups.set(key(wire), [wire]);
    else group.push(wire);
  }
  return groups;
}

function refuseNoStep(level: Level, graph: Graph, id: string): void {
  if (!graph.nodes.has(id))
    throw new LonglineError('part.no_node', `There is no node "${id}" in the pipeline.`, {
      details: { case: 'gone', node: id },
      action: 'Choose a node that is on the canvas.',
    });
  if (graph.plugged.has(id))
    throw new LonglineError('part.no_node', `"${id}" is a tool of an agent and no step of the pipeline.`, {
      details: { case: 'tool', node: `${level.base}${id}` },
      action: 'Choose its agent instead.',
    });
}

function givenIn({ document, catalog, given, base }: Level, { plugged }: Graph): Given {
  const found = new Map<string, JsonObject>();
  for (const node of document.nodes) {
    const values = ownEntry(given, node.id);
    if (values === undefined || node.mute === true || plugged.has(node.id)) continue;
    if ((nodePorts(node, document, catalog)?.out ?? []).length === 0) continue;
    // What an inner pipeline is given comes from outside, and its input is a port there.
    if (base !== '' && performerOf(node, catalog) === 'input') continue;
    found.set(node.id, values);
  }
  return found;
}

/** What is between `from` and `to`, both included; without them every step. */
function chosen(graph: Graph, given: Given, from: string | null, to: string | null): ReadonlySet<string> {
  const steps = [...graph.nodes.keys()].filter((id) => !graph.plugged.has(id));
  const after = from === null ? null : reached([from], (id) => (graph.out.get(id) ?? []).map((wire) => wire.to.node));
  const before =
    to === null
      ? null
      : reached([to], (id) => (given.has(id) ? [] : (graph.into.get(id) ?? []).map((wire) => wire.from.node)));
  if (from !== null && before?.has(from) === false)
    throw new LonglineError('part.no_way', `Nothing that is to run leads from "${from}" to "${to}".`, {
      details: { from, to },
      action: 'Choose a node that follows from the first one, or take the pins between them away.',
    });
  return new Set(steps.filter((id) => after?.has(id) !== false && before?.has(id) !== false));
}

function reached(start: readonly string[], next: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set(start);
  const left = [...start];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    for (const other of next(id)) {
      if (found.has(other)) continue;
      found.add(other);
      left.push(other);
    }
  }
  return found;
}

/** What has to be there: what runs and what gives it something, without what was only there for something that is given now. */
function needed(
  { catalog, base }: Level,
  graph: Graph,
  given: Given,
  runs: ReadonlySet<string>,
  targets: readonly (string | null)[],
): ReadonlySet<string> {
  const reads = (id: string) => runs.has(id) && !given.has(id);
  const kept = new Set(runs);
  const readers = new Map<string, number>();
  for (const { from, to } of graph.data) {
    if (!reads(to.node) || !graph.nodes.has(from.node)) continue;
    kept.add(from.node);
    readers.set(from.node, (readers.get(from.node) ?? 0) + 1);
  }
  const isIdle = (id: string): boolean => {
    if ((readers.get(id) ?? 0) > 0 || targets.includes(id)) return false;
    const node = graph.nodes.get(id);
    // The inputs of an inner pipeline are ports of the nodes that run it.
    if (node !== undefined && performerOf(node, catalog) === 'input') return base === '';
    return (graph.out.get(id) ?? []).length > 0;
  };
  const idle = [...kept].filter(isIdle);
  for (let id = idle.pop(); id !== undefined; id = idle.pop()) {
    kept.delete(id);
    if (!reads(id)) continue;
    for (const { from } of graph.into.get(id) ?? []) {
      readers.set(from.node, (readers.get(from.node) ?? 0) - 1);
      if (kept.has(from.node) && isIdle(from.node)) idle.push(from.node);
    }
  }
  return kept;
}

/** What is given, with what nodes outside give to those that run: inputs are asked for, and what is muted gives nothing. */
function withOutside(
  { catalog }: Level,
  graph: Graph,
  given: Given,
  { runs, kept }: { readonly runs: ReadonlySet<string>; readonly kept: ReadonlySet<string> },
): Given {
  const all = new Map(given);
  for (const { from, to } of graph.data) {
    if (!kept.has(to.node) || !runs.has(to.node) || given.has(to.node) || runs.has(from.node) || all.has(from.node))
      continue;
    const [source, target] = [graph.nodes.get(from.node), graph.nodes.get(to.node)];
    if (source === undefined || performerOf(source, catalog) === 'input') continue;
    if (source.mute !== true && target?.mute !== true) throw missingValue(from.node, from.port);
    all.set(from.node, {});
  }
  return all;
}

function givenNode({ document, catalog, base }: Level, node: PipelineNode, values: JsonObject): PipelineNode {
  const ports = nodePorts(node, document, catalog)?.out ?? [];
  const fitting = ports.flatMap((port): [string, JsonValue][] => {
    const value = ownValue(values, port.name);
    if (value === undefined) return [];
    if (!fitsPort(value, port)) throw badValue(`${base}${node.id}`, port);
    return [[port.name, value]];
  });
  return {
    id: node.id,
    kind: givenKind.card.kind,
    version: givenKind.card.version,
    ...(node.title === undefined ? {} : { title: node.title }),
    params: {
      ports: ports.map(({ name, type, list }) => ({ name, type, ...(list === true ? { list } : {}) })),
      values: Object.fromEntries(fitting),
    },
  };
}

function handlesOf(
  { handles }: PipelineDocument,
  nodes: readonly PipelineNode[],
  catalog: Catalog,
): Pick<PipelineDocument, 'handles'> {
  if (handles === undefined) return {};
  const named = namedIn(nodes, catalog).handles;
  const left = Object.entries(handles).filter(([name]) => named.has(name));
  return left.length === 0 ? {} : { handles: Object.fromEntries(left) };
}

function pipelinesOf(
  { document, given, base }: Level,
  nodes: readonly PipelineNode[],
  catalog: Catalog,
): Pick<PipelineDocument, 'pipelines'> {
  const named = namedIn(nodes, catalog).pipelines;
  const left = Object.entries(document.pipelines ?? {}).filter(([name]) => named.has(name));
  if (left.length === 0) return {};
  const parts = left.map(([name, inner]): [string, PipelineDocument] => {
    const within = Object.entries(given).filter(([at]) => at.startsWith(`${name}/`));
    if (within.length === 0) return [name, inner];
    const below = Object.fromEntries(within.map(([at, values]) => [at.slice(name.length + 1), values]));
    const level = { document: inner, catalog, given: below, base: `${base}${name}/` };
    return [name, partOfLevel(level, { from: null, to: null })];
  });
  return { pipelines: Object.fromEntries(parts) };
}

function performerOf(node: PipelineNode, catalog: Catalog): string | undefined {
  return catalog.get(node.kind)?.card.performer;
}

function ownEntry<Value>(record: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

function missingValue(node: string, port: string): LonglineError {
  return new LonglineError('part.missing_value', `What "${node}" gives at "${port}" is needed and not known.`, {
    details: { node, port },
    action: 'Run up to that node first, or run the whole pipeline.',
  });
}

function badValue(node: string, port: PortSpec): LonglineError {
  const type = port.list === true ? `a list of ${port.type}` : port.type;
  return new LonglineError('part.bad_value', `The given value of "${node}" at "${port.name}" is not ${type}.`, {
    details: { node, port: port.name, wantedType: typeName(port) },
    action: 'Take the pin away, or run that node again.',
  });
}
