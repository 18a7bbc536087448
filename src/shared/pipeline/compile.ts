// From a document to the plan that runs: orders the nodes, resolves wires and conversions, writes the functions for each agent, and
// embeds inner pipelines by hash.

import { LonglineError } from '../errors.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import type { Catalog, KindCard } from '../tool/kind.ts';
import { conversionBetween, type Ports, type PortSpec, type PortType } from '../tool/ports.ts';
import { withDefaults } from '../tool/schema.ts';
import { bypassOf, check } from './check.ts';
import type { PipelineDocument, PipelineNode } from './document.ts';
import {
  planFormat,
  type Plan,
  type PlanInput,
  type PlanInputPort,
  type PlanNode,
  type PlanPort,
  type PlanTool,
} from './plan.ts';
import { isRequired, nodePorts, pipelinePorts, pluggedNodes } from './ports-of.ts';
import { references } from './references.ts';

/** SHA-256 of a text's UTF-8 bytes in lower-case hex; shared has no hash of its own. */
export type Sha256 = (text: string) => string;

export interface CompiledPlan {
  readonly plan: Plan;
  /** SHA-256 of the plan's canonical JSON. */
  readonly hash: string;
}

/** The plan of a document. Throws `document.problems` (with all of them in `details.problems`) when check finds errors. */
export function compile(document: PipelineDocument, catalog: Catalog, sha256: Sha256): CompiledPlan {
  const errors = check(document, catalog).filter((problem) => problem.severity === 'error');
  const [first] = errors;
  if (first !== undefined) {
    const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
    throw new LonglineError('document.problems', `${first.pointer}: ${first.message}${more}`, {
      details: { problems: errors, count: errors.length, pointer: first.pointer },
    });
  }
  const plans: Record<string, Plan> = {};
  const plan = { ...planOf(document, catalog, sha256, plans, document.handles ?? {}), plans };
  return { plan, hash: sha256(canonicalJson(plan)) };
}

function planOf(
  document: PipelineDocument,
  catalog: Catalog,
  sha256: Sha256,
  plans: Record<string, Plan>,
  handles: Handles,
): Plan {
  const innerHashes = new Map<string, string>();
  for (const [name, inner] of Object.entries(document.pipelines ?? {})) {
    const plan = planOf(inner, catalog, sha256, plans, inner.handles ?? {});
    const hash = sha256(canonicalJson(plan));
    plans[hash] = plan;
    innerHashes.set(name, hash);
  }
  const ports = new Map(
    document.nodes.map((node) => [node.id, nodePorts(node, document, catalog) ?? { in: [], out: [] }]),
  );
  const context: Context = { document, catalog, innerHashes, handles, ports, plugged: pluggedNodes(document) };
  const order = topologicalOrder(context);
  const position = new Map(order.map((node, index) => [node.id, index]));
  const wiresTo = new Map<string, PipelineDocument['wires'][number][]>();
  for (const wire of document.wires) {
    const list = wiresTo.get(wire.to.node);
    if (list === undefined) wiresTo.set(wire.to.node, [wire]);
    else list.push(wire);
  }
  const nodes = order.map((node) => planNode(context, node, wiresTo.get(node.id) ?? [], position));
  return {
    format: planFormat,
    title: document.meta.title,
    nodes,
    ...planPorts(nodes),
    handles: planHandles(document),
    plans: {},
  };
}

type Handles = NonNullable<PipelineDocument['handles']>;

interface Context {
  readonly document: PipelineDocument;
  readonly catalog: Catalog;
  readonly innerHashes: ReadonlyMap<string, string>;
  readonly handles: Handles;
  readonly ports: ReadonlyMap<string, Ports>;
  readonly plugged: ReadonlySet<string>;
}

type FunctionContext = Pick<Context, 'document' | 'catalog' | 'handles'>;

