// The effects that need nothing from outside: values of pure nodes, ends of scopes and agents, calls that cannot run, limits. Computed
// here once, recorded as events, and never computed again when a journal is folded.

import { toEnvelope } from '../errors.ts';
import { ownValue, type JsonObject, type JsonValue } from '../json/value.ts';
import { computeOf } from '../pipeline/kinds/index.ts';
import type { PlanNode } from '../pipeline/plan.ts';
import { conversionBetween, convert } from '../tool/ports.ts';
import { agentAt, contextLimitsAt } from './agent-state.ts';
import { shortened } from './context-step.ts';
import { readArtifact } from './context/artifact.ts';
import type { EvaluateEffect } from './effects.ts';
import { resolveCitations } from './evidence.ts';
import type { EventDraft, Outcome, RecordedError } from './events.ts';
import { inputsOf, scopeOutputs } from './inputs.ts';
import { activationAt, nodeOf, type Activation, type RunState } from './state.ts';

type Draft = EventDraft extends infer Event ? (Event extends { at: number } ? Omit<Event, 'at'> : never) : never;

/** The event that answers an `evaluate` effect, without its time. */
export function evaluate(state: RunState, effect: EvaluateEffect): Draft {
  const { id, activation: path, what } = effect;
  switch (what.of) {
    case 'limit':
      return { type: 'node.failed', effect: id, activation: path, error: what.error };
    case 'shared': {
      const outcome = agentAt(state, path).calls[what.with]?.outcome;
      if (outcome === null || outcome === undefined) throw new Error('the call to share with has not ended');
      const shared = { call: what.call, outcome, durationMs: 0, sharedWith: what.with };
      return { type: 'tool.finished', effect: id, activation: path, ...shared };
    }
    case 'artifact': {
      const outcome = artifactOutcome(state, path, what.input);
      return { type: 'tool.finished', effect: id, activation: path, call: what.call, outcome, durationMs: 0 };
    }
    case 'guard': {
      const { step, guard, count, action, message } = what;
      return { type: 'guard.raised', effect: id, activation: path, step, guard, count, action, message };
    }
    case 'context':
      return contextDraft(state, effect, what);
    case 'call': {
      const scope = `${path}@${what.call.step}.${what.call.index}/`;
      const outcome: Outcome =
        what.error === null
          ? { status: 'ok', outputs: scopeOutputs(state, scope) }
          : { status: 'error', error: what.error };
      return { type: 'tool.finished', effect: id, activation: path, call: what.call, outcome, durationMs: 0 };
    }
    case 'node':
      try {
        return { type: 'node.finished', effect: id, activation: path, outputs: outputsOf(state, path) };
      } catch (thrown) {
        return { type: 'node.failed', effect: id, activation: path, error: recordedError(thrown) };
      }
  }
}

function contextDraft(
  state: RunState,
  { id, activation }: EvaluateEffect,
  { step, stage, changed }: Extract<EvaluateEffect['what'], { of: 'context' }>,
): Draft {
  const agent = agentAt(state, activation);
  const limits = contextLimitsAt(state, activation);
  if (limits === null) throw new Error('everything of the conversation is sent');
  const after = shortened(state, agent, limits, stage, changed);
  return {
    type: 'context.changed',
    effect: id,
    activation,
    step,
    stage,
    changed: [...changed],
    tokensBefore: agent.likelyTokens,
    tokensAfter: after.likelyTokens,
    messages: after.conversation.messages.length,
    digest: after.digest,
  };
}

// A page of a result that the model was shown in part, or not any more.
function artifactOutcome(state: RunState, path: string, input: JsonObject): Outcome {
  const ref = typeof input['ref'] === 'string' ? input['ref'] : '';
  const text = agentAt(state, path).artifacts.get(ref);
  const limits = contextLimitsAt(state, path);
  if (text === undefined || limits === null) {
    const message = `There is no result with the reference "${ref}". Use a reference from a result of this conversation.`;
    return { status: 'error', error: { code: 'artifact.unknown', message } };
  }
  const { from, length, query } = input;
  const place = {
    ref,
    ...(typeof from === 'number' ? { from } : {}),
    ...(typeof length === 'number' ? { length } : {}),
    ...(typeof query === 'string' ? { query } : {}),
  };
  return { status: 'ok', outputs: { text: readArtifact(text, place, limits) } };
}

/** An error as events hold it. */
export function recordedError(thrown: unknown): RecordedError {
  const { code, message, action } = toEnvelope(thrown);
  return { code, message, ...(action === undefined ? {} : { action }) };
}

function outputsOf(state: RunState, path: string): JsonObject {
  const activation = activationAt(state, path);
  const node = nodeOf(state, activation);
  const inputs = inputsOf(state, activation) ?? {};
  if (node.bypass !== undefined) return bypassed(node, inputs, node.bypass);
  switch (node.performer) {
    case 'input': {
      const given = ownValue(state.scopes.get(activation.scope)?.inputs ?? {}, String(node.params['name']));
      return { value: given ?? node.params['preset'] ?? null };
    }
    case 'output':
      return { value: inputs['value'] ?? null };
    case 'value':
      return computeOf(node.kind)(node.params, inputs);
    case 'agent':
      return agentOutputs(activation);
    case 'scope':
      return activation.map === null
        ? scopeOutputs(state, `${path}/`)
        : mapOutputs(state, path, node, activation.map.items.length);
    case 'tool':
    case 'person':
      throw new Error(`a ${node.performer} does not compute`);
  }
}

function bypassed(
  node: PlanNode,
  inputs: JsonObject,
  bypass: { readonly in: string; readonly out: string },
): JsonObject {
  const value = ownValue(inputs, bypass.in);
  const to = node.outputs.find((port) => port.name === bypass.out);
  if (value === undefined || to === undefined) return {};
  const conversion = typeof value === 'string' ? conversionBetween({ name: '', type: 'text' }, to) : null;
  return { [bypass.out]: conversion === null ? value : convert(value, conversion) };
}

function agentOutputs(activation: Activation): JsonObject {
  const answer = activation.agent?.answer ?? '';
  const passages = activation.agent?.passages.from(0) ?? [];
  const { cited } = resolveCitations(answer, (id) => passages.find((passage) => passage.id === id));
  return { answer, evidence: cited as unknown as JsonValue };
}

// An inner pipeline with one output gives a list of its values, any other a list of objects by output name.
function mapOutputs(state: RunState, path: string, node: PlanNode, count: number): JsonObject {
  const outputs = state.inner.get(node.plan ?? '')?.plan.outputs ?? [];
  const only = outputs.length === 1 ? outputs[0]?.name : undefined;
  const results = Array.from({ length: count }, (_, index): JsonValue => {
    const values = scopeOutputs(state, `${path}[${index}]/`);
    return only === undefined ? values : (values[only] ?? null);
  });
  return { results };
}
