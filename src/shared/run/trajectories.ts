// Several independent attempts of one agent at its task, and then the weighing of their answers: each trajectory is the agent again, in
// a scope of its own within the same run. The first begins alone, so that the server has its beginning cached when the others come.

import { textOf, type Passage } from '../tool/ports.ts';
import type { JsonObject } from '../json/value.ts';
import { agentParamsOf } from '../pipeline/kinds/agent.ts';
import { planFormat, type Plan, type PlanNode } from '../pipeline/plan.ts';
import { agentAt, setAgent } from './agent-state.ts';
import { openConversation } from './ask.ts';
import { inputsOf } from './inputs.ts';
import { systemMessage, userMessage } from './messages.ts';
import { failActivation, openScope } from './scheduler.ts';
import { activationAt, nodeOf, type Draft, type TrajectoriesState } from './state.ts';

/** How many times an agent answers its task; 1 for one that just answers. */
export function trajectoriesOf(node: PlanNode): number {
  return agentParamsOf(node.params).trajectories;
}

/** Begins an agent that answers several times, with the first of its trajectories. */
export function startTrajectories(draft: Draft, path: string, node: PlanNode, inputs: JsonObject): void {
  setTrajectories(draft, path, { count: trajectoriesOf(node), opened: 0, ended: 0, error: null });
  openTrajectory(draft, path, inputs);
}

/**
 * Goes on with an agent that answers several times: once the first trajectory has had a reply or has ended, the others begin; after the
 * last one their answers are weighed.
 */
export function advanceTrajectories(draft: Draft, path: string): void {
  const activation = activationAt(draft, path);
  const inputs = inputsOf(draft, activation) ?? {};
  for (;;) {
    const now = activationAt(draft, path).trajectories;
    if (now === null || now.opened === now.count) break;
    openTrajectory(draft, path, inputs);
  }
  const now = activationAt(draft, path).trajectories;
  if (now === null || now.ended < now.count || activation.agent !== null) return;
  const answers = answersOf(draft, path, now.count);
  if (answers.length === 0) {
    failActivation(draft, path, now.error ?? { code: 'agent.no_answer', message: 'No trajectory came to an answer.' });
    return;
  }
  openConversation(draft, path, weighing(draft, path, inputs, answers), inputs);
  const agent = agentAt(draft, path);
  const known = new Set(agent.passages.from(0).map((passage) => passage.id));
  const passages = answers.flatMap((answer) => answer.passages).filter(({ id }) => !known.has(id) && known.add(id));
  setAgent(draft, path, { ...agent, passages: agent.passages.push(...passages) });
}

interface Answer {
  readonly index: number;
  readonly text: string;
  readonly passages: readonly Passage[];
  readonly cited: readonly string[];
}

function openTrajectory(draft: Draft, path: string, inputs: JsonObject): void {
  const activation = activationAt(draft, path);
  const state = activation.trajectories;
  if (state === null) return;
  const index = state.opened;
  setTrajectories(draft, path, { ...state, opened: index + 1 });
  openScope(draft, `${path}~${index + 1}/`, onceMore(nodeOf(draft, activation)), inputs, {
    of: 'trajectory',
    activation: path,
    index,
  });
}

const single = new WeakMap<PlanNode, Plan>();

// A plan of the agent alone, which answers once; its inputs are the scope's.
function onceMore(node: PlanNode): Plan {
  const known = single.get(node);
  if (known !== undefined) return known;
  const once: PlanNode = { ...node, params: { ...node.params, trajectories: 1 }, inputs: [] };
  const plan: Plan = {
    format: planFormat,
    title: node.title ?? node.id,
    nodes: [once],
    inputs: [],
    outputs: [],
    handles: {},
    plans: {},
  };
  single.set(node, plan);
  return plan;
}

function answersOf(draft: Draft, path: string, count: number): readonly Answer[] {
  const { id } = nodeOf(draft, activationAt(draft, path));
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const activation = draft.activations.get(`${path}~${index + 1}/${id}`);
    if (activation?.status !== 'finished' || activation.agent === null) return [];
    const passages = activation.agent.passages.from(0);
    const evidence = activation.outputs?.['evidence'];
    const cited = Array.isArray(evidence) ? evidence.map((passage) => String((passage as JsonObject)['id'])) : [];
    return [{ index, text: activation.agent.answer ?? '', passages, cited }];
  });
}

function weighing(draft: Draft, path: string, inputs: JsonObject, answers: readonly Answer[]): readonly string[] {
  const { instructions } = agentParamsOf(nodeOf(draft, activationAt(draft, path)).params);
  const rules =
    'Several independent attempts were made at the task below. Weigh them against each other and write the one best answer to the task itself. Where they agree, say it plainly; where they contradict each other, decide by the evidence that each gives and say what stays open. Keep citations in square brackets exactly as they are, cite only passages that are listed, and add nothing that no attempt found.';
  const parts = answers.map(({ index, text, passages, cited }) => {
    const listed = passages
      .filter(({ id }) => cited.includes(id))
      .map((passage) => `[${passage.id}] ${passage.text.slice(0, mostPassage)}`);
    const evidence = listed.length === 0 ? 'It cites nothing.' : `Its evidence:\n${listed.join('\n')}`;
    return `## Attempt ${index + 1}\n\n${text}\n\n${evidence}`;
  });
  const context = inputs['context'] === undefined ? '' : `\n\n${textOf(inputs['context'])}`;
  const task = `# Task\n\n${textOf(inputs['task'] ?? '')}${context}\n\n# Attempts\n\n${parts.join('\n\n')}`;
  return [systemMessage(instructions === '' ? rules : `${instructions}\n\n${rules}`), userMessage(task)];
}

const mostPassage = 1200;

function setTrajectories(draft: Draft, path: string, trajectories: TrajectoriesState): void {
  draft.activations = draft.activations.with(path, { ...activationAt(draft, path), trajectories });
}
