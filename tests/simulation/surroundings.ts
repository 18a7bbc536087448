// What a simulated run is given: its pipeline, the endpoint that it talks to, and which of its calls wait for a person.

import { profileById } from '../../src/main/endpoints/profiles/index.ts';
import type { EndpointTarget } from '../../src/main/endpoints/target.ts';
import type { PipelineDocument } from '../../src/shared/pipeline/document.ts';
import type { ModelBinding } from '../../src/shared/run/events.ts';
import { agentPipeline, node } from '../kit/pipelines.ts';
import type { Scenario } from './scenario.ts';

export const runId = 'run-1';
/** A secret that must not come to light anywhere. */
export const key = 'sk-canary-4f1d9b7a2c';

/** question → agent with every simulated tool and a person → answer. */
export function pipelineOf({ params }: Scenario): PipelineDocument {
  const kinds = ['look', 'find', 'note', 'send', 'ask'];
  return agentPipeline(
    kinds.map((kind) => node(kind, kind)),
    params,
  );
}

/** The kinds whose calls wait for a person. */
export function waitingKinds({ params, approvals }: Scenario): ReadonlySet<string> {
  if (approvals === 'allow' || params['approval'] === 'none') return new Set();
  return new Set(params['approval'] === 'all' ? ['look', 'find', 'note', 'send'] : ['note', 'send']);
}

export function targetOf({ profile, gateLimits }: Scenario): EndpointTarget {
  const found = profileById(profile);
  if (found === undefined) throw new Error(`there is no profile ${profile}`);
  const url = new URL(profile === 'moonshot' ? 'https://api.moonshot.ai/v1' : 'https://gpu.example.com/v1');
  const entry = gateLimits === undefined ? null : { url: url.href, limits: gateLimits };
  return { name: 'simulated', url, profile: found, key, keyVariable: 'LONGLINE_KEY_SIMULATED', entry };
}

export function bindingOf({ profile, pricing, windowTokens }: Scenario, target: EndpointTarget): ModelBinding {
  const model = 'kimi-k2-thinking';
  return {
    endpoint: 'simulated',
    profile,
    origin: target.url.origin,
    model,
    dialect: target.profile.dialectFor(model),
    pricing,
    windowTokens,
    rehearsal: false,
  };
}