function planNode(
  context: Context,
  node: PipelineNode,
  wires: PipelineDocument['wires'],
  position: ReadonlyMap<string, number>,
): PlanNode {
  const card = cardOf(context, node);
  const ports = portsOf(context, node.id);
  const params = withDefaults(card.params, node.params);
  const inputs = ports.in.map((port): PlanInput => {
    const sources = wires
      .filter((wire) => wire.kind === 'data' && wire.to.port === port.name)
      .map((wire) => ({
        node: position.get(wire.from.node) ?? 0,
        port: wire.from.port,
        conversion: conversionBetween(outPort(context, wire.from.node, wire.from.port), port) ?? 'same',
      }));
    return { port: port.name, required: port.required === true, list: port.list === true, sources };
  });
  const bypass = node.bypass === true ? bypassOf(context.document, node, context.catalog) : null;
  const tools = wires.filter((wire) => wire.kind === 'tool').map((wire) => wire.from.node);
  return {
    id: node.id,
    ...(node.title === undefined ? {} : { title: node.title }),
    kind: node.kind,
    version: node.version,
    performer: card.performer,
    effect: card.effect,
    reach: card.reach,
    params,
    inputs,
    outputs: ports.out,
    ...(card.timeoutMs === undefined ? {} : { timeoutMs: card.timeoutMs }),
    ...(card.accesses === undefined ? {} : { accesses: card.accesses }),
    ...(node.mute === true ? { mute: true } : {}),
    ...(bypass === null ? {} : { bypass }),
    ...(card.performer === 'agent' ? { tools: planTools(context, tools) } : {}),
    ...innerPlan(context, card, params),
    ...(card.performer === 'scope' && typeof params['item'] === 'string' ? { item: params['item'] } : {}),
  };
}

/** What a model is told of a function. */
export type FunctionForModel = Pick<PlanTool, 'name' | 'description' | 'parameters'>;

/**
 * The function that a node is for the model of the agent it is plugged into, or would be for any; null where its kind cannot be one or is
 * unknown.
 */
export function functionOf(document: PipelineDocument, catalog: Catalog, id: string): FunctionForModel | null {
  const node = document.nodes.find((candidate) => candidate.id === id);
  const card = node === undefined ? undefined : catalog.get(node.kind)?.card;
  if (node === undefined || card === undefined || !card.pluggable) return null;
  const agent = document.wires.find((wire) => wire.kind === 'tool' && wire.from.node === id)?.to.node;
  const beside = document.wires.filter((wire) => wire.kind === 'tool' && wire.to.node === agent);
  const ids = new Set(beside.map((wire) => wire.from.node));
  const taken = new Set<string>();
  for (const other of document.nodes) {
    if (other.id === id) break;
    if (ids.has(other.id) && other.mute !== true) functionName(other.id, taken);
  }
  return functionForModel({ document, catalog, handles: document.handles ?? {} }, node, card, taken);
}

function functionForModel(
  context: FunctionContext,
  node: PipelineNode,
  card: KindCard,
  taken: Set<string>,
): FunctionForModel {
  const params = withDefaults(card.params, node.params);
  return {
    name: functionName(node.id, taken),
    description: functionDescription(context, node, card, params),
    parameters: card.performer === 'scope' ? innerParameters(context, String(params['pipeline'])) : card.input,
  };
}

function planTools(context: Context, ids: readonly string[]): PlanTool[] {
  const taken = new Set<string>();
  return context.document.nodes
    .filter((node) => ids.includes(node.id) && node.mute !== true)
    .map((node) => {
      const card = cardOf(context, node);
      const params = withDefaults(card.params, node.params);
      return {
        node: node.id,
        ...functionForModel(context, node, card, taken),
        kind: node.kind,
        version: node.version,
        performer: card.performer,
        effect: card.effect,
        reach: card.reach,
        params,
        outputs: portsOf(context, node.id).out,
        ...(card.timeoutMs === undefined ? {} : { timeoutMs: card.timeoutMs }),
        ...(card.accesses === undefined ? {} : { accesses: card.accesses }),
        ...innerPlan(context, card, params),
      };
    });
}

// Several servers accept only [A-Za-z][A-Za-z0-9_]* as names of functions (PROTOCOL, 2.2).
function functionName(id: string, taken: Set<string>): string {
  const base = (/^[a-z]/.test(id) ? id : `tool_${id}`).replaceAll('-', '_').slice(0, 60);
  let name = base;
  for (let i = 2; taken.has(name); i += 1) name = `${base}_${i}`;
  taken.add(name);
  return name;
}

function functionDescription(context: FunctionContext, node: PipelineNode, card: KindCard, params: JsonObject): string {
  const inner = card.performer === 'scope' ? context.document.pipelines?.[String(params['pipeline'])] : undefined;
  const parts = [inner === undefined ? card.description : (inner.meta.description ?? inner.meta.title)];
  for (const { widget, value } of references(card.params, params)) {
    const handle = widget === 'pipeline' ? undefined : context.handles[value];
    if (handle !== undefined)
      parts.push(
        `${widget === 'folder' ? 'Folder' : 'File'}: ${handle.title}.${handle.description === undefined ? '' : ` ${handle.description}`}`,
      );
  }
  if (node.title !== undefined) parts.push(`(${node.title})`);
  return parts.join(' ');
}

