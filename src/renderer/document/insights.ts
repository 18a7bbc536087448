// What follows from the document on screen and costs too much for every key stroke: its problems, and which nodes compute something else
// than in the run on screen. Found again a moment after each change, once for all who show it.

import { createStore, type StoreApi } from 'zustand/vanilla';
import { changedNodes } from '../../shared/pipeline/changed-nodes.ts';
import { check, type Problem } from '../../shared/pipeline/check.ts';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import { levelOf } from '../../shared/pipeline/edits.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { WorkspaceCore } from '../workspace.ts';

export interface Insights {
  readonly problems: readonly Problem[];
  /** The first error of each node of the level on screen. */
  readonly byNode: ReadonlyMap<string, Problem>;
  /** Nodes of the level on screen that changed since the run on screen was started. */
  readonly changed: ReadonlySet<string>;
}

const nothing: Insights = { problems: [], byNode: new Map(), changed: new Set() };
const settleMs = 80;

/** Insights into what a workspace has on screen. */
export function createInsights({ store, run }: Pick<WorkspaceCore, 'store' | 'run'>): StoreApi<Insights> {
  const insights = createStore<Insights>(() => nothing);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let watched: (() => void) | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(find, settleMs);
  };
  const find = () => {
    const { open, catalog, levels } = store.getState();
    if (open === null || catalog === null) return insights.setState(nothing);
    const { document } = open.store.getState();
    const problems = problemsOf(document, catalog);
    const before = insights.getState();
    const within = levels.map(({ pipeline }) => pipeline);
    const byNode = new Map<string, Problem>();
    for (const problem of problemsAt(problems, within))
      if (problem.node !== undefined && problem.severity === 'error' && !byNode.has(problem.node))
        byNode.set(problem.node, problem);
    const ran = run.store.getState().document;
    const [then, now] = [ran === null ? null : levelOf(ran, within), levelOf(document, within)];
    const changed = then === null || now === null ? nothing.changed : changedNodes(then, now);
    insights.setState({
      problems,
      byNode: sameKeys(before.byNode, byNode) ? before.byNode : byNode,
      changed: sameKeys(before.changed, changed) ? before.changed : changed,
    });
  };
  store.subscribe((now, before) => {
    if (now.open !== before.open) {
      watched?.();
      watched = now.open?.store.subscribe((state, old) => {
        if (state.document !== old.document) later();
      });
    }
    if (now.open !== before.open || now.catalog !== before.catalog || now.levels !== before.levels) find();
  });
  run.store.subscribe((now, before) => {
    if (now.document !== before.document) later();
  });
  return insights;
}

const known = new WeakMap<PipelineDocument, { readonly catalog: Catalog; readonly problems: readonly Problem[] }>();

/** Problems of a document against a catalog, now; the same list for the same document. */
export function problemsOf(document: PipelineDocument, catalog: Catalog): readonly Problem[] {
  const found = known.get(document);
  if (found?.catalog === catalog) return found.problems;
  const problems = check(document, catalog);
  known.set(document, { catalog, problems });
  return problems;
}

/** The problems of one level. */
export function problemsAt(problems: readonly Problem[], within: readonly string[]): readonly Problem[] {
  const base = within.map((name) => `/pipelines/${name}`).join('');
  return problems.filter(({ pointer }) => pointer.startsWith(`${base}/`) && !pointer.startsWith(`${base}/pipelines/`));
}

/** The level that a problem is on. */
export function levelOfProblem({ pointer }: Problem): readonly string[] {
  return [...(/^(?:\/pipelines\/[^/]+)*/.exec(pointer)?.[0] ?? '').matchAll(/\/pipelines\/([^/]+)/g)].map(
    (match) => match[1] ?? '',
  );
}

function sameKeys(
  left: ReadonlyMap<string, unknown> | ReadonlySet<string>,
  right: ReadonlyMap<string, unknown> | ReadonlySet<string>,
): boolean {
  if (left.size !== right.size) return false;
  if (left instanceof Map && right instanceof Map)
    return [...left].every(
      ([key, value]) => (right.get(key) as Problem | undefined)?.message === (value as Problem).message,
    );
  return [...left.keys()].every((key) => right.has(key as string));
}
