// Which params a fork may change: those of nodes that the plan has, to values that their kinds allow, and none that would make the
// pipeline another one, because the plan of a run stays.

import { LonglineError, type SaidValues } from '../../shared/errors.ts';
import type { JsonObject } from '../../shared/json/value.ts';
import type { StructuralKind } from '../../shared/pipeline/kinds/define.ts';
import type { Plan, PlanNode, PlanTool } from '../../shared/pipeline/plan.ts';
import { references } from '../../shared/pipeline/references.ts';
import type { Catalog, KindEntry } from '../../shared/tool/kind.ts';
import { schemaCheck } from '../../shared/tool/schema.ts';

type Params = Readonly<Record<string, JsonObject>>;

/** Throws `run.fork_param` at the first change that cannot be made; `params` by node id, `SCOPE/NODE` within inner pipelines. */
export function checkForkParams(plan: Plan, params: Params, catalog: Catalog): void {
  for (const [path, changes] of Object.entries(params)) {
    const node = nodeAt(plan, plan, path.split('/'));
    const entry = node === null ? undefined : catalog.get(node.kind);
    if (node === null || entry === undefined) throw noNode(plan, path);
    const { card } = entry;
    const merged = { ...node.params, ...changes };
    const problems = [...schemaCheck(card.params)(merged), ...((entry as StructuralKind).checkParams?.(merged) ?? [])];
    const [problem] = problems;
    if (problem !== undefined) {
      const { pointer, message, values } = problem;
      throw refused(`"${path}" cannot have that${pointer}: ${message}`, {
        case: 'value',
        node: path,
        said: message,
        ...values,
      });
    }
    if (isShape(node) || portsOf(entry, merged) !== portsOf(entry, node.params))
      throw refused(`These params of "${path}" shape the pipeline itself, and a fork keeps the pipeline of its run.`, {
        case: 'shape',
        node: path,
      });
    for (const { pointer, widget, value } of references(card.params, merged)) {
      if (widget !== 'pipeline' && !Object.hasOwn(plan.handles, value))
        throw refused(`"${path}" cannot have that ${pointer.slice(1)}: the run has no ${widget} "${value}".`, {
          case: 'handle',
          node: path,
          name: value,
        });
    }
  }
}

/** The plan as it is with the changes of a fork; for looking things up in it. */
export function withForkParams(plan: Plan, params: Params): Plan {
  const changed = (part: Plan): Plan => ({
    ...part,
    nodes: part.nodes.map((node) => {
      const own = Object.entries(params).find(([path]) => path.split('/').at(-1) === node.id);
      return own === undefined ? node : { ...node, params: { ...node.params, ...own[1] } };
    }),
  });
  const plans = Object.entries(plan.plans).map(([hash, inner]): [string, Plan] => [hash, changed(inner)]);
  return { ...changed(plan), plans: Object.fromEntries(plans) };
}

function isShape({ performer }: PlanNode | PlanTool): boolean {
  return performer === 'scope' || performer === 'input' || performer === 'output';
}

function portsOf(entry: KindEntry, params: JsonObject): string {
  return JSON.stringify(entry.portsOf(params, () => null));
}

function nodeAt(root: Plan, part: Plan, [id, ...within]: readonly string[]): PlanNode | PlanTool | null {
  const node = part.nodes.find((candidate) => candidate.id === id);
  const tool = part.nodes.flatMap((candidate) => candidate.tools ?? []).find((candidate) => candidate.node === id);
  const found = node ?? tool ?? null;
  if (within.length === 0 || found === null) return found;
  const inner = root.plans[found.plan ?? ''];
  return inner === undefined ? null : nodeAt(root, inner, within);
}

function noNode(plan: Plan, path: string): LonglineError {
  const ids = plan.nodes.flatMap(({ id, tools = [] }) => [id, ...tools.map(({ node }) => node)]);
  return refused(
    `The run has no node "${path}".`,
    { case: 'node', node: path },
    `Its nodes are: ${[...new Set(ids)].slice(0, 30).join(', ')}.`,
  );
}

function refused(message: string, details: SaidValues, action?: string): LonglineError {
  return new LonglineError('run.fork_param', message, { details, ...(action === undefined ? {} : { action }) });
}