function innerParameters(context: FunctionContext, name: string): JsonObject {
  const inner = context.document.pipelines?.[name];
  const ports = inner === undefined ? [] : pipelinePorts(inner, context.catalog).in;
  return {
    type: 'object',
    properties: Object.fromEntries(ports.map((port) => [port.name, portSchema(port)])),
    required: ports.filter((port) => port.required === true).map((port) => port.name),
    additionalProperties: false,
  };
}

function portSchema(port: PortSpec): JsonObject {
  const description = port.description === undefined ? {} : { description: port.description };
  const item: JsonObject = schemaOfType[port.type];
  return port.list === true ? { type: 'array', items: item, ...description } : { ...item, ...description };
}

const schemaOfType: Readonly<Record<PortType, JsonObject>> = {
  text: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  json: {},
  table: { type: 'object' },
  file: { type: 'object' },
  image: { type: 'object' },
  passages: { type: 'array', items: { type: 'object' } },
};

function innerPlan(context: Context, card: KindCard, params: JsonObject): { plan?: string } {
  if (card.performer !== 'scope') return {};
  const hash = context.innerHashes.get(String(params['pipeline']));
  return hash === undefined ? {} : { plan: hash };
}

function planPorts(nodes: readonly PlanNode[]): { inputs: PlanInputPort[]; outputs: PlanPort[] } {
  const inputs: PlanInputPort[] = [];
  const outputs: PlanPort[] = [];
  nodes.forEach((node, index) => {
    if (node.mute === true) return;
    const port = {
      name: String(node.params['name']),
      type: node.params['type'] as PortType,
      list: node.params['list'] === true,
      node: index,
    };
    if (node.performer === 'output') outputs.push(port);
    if (node.performer !== 'input') return;
    const preset: JsonValue | undefined = node.params['preset'];
    const description = node.params['description'];
    inputs.push({
      ...port,
      required: isRequired(node.params),
      ...(typeof description === 'string' ? { description } : {}),
      ...(preset === undefined ? {} : { preset }),
    });
  });
  return { inputs, outputs };
}

function planHandles(document: PipelineDocument): Plan['handles'] {
  const declared = Object.entries(document.handles ?? {});
  return Object.fromEntries(declared.map(([name, handle]) => [name, { kind: handle.kind, title: handle.title }]));
}

function cardOf(context: Context, node: PipelineNode): KindCard {
  const card = context.catalog.get(node.kind)?.card;
  if (card === undefined) {
    throw new LonglineError('plan.unknown_kind', `The kind "${node.kind}" is not known here.`, {
      details: { kind: node.kind },
    });
  }
  return card;
}

function outPort(context: Context, id: string, port: string): PortSpec {
  return portsOf(context, id).out.find((candidate) => candidate.name === port) ?? { name: port, type: 'json' };
}

function portsOf(context: Context, id: string): Ports {
  return context.ports.get(id) ?? { in: [], out: [] };
}

// Kahn's algorithm, first come first served in document order: the same document always gives the same order.
function topologicalOrder({ document, plugged }: Context): PipelineNode[] {
  const steps = document.nodes.filter((node) => !plugged.has(node.id));
  const byId = new Map(steps.map((node) => [node.id, node]));
  const waiting = new Map(steps.map((node) => [node.id, 0]));
  const next = new Map<string, string[]>();
  for (const wire of document.wires) {
    if (wire.kind !== 'data') continue;
    waiting.set(wire.to.node, (waiting.get(wire.to.node) ?? 0) + 1);
    const targets = next.get(wire.from.node);
    if (targets === undefined) next.set(wire.from.node, [wire.to.node]);
    else targets.push(wire.to.node);
  }
  const order = steps.filter((node) => waiting.get(node.id) === 0);
  for (let i = 0; i < order.length; i += 1) {
    for (const target of next.get(order[i]?.id ?? '') ?? []) {
      const left = (waiting.get(target) ?? 0) - 1;
      waiting.set(target, left);
      const node = byId.get(target);
      if (left === 0 && node !== undefined) order.push(node);
    }
  }
  return order;
}
