// Begins what is free to run: each activation by its performer. A list is worked off from the front, so that effects become due in the
// order of the plan.

import { ownValue, type JsonObject, type JsonValue } from '../json/value.ts';
import type { PlanNode } from '../pipeline/plan.ts';
import { nodeEffectId } from './effects.ts';
import { inputsOf } from './inputs.ts';
import { startAgent } from './loop.ts';
import { addDue, failActivation, humanEffect, openItems, openScope, settle, toolEffect } from './scheduler.ts';
import { activationAt, nodeOf, type Activation, type Draft } from './state.ts';
import { advanceTrajectories, startTrajectories, trajectoriesOf } from './trajectories.ts';

/** Works off the activations whose sources have all ended, maps that can open another item, and what follows from those. */
export function advance(draft: Draft): void {
  for (let path = draft.ready.shift(); path !== undefined; path = draft.ready.shift()) {
    const activation = activationAt(draft, path);
    if (draft.scopes.get(activation.scope)?.abandoned === true) continue;
    if (activation.status !== 'pending') {
      if (activation.trajectories === null) openItems(draft, path);
      else advanceTrajectories(draft, path);
      continue;
    }
    const inputs = nodeOf(draft, activation).mute === true ? null : inputsOf(draft, activation);
    if (inputs === null || isAbsentInput(draft, activation)) {
      draft.activations = draft.activations.with(path, { ...activation, status: 'skipped' });
      settle(draft, path);
    } else {
      draft.activations = draft.activations.with(path, { ...activation, status: 'active' });
      begin(draft, path, nodeOf(draft, activation), inputs);
    }
  }
}

function begin(draft: Draft, path: string, node: PlanNode, inputs: JsonObject): void {
  if (node.bypass !== undefined) {
    addDue(draft, { type: 'evaluate', id: nodeEffectId(path), activation: path, what: { of: 'node' } });
    return;
  }
  switch (node.performer) {
    case 'input':
    case 'output':
    case 'value':
      addDue(draft, { type: 'evaluate', id: nodeEffectId(path), activation: path, what: { of: 'node' } });
      return;
    case 'tool':
      addDue(draft, toolEffect(nodeEffectId(path), path, null, node, inputs));
      return;
    case 'person':
      addDue(draft, humanEffect(nodeEffectId(path), path, null, inputs, node.outputs[0]?.name ?? 'answer'));
      return;
    case 'agent':
      if (trajectoriesOf(node) > 1) startTrajectories(draft, path, node, inputs);
      else startAgent(draft, path, node, inputs);
      return;
    case 'scope':
      if (node.item === undefined)
        openScope(draft, `${path}/`, node.plan ?? '', inputs, { of: 'node', activation: path });
      else startMap(draft, path, node, inputs);
  }
}

function startMap(draft: Draft, path: string, node: PlanNode, inputs: JsonObject): void {
  const items = inputs['items'];
  if (!Array.isArray(items)) {
    failActivation(draft, path, {
      code: 'map.not_a_list',
      message: `"${node.id}" was given something that is not a list of items.`,
    });
    return;
  }
  const list = items as readonly JsonValue[];
  draft.activations = draft.activations.with(path, {
    ...activationAt(draft, path),
    map: { items: list, opened: 0, ended: 0 },
  });
  if (list.length === 0)
    addDue(draft, { type: 'evaluate', id: nodeEffectId(path), activation: path, what: { of: 'node' } });
  openItems(draft, path);
}

function isAbsentInput(draft: Draft, activation: Activation): boolean {
  const node = nodeOf(draft, activation);
  if (node.performer !== 'input') return false;
  const given = draft.scopes.get(activation.scope)?.inputs;
  return ownValue(given ?? {}, String(node.params['name'])) === undefined && node.params['preset'] === undefined;
}
