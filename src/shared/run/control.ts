// What people do to a run while it goes on, and what its clock does: pausing, steering, changing limits, forking, running out of time.
// All of it comes as events, so that a journal shows who did what when.

import { emptyLedger } from '../cost/usage.ts';
import { agentParamsOf } from '../pipeline/kinds/agent.ts';
import type { JsonObject } from '../json/value.ts';
import type { PlanNode } from '../pipeline/plan.ts';
import { agentAt, digestOf, setAgent, withMessages } from './agent-state.ts';
import { AppendList } from './append-list.ts';
import { personSaid } from './ask.ts';
import { rewritten } from './change-model.ts';
import { timeEffectId } from './effects.ts';
import type { RunEventOf } from './events.ts';
import { systemMessage } from './messages.ts';
import { addDue } from './scheduler.ts';
import { indexPlan, nodeOf, type AgentState, type Draft, type IndexedPlan } from './state.ts';

/** Part of the working time after which agents are asked for their last answers. */
const softPart = 0.9;

/** Starts the clock of the run again, and sets the waits for what is left of its working time. */
export function startClock(draft: Draft, at: number): void {
  draft.workingSince = at;
  setTimeLimit(draft);
}

/** Stops the clock: paused, waiting and interrupted runs do not use up their time. */
export function stopClock(draft: Draft): void {
  draft.workingSince = null;
  clearTimeLimit(draft);
}

/** Takes in how much time an event says has been worked. */
export function tick(draft: Draft, at: number): void {
  if (draft.workingSince === null) return;
  // Clocks are set back now and then; working time never is.
  draft.workedMs += Math.max(0, at - draft.workingSince);
  draft.workingSince = at;
}

/** Puts a person's message before the next step of one agent, or of all that are at work. */
export function steered(draft: Draft, { id, activation, text }: RunEventOf<'run.steered'>): void {
  if (draft.steered.has(id)) return;
  draft.steered = draft.steered.with(id, true);
  for (const [path, { agent, status }] of draft.activations.entries()) {
    const meant = activation === null || activation === path || path.endsWith(`/${activation}`);
    if (agent === null || status !== 'active' || agent.answer !== null || !meant) continue;
    const asked = [...draft.due.values()].some(
      ({ effect, requested }) => effect.type === 'call-model' && effect.activation === path && !requested,
    );
    // A request that is due and has not gone out still takes it; any other state brings it before the next one.
    if (asked) setAgent(draft, path, withMessages(draft, agent, [personSaid(text, agent.step)]));
    else setAgent(draft, path, { ...agent, steers: [...agent.steers, text] });
  }
}

/** Replaces the limits of a run; its time is measured against the new one. */
export function limitsChanged(draft: Draft, { limits }: RunEventOf<'limits.changed'>): void {
  draft.limits = limits;
  draft.timeUp = false;
  clearTimeLimit(draft);
  if (draft.workingSince !== null) setTimeLimit(draft);
}

/** Takes in that the working time is nearly, or wholly, used up. */
export function timeExpired(draft: Draft, { phase }: RunEventOf<'time.expired'>): void {
  if (phase === 'soft') draft.timeUp = true;
  else draft.ending ??= { status: 'limited', reason: timeReason(draft) };
}

/** Why a run's agents must come to an end when its time does. */
export function timeReason({ limits }: { readonly limits: Draft['limits'] }): { code: string; message: string } {
  const seconds = Math.round((limits.maxWallMs ?? 0) / 1000);
  return { code: 'limit.time', message: `The time limit of ${seconds} s was reached.` };
}

/**
 * Turns the copy of a run's beginning into a run of its own: other models, params and limits hold from here on, and what came before was
 * paid by the other run.
 */
export function forked(draft: Draft, event: RunEventOf<'run.forked'>): void {
  draft.models = { ...draft.models, ...event.models };
  draft.limits = event.limits;
  draft.ledger = emptyLedger;
  draft.spentTokens = 0;
  draft.workedMs = 0;
  draft.timeUp = false;
  draft.ending = null;
  draft.limited = null;
  for (const [path, params] of Object.entries(event.params)) replaceParams(draft, path, params);
  for (const [path, { agent, status, scope }] of draft.activations.entries()) {
    if (agent === null || status !== 'active') continue;
    const changed = Object.entries(event.params).some(([node]) => `${scope}${node.split('/').at(-1) ?? ''}` === path);
    if (changed) setAgent(draft, path, newlyInstructed(draft, path));
    if (event.models[agentAt(draft, path).model] !== undefined)
      setAgent(draft, path, rewritten(draft, agentAt(draft, path)));
  }
}

