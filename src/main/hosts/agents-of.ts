// Which models a plan talks to: one key for every endpoint and model that its agents name.

import { agentParamsOf } from '../../shared/pipeline/kinds/agent.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import { modelKey } from '../../shared/run/events.ts';

export interface NamedModel {
  readonly key: string;
  readonly endpoint: string | null;
  readonly model: string | null;
}

/** The endpoints and models that the agents of a plan and of its inner plans name, stronger ones to go on with included, each once. */
export function namedModels(plan: Plan): readonly NamedModel[] {
  const found = new Map<string, NamedModel>();
  const add = (endpoint: string | undefined, model: string | undefined) => {
    const key = modelKey(endpoint, model);
    found.set(key, { key, endpoint: endpoint ?? null, model: model ?? null });
  };
  for (const part of [plan, ...Object.values(plan.plans)]) {
    for (const node of part.nodes) {
      if (node.performer !== 'agent') continue;
      const { endpoint, model, escalateEndpoint, escalateModel } = agentParamsOf(node.params);
      add(endpoint, model);
      if (escalateEndpoint !== undefined || escalateModel !== undefined) add(escalateEndpoint, escalateModel);
    }
  }
  return [...found.values()];
}

/** Names of all folders and files that a plan reads, inner plans included. */
export function namedHandles(plan: Plan): readonly string[] {
  return [...new Set([plan, ...Object.values(plan.plans)].flatMap((part) => Object.keys(part.handles)))];
}
