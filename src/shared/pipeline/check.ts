// Everything that is wrong with a document, each with a code, a JSON pointer and a sentence. A document without errors compiles.
// Whether it *reads* as a document at all is decided before, in document.ts.

import { childPointer, isJsonObject, ownValue, type JsonObject } from '../json/value.ts';
import type { Catalog, KindEntry } from '../tool/kind.ts';
import { conversionBetween, type Ports } from '../tool/ports.ts';
import { schemaCheck, type SchemaCheck } from '../tool/schema.ts';
import type { PipelineDocument, PipelineNode, Wire } from './document.ts';
import type { StructuralKind } from './kinds/define.ts';
import { nodePorts, pluggedNodes, toolPort, toolsPort } from './ports-of.ts';

export interface Problem {
  readonly severity: 'error' | 'warning';
  /** `area.reason`, stable. */
  readonly code: string;
  /** JSON pointer into the document. */
  readonly pointer: string;
  readonly message: string;
  /** Id of the node to jump to, where there is one. */
  readonly node?: string;
}

/** All problems of a document against a catalog, in document order; empty when there is nothing to say. */
export function check(document: PipelineDocument, catalog: Catalog): readonly Problem[] {
  return problemsOf(document, catalog, '');
}

interface Graph {
  readonly document: PipelineDocument;
  readonly catalog: Catalog;
  readonly base: string;
  readonly nodes: ReadonlyMap<string, PipelineNode>;
  readonly ports: ReadonlyMap<string, Ports | null>;
  readonly plugged: ReadonlySet<string>;
}

function problemsOf(document: PipelineDocument, catalog: Catalog, base: string): Problem[] {
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const ports = new Map(document.nodes.map((node) => [node.id, nodePorts(node, document, catalog)]));
  const graph: Graph = { document, catalog, base, nodes, ports, plugged: pluggedNodes(document) };
  const problems = [
    ...nodeProblems(graph),
    ...nameProblems(graph),
    ...wireProblems(graph),
    ...unwiredProblems(graph),
    ...cycleProblems(graph),
  ];
  for (const [name, inner] of Object.entries(document.pipelines ?? {})) {
    problems.push(...problemsOf(inner, catalog, childPointer(`${base}/pipelines`, name)));
  }
  return problems;
}

function nodeProblems({ document, catalog, base }: Graph): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  document.nodes.forEach((node, index) => {
    const pointer = `${base}/nodes/${index}`;
    const report = (code: string, at: string, message: string, severity: Problem['severity'] = 'error') =>
      problems.push({ severity, code, pointer: `${pointer}${at}`, message, node: node.id });
    if (seen.has(node.id)) report('node.duplicate', '/id', `Two nodes have the id "${node.id}".`);
    seen.add(node.id);
    const entry: KindEntry | undefined = catalog.get(node.kind);
    if (entry === undefined) {
      report('kind.unknown', '/kind', `"${node.id}" is of the kind "${node.kind}", which this Longline does not know.`);
      return;
    }
    if (node.version > entry.card.version) {
      report(
        'kind.version',
        '/version',
        `"${node.id}" needs version ${node.version} of "${node.kind}"; this Longline has ${entry.card.version}.`,
      );
    }
    for (const problem of paramProblems(entry, node.params)) {
      report('params.invalid', `/params${problem.pointer}`, `"${node.id}": ${sentence(problem.message)}`);
    }
    for (const { param, widget, value } of references(entry.card.params, node.params)) {
      if (widget === 'folder' && !Object.hasOwn(document.handles ?? {}, value)) {
        report(
          'handle.unknown',
          childPointer('/params', param),
          `"${node.id}" names the folder "${value}", which the document does not declare under "handles".`,
        );
      }
      if (widget === 'pipeline' && !Object.hasOwn(document.pipelines ?? {}, value)) {
        report(
          'pipeline.unknown',
          childPointer('/params', param),
          `"${node.id}" runs the pipeline "${value}", which the document does not define under "pipelines".`,
        );
      }
    }
    if (node.bypass === true && bypassOf(document, node, catalog) === null) {
      report('node.bypass', '/bypass', `"${node.id}" cannot be bypassed: none of its inputs fits its outputs.`);
    }
  });
  return problems;
}

// What is wrong with params follows from them and their kind alone, and most of them stay the same from one edit to the next.
const checks = new WeakMap<KindEntry, SchemaCheck>();
const checked = new WeakMap<
  JsonObject,
  { readonly entry: KindEntry; readonly problems: readonly { readonly pointer: string; readonly message: string }[] }
>();

