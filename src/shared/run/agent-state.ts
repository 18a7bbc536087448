// An agent's part of the state: reading and replacing it, and putting messages into its conversation with all that is counted along the
// way. Used by every file of the loop; decides nothing.

import { utf8Length } from '../json/utf8.ts';
import { agentParamsOf, type AgentParams } from '../pipeline/kinds/agent.ts';
import type { PlanNode, PlanTool } from '../pipeline/plan.ts';
import type { JsonObject } from '../json/value.ts';
import { artifactTool } from './context/artifact.ts';
import { told, type Conversation, type MessageEntry } from './context/conversation.ts';
import { contextLimits, type ContextLimits } from './context/limits.ts';
import type { ModelBinding } from './events.ts';
import type { GuardPolicies } from './guards.ts';
import { activationAt, nodeOf, type AgentState, type Draft, type RunState } from './state.ts';

/** A message and what the context policy must know of it. */
export interface Said {
  readonly text: string;
  readonly entry: Omit<MessageEntry, 'tokens'>;
}

/** An agent's state, which must exist. */
export function agentAt(state: RunState, path: string): AgentState {
  const { agent } = activationAt(state, path);
  if (agent === null) throw new Error(`"${path}" is no agent`);
  return agent;
}

export function setAgent(draft: Draft, path: string, agent: AgentState): void {
  draft.activations = draft.activations.with(path, { ...activationAt(draft, path), agent });
}

/** The params of the agent behind an activation. */
export function paramsAt(state: RunState, path: string): AgentParams {
  return agentParamsOf(nodeOf(state, activationAt(state, path)).params);
}

/** The model that an agent talks to now. */
export function bindingOf(state: RunState, agent: AgentState): ModelBinding {
  const binding = state.models[agent.model];
  if (binding === undefined) throw new Error(`the run names no model "${agent.model}"`);
  return binding;
}

/** Whether the run's journal was made by rules that know guards, clamped results and what came with them. */
export function knowsGuards(state: RunState): boolean {
  return (state.started?.machine ?? 1) >= 2;
}

/** How much of the conversation fits, or null where everything is sent. */
export function contextLimitsAt(state: RunState, path: string): ContextLimits | null {
  const params = paramsAt(state, path);
  if (params.context === 'keep-all' || !knowsGuards(state)) return null;
  const agent = agentAt(state, path);
  return contextLimits(agent.windowTokens ?? bindingOf(state, agent).windowTokens, params);
}

/** The functions that an agent's model may call: its tools, and the one that pages through results that it was shown in part. */
export function functionsAt(state: RunState, path: string): readonly PlanTool[] {
  const { trajectories } = activationAt(state, path);
  // What weighs the answers of trajectories calls nothing.
  if (trajectories !== null) return [];
  return functionsOf(nodeOf(state, activationAt(state, path)), knowsGuards(state));
}

/** What each guard of an agent is to do. */
export function policiesOf(params: AgentParams): GuardPolicies {
  return {
    repeat: params.onRepeat,
    alternation: params.onAlternation,
    'no-evidence': params.onNoEvidence,
    mismatch: params.onMismatch,
  };
}

/** The digest after one more message. */
export function nextDigest(state: RunState, digest: string, message: string): string {
  return state.sha256(`${digest}${message}`);
}

/** The digest of a whole conversation. */
export function digestOf(state: RunState, conversation: Conversation): string {
  return conversation.messages
    .from(0)
    .reduce((digest, message) => nextDigest(state, digest, message), state.sha256(''));
}

/** An agent whose conversation has more messages. */
export function withMessages(draft: Draft, agent: AgentState, said: readonly Said[]): AgentState {
  const conversation = told(agent.conversation, said);
  let { digest, uncountedBytes, likelyTokens } = agent;
  for (const { text } of said) {
    digest = nextDigest(draft, digest, text);
    uncountedBytes += utf8Length(text) + 16;
  }
  for (const { tokens } of conversation.entries.from(agent.conversation.entries.length))
    likelyTokens += Math.ceil(tokens * agent.tokenRatio);
  return { ...agent, conversation, digest, uncountedBytes, likelyTokens };
}

const functionLists = new WeakMap<PlanNode, readonly PlanTool[]>();

// The list must be the same object each time: its text is written once.
function functionsOf(node: PlanNode, pages: boolean): readonly PlanTool[] {
  const tools = node.tools ?? [];
  if (!pages || tools.length === 0 || agentParamsOf(node.params).context === 'keep-all') return tools;
  const known = functionLists.get(node);
  if (known !== undefined) return known;
  const list = [...tools, artifactFunction(tools)];
  functionLists.set(node, list);
  return list;
}

function artifactFunction(tools: readonly PlanTool[]): PlanTool {
  let name: string = artifactTool.name;
  for (let next = 2; tools.some((tool) => tool.name === name); next += 1) name = `${artifactTool.name}_${next}`;
  return {
    node: '',
    name,
    description: artifactTool.description,
    parameters: artifactTool.parameters satisfies JsonObject,
    kind: 'read-artifact',
    version: 1,
    performer: 'value',
    effect: 'read',
    reach: 'pure',
    params: {},
    outputs: [{ name: 'text', type: 'text' }],
  };
}
