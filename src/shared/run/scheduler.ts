// The scheduler: what an ended activation sets free, and when a scope has ended. What is free is noted in the draft and begun in
// advance.ts, so that nothing here recurses and chains of thousands of nodes and fan-outs of thousands of branches run.

import { addAttempt } from '../cost/usage.ts';
import { LonglineError } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';
import type { Plan, PlanNode, PlanTool } from '../pipeline/plan.ts';
import { accessesOf } from './accesses.ts';
import type { AskHumanEffect, CallPlace, CallToolEffect } from './effects.ts';
import { callEffectId, nodeEffectId } from './effects.ts';
import type { RecordedError } from './events.ts';
import { inputsOf } from './inputs.ts';
import {
  activationAt,
  indexPlan,
  nodeOf,
  type Activation,
  type Draft,
  type DueEntry,
  type ScopeOwner,
} from './state.ts';

/** Makes an effect due. */
export function addDue(draft: Draft, effect: DueEntry['effect']): void {
  draft.due = draft.due.with(effect.id, {
    effect,
    order: draft.dueCount,
    requested: false,
    reservedNanoUsd: 0,
    reservedTokens: 0,
  });
  draft.dueCount += 1;
}

/** Opens a scope for the run's plan (null), one of its inner plans (by hash) or a plan made for the occasion: every node of its plan becomes an activation, and those without sources can run at once. */
export function openScope(
  draft: Draft,
  path: string,
  of: Plan | string | null,
  inputs: JsonObject,
  owner: ScopeOwner,
): void {
  const plan = of === null ? draft.root : typeof of === 'string' ? draft.inner.get(of) : indexPlan(of);
  if (plan === undefined) throw new LonglineError('plan.incomplete', `The plan has no inner pipeline ${String(of)}.`);
  const { nodes } = plan.plan;
  draft.scopes = draft.scopes.with(path, { path, plan, inputs, owner, remaining: nodes.length, abandoned: false });
  nodes.forEach((node, index) => {
    const unresolved = node.inputs.reduce((sum, input) => sum + input.sources.length, 0);
    const activation: Activation = {
      scope: path,
      node: index,
      unresolved,
      status: 'pending',
      outputs: null,
      error: null,
      agent: null,
      map: null,
      trajectories: null,
    };
    draft.activations = draft.activations.with(`${path}${node.id}`, activation);
    if (unresolved === 0) draft.ready.push(`${path}${node.id}`);
  });
  if (nodes.length === 0) endScope(draft, path);
}

/** Ends an activation with the values of its live output ports. */
export function finishActivation(draft: Draft, path: string, outputs: JsonObject): void {
  const activation = activationAt(draft, path);
  draft.activations = draft.activations.with(path, { ...activation, status: 'finished', outputs });
  settle(draft, path);
}

/**
 * Ends an activation that failed. Inside a pipeline that a model called, the failure is that call's result; in a trajectory it ends that
 * trajectory; anywhere else, and for limits always, it ends the run.
 */
export function failActivation(draft: Draft, path: string, error: RecordedError): void {
  const activation = activationAt(draft, path);
  draft.activations = draft.activations.with(path, { ...activation, status: 'failed', error });
  const limit = error.code.startsWith('limit.');
  let owner = draft.scopes.get(activation.scope)?.owner;
  let scope = activation.scope;
  while (!limit && owner !== undefined && owner.of !== 'run') {
    if (owner.of === 'call') {
      abandonScope(draft, scope);
      const { activation: agent, call } = owner;
      addDue(draft, {
        type: 'evaluate',
        id: callEffectId(agent, call),
        activation: agent,
        what: { of: 'call', call, error },
      });
      return;
    }
    if (owner.of === 'trajectory') {
      abandonScope(draft, scope);
      endTrajectory(draft, owner.activation, error);
      return;
    }
    scope = activationAt(draft, owner.activation).scope;
    owner = draft.scopes.get(scope)?.owner;
  }
  draft.ending ??= { status: limit ? 'limited' : 'failed', reason: error };
}

/** A call of a tool, as a step of the pipeline or for a model. */
export function toolEffect(
  id: string,
  activation: string,
  call: CallPlace | null,
  tool: PlanNode | PlanTool,
  input: JsonObject,
): CallToolEffect {
  const { kind, version, params, outputs, effect, reach } = tool;
  const timeoutMs = tool.timeoutMs ?? null;
  const accesses = accessesOf(kind, effect, tool.accesses, { params, input });
  const what = { kind, version, params, input, outputs, effect, reach, timeoutMs, accesses };
  return { type: 'call-tool', id, activation, call, ...what };
}

