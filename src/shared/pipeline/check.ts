// Everything that is wrong with a document, each with a code, a JSON pointer and a sentence. A document without errors compiles.
// Whether it *reads* as a document at all is decided before, in document.ts.

import { childPointer, type JsonObject } from '../json/value.ts';
import type { Catalog, KindEntry } from '../tool/kind.ts';
import { conversionBetween, type Ports } from '../tool/ports.ts';
import { schemaCheck, type SchemaCheck, type SchemaProblem } from '../tool/schema.ts';
import type { SaidValues } from '../errors.ts';
import type { PipelineDocument, PipelineNode } from './document.ts';
import type { StructuralKind } from './kinds/define.ts';
import { nodePorts, pluggedNodes } from './ports-of.ts';
import { references } from './references.ts';
import { wireName, wireProblem, wireValues } from './wire-check.ts';

export interface Problem {
  readonly severity: 'error' | 'warning';
  /** `area.reason`, stable. */
  readonly code: string;
  /** JSON pointer into the document. */
  readonly pointer: string;
  readonly message: string;
  /** What the message says. */
  readonly values: SaidValues;
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
    const report = (code: string, at: string, message: string, values: SaidValues = {}) =>
      problems.push({
        severity: 'error',
        code,
        pointer: `${pointer}${at}`,
        message,
        values: { node: node.id, ...values },
        node: node.id,
      });
    if (seen.has(node.id)) report('node.duplicate', '/id', `Two nodes have the id "${node.id}".`);
    seen.add(node.id);
    const { kind } = node;
    const entry: KindEntry | undefined = catalog.get(kind);
    if (entry === undefined) {
      report('kind.unknown', '/kind', `"${node.id}" is of the kind "${kind}", which this Longline does not know.`, {
        kind,
      });
      return;
    }
    const { version } = entry.card;
    if (node.version > version) {
      report(
        'kind.version',
        '/version',
        `"${node.id}" needs version ${node.version} of "${kind}"; this Longline has ${version}.`,
        { kind, needed: node.version, version },
      );
    }
    for (const { pointer: at, message, values = {} } of paramProblems(entry, node.params)) {
      report('params.invalid', `/params${at}`, `"${node.id}": ${sentence(message)}`, { said: message, ...values });
    }
    for (const { pointer: at, widget, value: name } of references(entry.card.params, node.params)) {
      if (widget !== 'pipeline' && !Object.hasOwn(document.handles ?? {}, name)) {
        report(
          'handle.unknown',
          `/params${at}`,
          `"${node.id}" names the ${widget} "${name}", which the document does not declare under "handles".`,
          { case: widget, name },
        );
      }
      if (widget === 'pipeline' && !Object.hasOwn(document.pipelines ?? {}, name)) {
        report(
          'pipeline.unknown',
          `/params${at}`,
          `"${node.id}" runs the pipeline "${name}", which the document does not define under "pipelines".`,
          { name },
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
const checked = new WeakMap<JsonObject, { readonly entry: KindEntry; readonly problems: readonly SchemaProblem[] }>();

function paramProblems(entry: KindEntry, params: JsonObject) {
  const known = checked.get(params);
  if (known?.entry === entry) return known.problems;
  const validate = checks.get(entry) ?? schemaCheck(entry.card.params);
  checks.set(entry, validate);
  const problems = [...validate(params), ...((entry as StructuralKind).checkParams?.(params) ?? [])];
  checked.set(params, { entry, problems });
  return problems;
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
        values: { name },
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
      values: {},
    });
  }
  return problems;
}

function wireProblems({ document, catalog, base, nodes, ports, plugged }: Graph): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const level = {
    catalog,
    node: (id: string) => nodes.get(id),
    portsOf: (id: string) => ports.get(id) ?? null,
    isPlugged: (id: string) => plugged.has(id),
  };
  document.wires.forEach((wire, index) => {
    const pointer = `${base}/wires/${index}`;
    const found = wireProblem(level, wire);
    const key = `${wire.kind} ${wire.from.node}.${wire.from.port} ${wire.to.node}.${wire.to.port}`;
    if (found !== null) problems.push({ severity: 'error', ...found, pointer: `${pointer}${found.pointer}` });
    else if (seen.has(key))
      problems.push({
        severity: 'error',
        code: 'wire.duplicate',
        pointer,
        message: `${wireName(wire)} is there twice.`,
        values: wireValues(wire),
        node: wire.to.node,
      });
    seen.add(key);
  });
  return problems;
}

function unwiredProblems({ document, base, ports, plugged }: Graph): Problem[] {
  const wired = new Set(
    document.wires.filter((wire) => wire.kind === 'data').map((wire) => `${wire.to.node}.${wire.to.port}`),
  );
  return document.nodes.flatMap((node, index) => {
    // A tool gets its inputs from the model, and what is muted does not run.
    if (plugged.has(node.id) || node.mute === true) return [];
    const missing = (ports.get(node.id)?.in ?? []).filter(
      (port) => port.required === true && !wired.has(`${node.id}.${port.name}`),
    );
    return missing.map(
      (port): Problem => ({
        severity: 'error',
        code: 'port.unwired',
        pointer: `${base}/nodes/${index}`,
        message: `"${node.id}" needs a wire to its port "${port.name}".`,
        values: { node: node.id, port: port.name },
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
  const path = [...cycle.slice(0, 12), ...(cycle.length > 12 ? ['…'] : []), first].join(' → ');
  return [
    {
      severity: 'error',
      code: 'graph.cycle',
      pointer: `${base}/nodes/${index}`,
      message: `The wires run in a circle: ${path}.`,
      values: { path },
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
