// The way back from a subpipeline: what is inside takes the place of the node that ran it.

import type { SaidValues } from '../../shared/errors.ts';
import { editBetween } from '../../shared/pipeline/compare.ts';
import type { PipelineDocument, PipelineNode, Wire } from '../../shared/pipeline/document.ts';
import { wireKey } from '../../shared/pipeline/edits.ts';
import { grouped } from '../../shared/pipeline/lists.ts';
import { nodePorts, pluggedNodes } from '../../shared/pipeline/ports-of.ts';
import { placeNodes } from '../../shared/pipeline/view/placement.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { conversionBetween, type Conversion, type PortSpec } from '../../shared/tool/ports.ts';
import { withDefaults } from '../../shared/tool/schema.ts';
import { viewWithout } from './groups.ts';
import { namedBy, suited } from './names.ts';
import { freeId } from './node-ids.ts';
import { idsOf, middleOf, nodeOf, rounded, type Added, type Refused } from './steps.ts';

/**
 * The nodes of an inner pipeline in place of the node that runs it. Refused with `inline.kind` (it runs none, or many times), `inline.tool`
 * (an agent calls it), `inline.bypass`, `inline.preset` (an input takes its preset) or `inline.values` (its ports change values, or choose
 * among several, as no wire does).
 */
export function inline(document: PipelineDocument, catalog: Catalog, id: string): Added | Refused {
  const node = nodeOf(document, id);
  const found = innerOf(document, catalog, node);
  if ('refusal' in found) return found;
  const inner = suited(found.inner, document, { catalog, oneHandle: true });
  const performerOf = (each: PipelineNode) => catalog.get(each.kind)?.card.performer;
  const isPort = (each: PipelineNode) => performerOf(each) === 'input' || performerOf(each) === 'output';
  const taken = new Set([...idsOf(document)].filter((each) => each !== id));
  const ids = new Map<string, string>();
  for (const each of inner.nodes.filter((one) => !isPort(one))) {
    const free = freeId(each.id, taken);
    taken.add(free);
    ids.set(each.id, free);
  }
  const wires = joinedWires(document, catalog, node, inner, ids);
  if ('refusal' in wires) return wires;
  const steps = inner.nodes.flatMap((each): PipelineNode[] => {
    const own = ids.get(each.id);
    return own === undefined ? [] : [{ ...each, id: own, ...(node.mute === true ? { mute: true } : {}) }];
  });
  const after = outerDocument(document, catalog, node, inner, { steps, wires: wires.wires, ids });
  return { edit: editBetween(document, after, 'edit.inline'), ids: [...ids.values()] };
}

function innerOf(
  document: PipelineDocument,
  catalog: Catalog,
  node: PipelineNode,
): { readonly inner: PipelineDocument } | Refused {
  const card = catalog.get(node.kind)?.card;
  const params = card === undefined ? node.params : withDefaults(card.params, node.params);
  const name = String(params['pipeline']);
  const inner = Object.hasOwn(document.pipelines ?? {}, name) ? document.pipelines?.[name] : undefined;
  if (card?.performer !== 'scope' || inner === undefined || params['item'] !== undefined)
    return refused('inline.kind', `"${node.id}" does not run a pipeline of this document once.`, { node: node.id });
  if (pluggedNodes(document).has(node.id))
    return refused('inline.tool', `"${node.id}" is a tool of an agent; what is inside runs only when it is called.`, {
      node: node.id,
    });
  if (node.bypass === true)
    return refused('inline.bypass', `"${node.id}" is bypassed, so what is inside does not run.`, { node: node.id });
  return { inner };
}

/** Where a value comes from, with the ports that it passed. */
interface Source {
  readonly from: Wire['from'];
  readonly passed: readonly PortSpec[];
}