/** A question for a person, from the input of a kind that somebody answers. */
export function humanEffect(
  id: string,
  activation: string,
  call: CallPlace | null,
  input: JsonObject,
  port: string,
): AskHumanEffect {
  const question = input['question'];
  const choices = input['choices'];
  return {
    type: 'ask-human',
    id,
    activation,
    call,
    question: typeof question === 'string' ? question : JSON.stringify(question ?? input),
    choices: Array.isArray(choices) ? choices.map((choice) => String(choice)) : [],
    port,
    purpose: 'question',
    guard: null,
    approves: null,
    doubted: null,
  };
}

/** Notes what an ended activation sets free, and ends its scope when it was the last. */
export function settle(draft: Draft, path: string): void {
  const { scope: scopePath, node } = activationAt(draft, path);
  const scope = draft.scopes.get(scopePath);
  if (scope === undefined) return;
  for (const consumer of scope.plan.consumers[node] ?? []) {
    const target = `${scopePath}${scope.plan.plan.nodes[consumer]?.id ?? ''}`;
    const activation = activationAt(draft, target);
    draft.activations = draft.activations.with(target, { ...activation, unresolved: activation.unresolved - 1 });
    if (activation.unresolved === 1) draft.ready.push(target);
  }
  draft.scopes = draft.scopes.with(scopePath, { ...scope, remaining: scope.remaining - 1 });
  if (scope.remaining === 1) endScope(draft, scopePath);
}

function endScope(draft: Draft, path: string): void {
  const owner = draft.scopes.get(path)?.owner;
  switch (owner?.of) {
    case undefined:
      return;
    case 'run':
      draft.complete = true;
      return;
    case 'node':
      addDue(draft, {
        type: 'evaluate',
        id: nodeEffectId(owner.activation),
        activation: owner.activation,
        what: { of: 'node' },
      });
      return;
    case 'call': {
      const { activation, call } = owner;
      addDue(draft, {
        type: 'evaluate',
        id: callEffectId(activation, call),
        activation,
        what: { of: 'call', call, error: null },
      });
      return;
    }
    case 'item':
      endItem(draft, owner.activation);
      return;
    case 'trajectory':
      endTrajectory(draft, owner.activation, null);
  }
}

function endItem(draft: Draft, path: string): void {
  const activation = activationAt(draft, path);
  if (activation.map === null) return;
  const map = { ...activation.map, ended: activation.map.ended + 1 };
  draft.activations = draft.activations.with(path, { ...activation, map });
  if (map.ended === map.items.length) {
    addDue(draft, { type: 'evaluate', id: nodeEffectId(path), activation: path, what: { of: 'node' } });
  } else draft.ready.push(path);
}

/** Notes that the first trajectory of an agent has had a reply, so that the others can begin. */
export function trajectoryReplied(draft: Draft, path: string): void {
  const owner = draft.scopes.get(activationAt(draft, path).scope)?.owner;
  if (owner?.of === 'trajectory' && owner.index === 0) draft.ready.push(owner.activation);
}

function endTrajectory(draft: Draft, path: string, error: RecordedError | null): void {
  const activation = activationAt(draft, path);
  const { trajectories } = activation;
  if (trajectories === null) return;
  const now = { ...trajectories, ended: trajectories.ended + 1, error: error ?? trajectories.error };
  draft.activations = draft.activations.with(path, { ...activation, trajectories: now });
  draft.ready.push(path);
}

/** Opens items in order, as many at a time as the author allows; one without nodes ends while it opens. */
export function openItems(draft: Draft, path: string): void {
  for (;;) {
    const activation = activationAt(draft, path);
    const { map } = activation;
    const node = nodeOf(draft, activation);
    const atOnce = Number(node.params['concurrency'] ?? 1);
    if (map === null || map.opened === map.items.length || map.opened - map.ended >= atOnce) return;
    const index = map.opened;
    draft.activations = draft.activations.with(path, { ...activation, map: { ...map, opened: index + 1 } });
    const { items: _, ...others } = inputsOf(draft, activation) ?? {};
    const inputs = { ...others, [node.item ?? 'item']: map.items[index] ?? null };
    openScope(draft, `${path}[${index}]/`, node.plan ?? '', inputs, { of: 'item', activation: path, index });
  }
}

// Forgets what is due in a scope that nobody waits for any more. Model requests under way there have cost up to their reservation.
function abandonScope(draft: Draft, path: string): void {
  for (const [key, scope] of draft.scopes.entries()) {
    if (key.startsWith(path)) draft.scopes = draft.scopes.with(key, { ...scope, abandoned: true });
  }
  for (const [id, entry] of draft.due.entries()) {
    if (!entry.effect.activation.startsWith(path)) continue;
    draft.due = draft.due.without(id);
    if (entry.effect.type !== 'call-model' || !entry.requested) continue;
    draft.ledger = addAttempt(draft.ledger, null, { low: 0, high: entry.reservedNanoUsd });
    draft.spentTokens += entry.reservedTokens;
  }
}
