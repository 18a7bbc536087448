// A fork as people ask for it: the step, another endpoint or model from there on, other params, other limits. Everything is checked and
// resolved before anything is written.

import type { Limits, ModelBinding } from '../../shared/run/events.ts';
import { activationAt, nodeOf } from '../../shared/run/state.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { checkForkParams, withForkParams } from '../drivers/fork-params.ts';
import { forkPoint, forkRun, type ForkPoint } from '../drivers/fork.ts';
import type { Store } from '../store/store.ts';
import { namedModels } from './agents-of.ts';
import { bindModel } from './bind-run.ts';
import type { ForkRequest } from './engine-types.ts';
import { rehearsalSteps, type Models, type RunModels } from './models.ts';
import { refuseUnknownPrices } from './run-limits.ts';
import { sha256 } from './sha256.ts';

export interface ForkParts {
  readonly journal: Store;
  readonly models: Pick<Models, 'forRun'>;
  readonly catalog: Catalog;
  readonly request: ForkRequest;
}

export interface PreparedFork {
  /** Closed by whoever drives the fork. */
  readonly runModels: RunModels;
  readonly bindings: Readonly<Record<string, string>>;
  /** Stores the fork; `at` in milliseconds since 1970. Errors: `storage.*`, `journal.*`. */
  create(runId: string, at: number): ReturnType<typeof forkRun>;
}

/** Errors: `run.no_step`, `run.fork_param`, `run.price_unknown`, `endpoint.*`, `journal.*`. */
export async function prepareFork({ journal, models, catalog, request }: ForkParts): Promise<PreparedFork> {
  const point = await forkPoint(journal, request.runId, request.step, sha256);
  const { plan, row, state } = point;
  const { params } = request;
  checkForkParams(plan, params, catalog);
  const limits: Limits = request.limits ?? state.limits;
  const runModels = models.forRun({ steps: rehearsalSteps(state.models), delayMs: 0 });
  try {
    const replaced = await replacedModels(runModels, point, request);
    refuseUnknownPrices(limits, Object.values({ ...state.models, ...replaced }));
    return {
      runModels,
      bindings: row.bindings,
      create: (runId, at) => forkRun(journal, point, { models: replaced, params, limits }, { runId, at }),
    };
  } catch (thrown) {
    await runModels.close();
    throw thrown;
  }
}

// The agent of the step goes on with the model that was chosen, or that its changed params name; agents that begin later and name a model
// which the run did not have get theirs.
async function replacedModels(
  runModels: RunModels,
  { plan, place, state }: ForkPoint,
  { params, endpoint, model }: ForkRequest,
): Promise<Record<string, ModelBinding>> {
  const changed = withForkParams(plan, params);
  const replaced: Record<string, ModelBinding> = {};
  const choice = { endpoint, model };
  const activation = activationAt(state, place.activation);
  const key = activation.agent?.model ?? '/';
  const own = Object.entries(params).find(([path]) => path.split('/').at(-1) === nodeOf(state, activation).id)?.[1];
  const named = { ...nodeOf(state, activation).params, ...own };
  const isNamedAnew = own !== undefined && ('endpoint' in own || 'model' in own);
  if (endpoint !== null || model !== null || isNamedAnew)
    replaced[key] = await bindModel(
      runModels,
      { endpoint: text(named['endpoint']), model: text(named['model']) },
      choice,
    );
  for (const other of namedModels(changed)) {
    if (state.models[other.key] === undefined && replaced[other.key] === undefined)
      replaced[other.key] = await bindModel(runModels, other, choice);
  }
  return replaced;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