function joinedWires(
  document: PipelineDocument,
  catalog: Catalog,
  node: PipelineNode,
  inner: PipelineDocument,
  ids: ReadonlyMap<string, string>,
): { readonly wires: readonly Wire[] } | Refused {
  const innerNodes = new Map(inner.nodes.map((each) => [each.id, each]));
  const outerNodes = new Map(document.nodes.map((each) => [each.id, each]));
  const intoOuter = grouped(document.wires, ({ to }) => `${to.node}.${to.port}`);
  const intoInner = grouped(inner.wires, ({ to }) => `${to.node}.${to.port}`);
  const outputs = new Map(
    inner.nodes
      .filter(({ kind }) => catalog.get(kind)?.card.performer === 'output')
      .map((each) => [String(each.params['name']), each]),
  );
  const portAt = (level: PipelineDocument, each: PipelineNode | undefined, side: 'in' | 'out', port: string) =>
    each === undefined ? undefined : nodePorts(each, level, catalog)?.[side].find(({ name }) => name === port);
  const known = (port: PortSpec | undefined): PortSpec => port ?? { name: '', type: 'json' };
  const preset: string[] = [];

  // The sources of an end as wires outside will name them.
  const innerSources = ({ node: from, port }: Wire['from']): readonly Source[] => {
    const each = innerNodes.get(from);
    const own = ids.get(from);
    if (own !== undefined) return [{ from: { node: own, port }, passed: [known(portAt(inner, each, 'out', port))] }];
    if (each === undefined) return [];
    const name = String(each.params['name']);
    const wires = intoOuter.get(`${node.id}.${name}`) ?? [];
    if (wires.length === 0 && each.params['preset'] !== undefined) preset.push(name);
    const entry = known(portAt(inner, each, 'out', 'value'));
    return wires.map(({ from: outer }) => ({
      from: outer,
      passed: [known(portAt(document, outerNodes.get(outer.node), 'out', outer.port)), entry],
    }));
  };
  const outerSources = ({ port }: Wire['from']): readonly Source[] => {
    const exit = outputs.get(port);
    if (exit === undefined) return [];
    const end = known(portAt(inner, exit, 'in', 'value'));
    return (intoInner.get(`${exit.id}.value`) ?? []).flatMap(({ from }) =>
      innerSources(from).map((source) => ({ ...source, passed: [...source.passed, end] })),
    );
  };

  const made: Wire[] = [];
  let odd: string | null = null;
  const join = (sources: readonly Source[], wire: Wire, to: Wire['to'], target: PortSpec, alone: boolean) => {
    const chosen = sources.length > 1 && (!alone || target.list === true);
    for (const { from, passed } of sources) {
      if (chosen || !keepsValue([...passed, target])) odd ??= `${wire.to.node}.${wire.to.port}`;
      made.push({ kind: 'data', from, to });
    }
  };
  const addInside = () => {
    for (const wire of inner.wires) {
      const to = ids.get(wire.to.node);
      const from = ids.get(wire.from.node);
      if (to === undefined) continue;
      const end = { node: to, port: wire.to.port };
      if (from !== undefined) made.push({ ...wire, from: { ...wire.from, node: from }, to: end });
      else {
        const target = known(portAt(inner, innerNodes.get(wire.to.node), 'in', wire.to.port));
        const alone = intoInner.get(`${wire.to.node}.${wire.to.port}`)?.length === 1;
        join(innerSources(wire.from), wire, end, target, alone);
      }
    }
  };
  for (const wire of document.wires) {
    if (wire.to.node === node.id) continue;
    if (wire.from.node !== node.id) made.push(wire);
    else {
      const target = known(portAt(document, outerNodes.get(wire.to.node), 'in', wire.to.port));
      const alone = intoOuter.get(`${wire.to.node}.${wire.to.port}`)?.length === 1;
      join(outerSources(wire.from), wire, wire.to, target, alone);
    }
  }
  addInside();
  const [first] = preset;
  if (first !== undefined)
    return refused('inline.preset', `The input "${first}" takes its preset; wire it first.`, { input: first });
  if (odd !== null)
    return refused('inline.values', `No wire gives "${odd}" the values that it gets now.`, { port: odd });
  return { wires: [...new Map(made.map((wire) => [wireKey(wire), wire])).values()] };
}

