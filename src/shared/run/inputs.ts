// What a node gets: the values on its input ports, gathered from the outputs of its sources with the wires' conversions.

import type { JsonObject, JsonValue } from '../json/value.ts';
import { ownValue } from '../json/value.ts';
import type { PlanInput } from '../pipeline/plan.ts';
import { convert } from '../tool/ports.ts';
import { nodeOf, type Activation, type RunState } from './state.ts';

/** The values of an activation's input ports, or null when a required one has no live source, so that the node is skipped. */
export function inputsOf(state: RunState, activation: Activation): JsonObject | null {
  const scope = state.scopes.get(activation.scope);
  if (scope?.owner.of === 'trajectory') return scope.inputs;
  const values: Record<string, JsonValue> = {};
  for (const input of nodeOf(state, activation).inputs) {
    const live = liveValues(state, activation.scope, input);
    if (live.length === 0) {
      if (input.required) return null;
    } else values[input.port] = input.list ? live.flat() : (live[0] as JsonValue);
  }
  return values;
}

/** The values that a scope's pipeline gives back, by output name; outputs that nothing reached are left out. */
export function scopeOutputs(state: RunState, path: string): JsonObject {
  const plan = state.scopes.get(path)?.plan.plan;
  const outputs: Record<string, JsonValue> = {};
  for (const port of plan?.outputs ?? []) {
    const node = plan?.nodes[port.node];
    const value = node === undefined ? undefined : state.activations.get(`${path}${node.id}`)?.outputs?.['value'];
    if (value !== undefined) outputs[port.name] = value;
  }
  return outputs;
}

function liveValues(state: RunState, scope: string, input: PlanInput): JsonValue[] {
  const nodes = state.scopes.get(scope)?.plan.plan.nodes;
  return input.sources.flatMap((source) => {
    const from = state.activations.get(`${scope}${nodes?.[source.node]?.id ?? ''}`);
    const value = from?.outputs === null || from === undefined ? undefined : ownValue(from.outputs, source.port);
    return value === undefined ? [] : [convert(value, source.conversion)];
  });
}