function paramProblems(entry: KindEntry, params: JsonObject) {
  const known = checked.get(params);
  if (known?.entry === entry) return known.problems;
  const validate = checks.get(entry) ?? schemaCheck(entry.card.params);
  checks.set(entry, validate);
  const problems = [...validate(params), ...((entry as StructuralKind).checkParams?.(params) ?? [])];
  checked.set(params, { entry, problems });
  return problems;
}

/** Params whose value is the name of something else in the document, by the widget that the schema gives them. */
export function references(
  schema: JsonObject,
  params: JsonObject,
): { param: string; widget: 'folder' | 'pipeline'; value: string }[] {
  const properties = ownValue(schema, 'properties');
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).flatMap(([param, property]) => {
    const widget = isJsonObject(property) ? property['widget'] : undefined;
    const value = ownValue(params, param);
    return (widget === 'folder' || widget === 'pipeline') && typeof value === 'string'
      ? [{ param, widget, value }]
      : [];
  });
}

/** Which input a bypassed node hands to which output, or null where none fits. */
export function bypassOf(
  document: PipelineDocument,
  node: PipelineNode,
  catalog: Catalog,
): { in: string; out: string } | null {
  const ports = nodePorts(node, document, catalog);
  for (const from of ports?.in ?? []) {
    const to = ports?.out.find((port) => conversionBetween(from, port) !== null);
    if (to !== undefined) return { in: from.name, out: to.name };
  }
  return null;
}

function nameProblems({ document, catalog, base }: Graph): Problem[] {
  const problems: Problem[] = [];
  const seen = { input: new Set<string>(), output: new Set<string>() };
  document.nodes.forEach((node, index) => {
    const performer = catalog.get(node.kind)?.card.performer;
    const name = node.params['name'];
    if ((performer !== 'input' && performer !== 'output') || typeof name !== 'string') return;
    if (seen[performer].has(name)) {
      problems.push({
        severity: 'error',
        code: `${performer}.duplicate`,
        pointer: `${base}/nodes/${index}/params/name`,
        message: `Two ${performer}s have the name "${name}".`,
        node: node.id,
      });
    }
    seen[performer].add(name);
  });
  if (seen.output.size === 0) {
    problems.push({
      severity: 'warning',
      code: 'graph.no_output',
      pointer: `${base}/nodes`,
      message: 'The pipeline has no output, so a run gives nothing back.',
    });
  }
  return problems;
}

function wireProblems(graph: Graph): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  graph.document.wires.forEach((wire, index) => {
    const pointer = `${graph.base}/wires/${index}`;
    const found = wireProblem(graph, wire);
    const key = `${wire.kind} ${wire.from.node}.${wire.from.port} ${wire.to.node}.${wire.to.port}`;
    if (found !== null) problems.push({ severity: 'error', ...found, pointer: `${pointer}${found.pointer}` });
    else if (seen.has(key))
      problems.push({
        severity: 'error',
        code: 'wire.duplicate',
        pointer,
        message: `${wireName(wire)} is there twice.`,
        node: wire.to.node,
      });
    seen.add(key);
  });
  return problems;
}

type WireProblem = Pick<Problem, 'code' | 'pointer' | 'message'> & { node?: string };

function wireProblem(graph: Graph, wire: Wire): WireProblem | null {
  for (const end of ['from', 'to'] as const) {
    if (!graph.nodes.has(wire[end].node)) {
      return {
        code: 'wire.node',
        pointer: `/${end}/node`,
        message: `${wireName(wire)} names a node "${wire[end].node}" that is not in the pipeline.`,
      };
    }
  }
  return wire.kind === 'tool' ? toolWireProblem(graph, wire) : dataWireProblem(graph, wire);
}

function dataWireProblem(graph: Graph, wire: Wire): WireProblem | null {
  const found = { from: graph.ports.get(wire.from.node) ?? null, to: graph.ports.get(wire.to.node) ?? null };
  if (graph.plugged.has(wire.from.node) || graph.plugged.has(wire.to.node)) {
    const plugged = graph.plugged.has(wire.from.node) ? wire.from.node : wire.to.node;
    return {
      code: 'wire.plugged',
      pointer: '',
      message: `"${plugged}" is a tool of an agent; it cannot have data wires as well.`,
      node: plugged,
    };
  }
  if (found.from === null || found.to === null) return null;
  const from = found.from.out.find((port) => port.name === wire.from.port);
  const to = found.to.in.find((port) => port.name === wire.to.port);
  if (from === undefined)
    return missingPort(
      wire,
      'from',
      found.from.out.map((port) => port.name),
    );
  if (to === undefined)
    return missingPort(
      wire,
      'to',
      found.to.in.map((port) => port.name),
    );
  if (conversionBetween(from, to) !== null) return null;
  const name = (port: typeof from) => `${port.list === true ? 'a list of ' : ''}${port.type}`;
  return {
    code: 'wire.type',
    pointer: '',
    message: `${wireName(wire)} does not fit: "${from.name}" gives ${name(from)}, "${to.name}" takes ${name(to)}.`,
    node: wire.to.node,
  };
}