// The plan is data of the run: a changed param is a changed node in it, in scopes that are open as in those that will be.
function replaceParams(draft: Draft, path: string, params: JsonObject): void {
  const id = path.split('/').at(-1) ?? '';
  const hash = innerHash(draft, path.split('/').slice(0, -1));
  const before = hash === null ? draft.root : draft.inner.get(hash);
  if (before === undefined) return;
  const changed = (indexed: IndexedPlan): IndexedPlan =>
    indexPlan({ ...indexed.plan, nodes: indexed.plan.nodes.map((node) => withParams(node, id, params)) });
  const after = changed(before);
  if (hash === null) draft.root = after;
  else draft.inner = new Map(draft.inner).set(hash, after);
  const scopes = [...draft.scopes.entries()];
  for (const [key, scope] of scopes) {
    if (scope.plan === before) draft.scopes = draft.scopes.with(key, { ...scope, plan: after });
    if (scope.owner.of !== 'trajectory') continue;
    // A trajectory runs a copy of its agent's node, which is in the scope around it.
    const around = draft.activations.get(scope.owner.activation)?.scope ?? '';
    if (scopes.some(([other, { plan }]) => other === around && plan === before))
      draft.scopes = draft.scopes.with(key, { ...scope, plan: changed(scope.plan) });
  }
}

// The plan that nodes on the way lead to, as nodes of a pipeline or as tools of an agent; null for the run's own.
function innerHash(draft: Draft, way: readonly string[]): string | null {
  let hash: string | null = null;
  let { plan } = draft.root;
  for (const id of way) {
    const next: string | undefined = plan.nodes
      .flatMap((node) => [
        { id: node.id, plan: node.plan },
        ...(node.tools ?? []).map((tool) => ({ id: tool.node, plan: tool.plan })),
      ])
      .find((candidate) => candidate.id === id && candidate.plan !== undefined)?.plan;
    const inner: IndexedPlan | undefined = next === undefined ? undefined : draft.inner.get(next);
    if (next === undefined || inner === undefined) return '';
    hash = next;
    plan = inner.plan;
  }
  return hash;
}

function withParams(node: PlanNode, id: string, params: JsonObject): PlanNode {
  if (node.id === id) return { ...node, params: { ...node.params, ...params } };
  const tools = node.tools?.map((tool) =>
    tool.node === id ? { ...tool, params: { ...tool.params, ...params } } : tool,
  );
  return tools === undefined || tools.every((tool, index) => tool === node.tools?.[index]) ? node : { ...node, tools };
}

// The system message is what the instructions say now; the rest of the conversation stays.
function newlyInstructed(draft: Draft, path: string): AgentState {
  const agent = agentAt(draft, path);
  const activation = draft.activations.get(path);
  if (activation === undefined) return agent;
  const { instructions, maxOutputTokens } = agentParamsOf(nodeOf(draft, activation).params);
  // What weighs the answers of trajectories has rules of its own in that message.
  if (activation.trajectories !== null) return { ...agent, maxOutputTokens };
  const entries = agent.conversation.entries.from(0);
  const messages = agent.conversation.messages.from(0);
  const rest = entries[0]?.role === 'system' ? 1 : 0;
  const fresh =
    instructions === ''
      ? []
      : [{ text: systemMessage(instructions), entry: { role: 'system', step: 0, result: null } } as const];
  const emptied = { messages: AppendList.of<string>([]), entries: AppendList.of<(typeof entries)[number]>([]) };
  // What the old message had is still counted; the new one comes on top.
  const opened = withMessages(draft, { ...agent, conversation: emptied }, fresh);
  const conversation = {
    messages: opened.conversation.messages.push(...messages.slice(rest)),
    entries: opened.conversation.entries.push(...entries.slice(rest)),
  };
  return { ...opened, conversation, digest: digestOf(draft, conversation), maxOutputTokens };
}

function setTimeLimit(draft: Draft): void {
  const most = draft.limits.maxWallMs ?? null;
  if (most === null) return;
  for (const phase of ['soft', 'hard'] as const) {
    if (phase === 'soft' && draft.timeUp) continue;
    const whole = phase === 'soft' ? most * softPart : most;
    const delayMs = Math.max(0, Math.round(whole - draft.workedMs));
    addDue(draft, { type: 'wait', id: timeEffectId(phase, Math.round(whole)), activation: '', delayMs, phase });
  }
}

function clearTimeLimit(draft: Draft): void {
  for (const [id, { effect }] of draft.due.entries())
    if (effect.type === 'wait' && effect.phase !== null) draft.due = draft.due.without(id);
}