// Whether one wire from the first port to the last does what the wires through those between do.
function keepsValue(ports: readonly PortSpec[]): boolean {
  const [first] = ports;
  const last = ports.at(-1);
  if (first === undefined || last === undefined) return false;
  let whole: Conversion | null = 'same';
  for (const [index, port] of ports.slice(1).entries()) {
    const step = conversionBetween(ports[index] ?? port, port);
    if (step === null || whole === null) return false;
    // Seen as JSON a value is the same value, and as text it is the same text.
    if (whole === 'same' || (whole === 'to-json' && step !== 'wrap')) whole = step === 'same' ? whole : step;
    else if (step !== 'same') return false;
  }
  return conversionBetween(first, last) === whole;
}

function outerDocument(
  document: PipelineDocument,
  catalog: Catalog,
  node: PipelineNode,
  inner: PipelineDocument,
  made: {
    readonly steps: readonly PipelineNode[];
    readonly wires: readonly Wire[];
    readonly ids: ReadonlyMap<string, string>;
  },
): PipelineDocument {
  const nodes = document.nodes.flatMap((each) => (each.id === node.id ? made.steps : [each]));
  const { pipelines = {}, handles = {}, view = {}, ...rest } = document;
  const name = String(node.params['pipeline']);
  const others = document.nodes.filter((each) => each.id !== node.id);
  const stays = Object.hasOwn(namedBy(document, catalog, others).pipelines ?? {}, name);
  const left = Object.entries({ ...pipelines, ...inner.pipelines }).filter(([each]) => each !== name || stays);
  const allHandles = { ...inner.handles, ...handles };

  const places = placeNodes(inner);
  const insidePlaces = [...made.ids].map(([old, id]) => ({ id, at: places.get(old) ?? { x: 0, y: 0 } }));
  // Around where the node was, as a selection that becomes a node leaves it in its middle.
  const middle = middleOf(insidePlaces.map(({ at }) => at));
  const origin = placeNodes(document).get(node.id) ?? { x: 0, y: 0 };
  const shifted = ({ x, y }: { x: number; y: number }) =>
    rounded({ x: x - middle.x + origin.x, y: y - middle.y + origin.y });
  const before = viewWithout(view, new Set([node.id]));
  const positions = { ...before.positions, ...Object.fromEntries(insidePlaces.map(({ id, at }) => [id, shifted(at)])) };
  const renamed = (all: readonly string[] = []) => all.flatMap((id) => made.ids.get(id) ?? []);
  const fresh = <Value extends { readonly id: string }>(here: readonly Value[] = [], come: readonly Value[] = []) => {
    const taken = new Set(here.map(({ id }) => id));
    return [
      ...here,
      ...come.map((each) => {
        const id = freeId(each.id, taken);
        taken.add(id);
        return { ...each, id };
      }),
    ];
  };
  const comeGroups = (inner.view?.groups ?? [])
    .map((each) => ({ ...each, nodes: renamed(each.nodes) }))
    .filter((each) => each.nodes.length > 0);
  const groups = fresh(before.groups, comeGroups);
  const notes = fresh(
    before.notes,
    (inner.view?.notes ?? []).map((each) => ({ ...each, position: shifted(each.position) })),
  );
  const collapsed = [...(before.collapsed ?? []), ...renamed(inner.view?.collapsed)];
  return {
    ...rest,
    nodes,
    wires: made.wires,
    ...(Object.keys(allHandles).length === 0 ? {} : { handles: allHandles }),
    ...(left.length === 0 ? {} : { pipelines: Object.fromEntries(left) }),
    view: {
      ...before,
      ...(Object.keys(positions).length === 0 ? {} : { positions }),
      ...(groups.length === 0 ? {} : { groups }),
      ...(notes.length === 0 ? {} : { notes }),
      ...(collapsed.length === 0 ? {} : { collapsed }),
    },
  };
}

function refused(code: string, message: string, values: SaidValues = {}): Refused {
  return { refusal: { code, message, values } };
}