function toolWireProblem(graph: Graph, wire: Wire): WireProblem | null {
  const card = (id: string) => graph.catalog.get(graph.nodes.get(id)?.kind ?? '')?.card;
  const from = card(wire.from.node);
  const to = card(wire.to.node);
  if (from !== undefined && (!from.pluggable || wire.from.port !== toolPort)) {
    return from.pluggable
      ? missingPort(wire, 'from', [toolPort])
      : {
          code: 'wire.tool',
          pointer: '/from',
          message: `"${wire.from.node}" is of the kind "${from.kind}", which cannot be an agent's tool.`,
          node: wire.from.node,
        };
  }
  if (to !== undefined && (to.performer !== 'agent' || wire.to.port !== toolsPort)) {
    return to.performer === 'agent'
      ? missingPort(wire, 'to', [toolsPort])
      : {
          code: 'wire.tool',
          pointer: '/to',
          message: `"${wire.to.node}" is not an agent, so it takes no tools.`,
          node: wire.to.node,
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
    node,
  };
}

function wireName(wire: Wire): string {
  return `The ${wire.kind} wire from ${wire.from.node}.${wire.from.port} to ${wire.to.node}.${wire.to.port}`;
}

function unwiredProblems({ document, base, ports, plugged }: Graph): Problem[] {
  const wired = new Set(
    document.wires.filter((wire) => wire.kind === 'data').map((wire) => `${wire.to.node}.${wire.to.port}`),
  );
  return document.nodes.flatMap((node, index) => {
    if (plugged.has(node.id)) return [];
    const missing = (ports.get(node.id)?.in ?? []).filter(
      (port) => port.required === true && !wired.has(`${node.id}.${port.name}`),
    );
    return missing.map(
      (port): Problem => ({
        severity: 'error',
        code: 'port.unwired',
        pointer: `${base}/nodes/${index}`,
        message: `"${node.id}" needs a wire to its port "${port.name}".`,
        node: node.id,
      }),
    );
  });
}

function cycleProblems({ document, base, nodes }: Graph): Problem[] {
  const left = nodesInCycles(document);
  if (left.size === 0) return [];
  const cycle = oneCycle(document, left);
  const index = document.nodes.findIndex((node) => node.id === cycle[0]);
  const [first] = cycle;
  if (first === undefined || !nodes.has(first)) return [];
  return [
    {
      severity: 'error',
      code: 'graph.cycle',
      pointer: `${base}/nodes/${index}`,
      message: `The wires run in a circle: ${[...cycle.slice(0, 12), ...(cycle.length > 12 ? ['…'] : []), first].join(' → ')}.`,
      node: first,
    },
  ];
}

// Kahn's algorithm over data wires; what cannot be ordered is in a cycle or behind one.
function nodesInCycles(document: PipelineDocument): Set<string> {
  const waiting = new Map(document.nodes.map((node) => [node.id, 0]));
  const next = new Map<string, string[]>();
  for (const wire of document.wires) {
    if (wire.kind !== 'data' || !waiting.has(wire.from.node) || !waiting.has(wire.to.node)) continue;
    waiting.set(wire.to.node, (waiting.get(wire.to.node) ?? 0) + 1);
    const targets = next.get(wire.from.node);
    if (targets === undefined) next.set(wire.from.node, [wire.to.node]);
    else targets.push(wire.to.node);
  }
  const free = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    waiting.delete(id);
    for (const target of next.get(id) ?? []) {
      const count = (waiting.get(target) ?? 0) - 1;
      waiting.set(target, count);
      if (count === 0) free.push(target);
    }
  }
  return new Set(waiting.keys());
}

// Walking wires backwards among nodes that could not be ordered must come round to where it has been.
function oneCycle(document: PipelineDocument, left: ReadonlySet<string>): string[] {
  const before = new Map<string, string>();
  for (const wire of document.wires) {
    if (wire.kind === 'data' && left.has(wire.from.node) && left.has(wire.to.node))
      before.set(wire.to.node, wire.from.node);
  }
  const path: string[] = [];
  const position = new Map<string, number>();
  let current = before.keys().next().value;
  while (current !== undefined) {
    const seenAt = position.get(current);
    if (seenAt !== undefined) return path.slice(seenAt).toReversed();
    position.set(current, path.length);
    path.push(current);
    current = before.get(current);
  }
  return path;
}

function sentence(message: string): string {
  return message.endsWith('.') ? message : `${message}.`;
}
