// What a conversation needs before its next request: nothing, old results hidden, steps summed up, or steps left out. Each breaks the
// server's prefix cache from the first message that it changes, so each is done seldom and then thoroughly.

import type { ContextStage } from '../events.ts';
import { conversationTokens, partsOf, type Conversation, type MessageEntry, type StepGroup } from './conversation.ts';
import { hiddenTokens } from './hidden.ts';
import { isTask, keptWishes, taskTokens } from './keep.ts';
import type { ContextLimits } from './limits.ts';
import { summaryTokens } from './summary.ts';

/** What is to be done now; `changed` are positions in the conversation as it is. */
export interface ContextPlan {
  readonly stage: ContextStage;
  readonly changed: readonly number[];
}

export interface ContextPast {
  /** Changes of context since the last step that succeeded. */
  readonly compactions: number;
  /** The request was refused as too long, or no summary could be had: nothing is asked of the model before it is shorter. */
  readonly overflow: boolean;
  /** Tokens that the server counts for one estimated; absent: as estimated. */
  readonly tokenRatio?: number;
}

/** So often in a row a conversation is shortened; after that the step fails. */
export const mostCompactions = 3;

/** Newest steps that stay whole when the others are summed up. */
const keepSteps = 4;
/** Of the soft limit: what the newest results may take before they are hidden in spite of being new. */
const newResultsShare = 0.55;
/** Of the soft limit: what is aimed at when steps are summed up, so that it does not have to be done again soon. */
const aimShare = 0.5;
/** A change that leaves more than this share is not worth its cache break. */
const worthShare = 0.85;

/**
 * The next change of context, or null when there is none: because the request fits, or because nothing is left to be done about one that
 * does not (`tokens > limits.hard`, or refused), and the step must fail. `tokens` is the best estimate of the whole request. For
 * `summarise` the model is sent the messages up to the last changed one and the request for a summary; what comes after stays anyway.
 */
export function planContext(
  conversation: Conversation,
  tokens: number,
  limits: ContextLimits,
  past: ContextPast,
): ContextPlan | null {
  if (past.compactions >= mostCompactions) return null;
  if (!past.overflow && tokens <= limits.hideAbove && tokens <= limits.soft) return null;
  const scene = sceneOf(conversation, tokens, limits, past.tokenRatio ?? 1);
  if (past.overflow || tokens > limits.hard) return forced(scene, past);
  const hiding = hidePlan(scene);
  if (hiding.saved >= limits.hideAtLeast && tokens - hiding.saved <= limits.soft * worthShare) return hiding.plan;
  return tokens > limits.soft ? summaryPlan(scene) : null;
}

interface Scene {
  readonly entries: readonly MessageEntry[];
  readonly head: number;
  readonly groups: readonly StepGroup[];
  readonly tokens: number;
  /** What the request holds beside its messages: the tools, and what estimates miss. */
  readonly overhead: number;
  /** Real tokens for an estimated one. */
  readonly scale: number;
  readonly limits: ContextLimits;
}

function sceneOf(conversation: Conversation, tokens: number, limits: ContextLimits, tokenRatio: number): Scene {
  const all = conversationTokens(conversation);
  return {
    ...partsOf(conversation),
    entries: conversation.entries.from(0),
    tokens,
    overhead: Math.max(0, tokens - all * tokenRatio),
    scale: all === 0 ? 1 : Math.min(tokenRatio, tokens / all),
    limits,
  };
}

// The request cannot go out as it is: whatever helps, from the mildest on; the last try leaves out all that can be.
function forced(scene: Scene, { compactions, overflow }: ContextPast): ContextPlan | null {
  const { tokens, limits } = scene;
  if (compactions < mostCompactions - 1) {
    const hiding = hidePlan(scene);
    const after = tokens - hiding.saved;
    if (compactions === 0 && after <= Math.min(limits.soft, tokens * worthShare) * worthShare) return hiding.plan;
    const summing = overflow ? null : summaryPlan(scene);
    if (summing !== null) return summing;
    const aim = Math.min(limits.hard, tokens) * aimShare;
    const dropping = discardPlan(scene, keptGroups(scene, scene.groups.length, aim, false));
    if (dropping !== null) return dropping;
  }
  return discardPlan(scene, scene.groups.length);
}

// Old results, hidden all at once.
function hidePlan({ entries, groups, scale, limits }: Scene): { readonly plan: ContextPlan; readonly saved: number } {
  const lastStep = groups.at(-1)?.start ?? entries.length;
  const changed: number[] = [];
  let saved = 0;
  let newest = 0;
  let room = limits.soft * newResultsShare;
  for (let position = entries.length - 1; position >= 0; position -= 1) {
    const entry = entries[position];
    if (entry === undefined || entry.result === null) continue;
    newest += 1;
    if (newest <= limits.keepResults) {
      room -= entry.tokens;
      if (room >= 0 || entry.result.failed || position >= lastStep) continue;
    } else if (position >= lastStep) continue;
    if (entry.result.hidden || entry.tokens < 2 * hiddenTokens) continue;
    changed.push(position);
    saved += (entry.tokens - hiddenTokens) * scale;
  }
  return { plan: { stage: 'hide', changed: changed.toReversed() }, saved };
}

// All but the newest steps, in exchange for notes; null when that would not make the conversation clearly shorter.
function summaryPlan(scene: Scene): ContextPlan | null {
  const { limits, tokens } = scene;
  const first = keptGroups(scene, keepSteps, limits.soft * aimShare, true);
  const changed = leftOut(scene, first);
  const after = tokensAfter(scene, first);
  // Without a step to sum up there is nothing to be told; and what is told must fit beside the summary.
  const told = first === scene.groups.length ? tokens : 0;
  if (first === 0 || told > limits.hard || after > Math.min(tokens * worthShare, limits.hard)) return null;
  return { stage: 'summarise', changed };
}

// Leaves steps out without a summary; null when none is left, or none goes.
function discardPlan(scene: Scene, first: number): ContextPlan | null {
  const changed = leftOut(scene, first);
  return first === 0 || changed.length === 0 ? null : { stage: 'discard', changed };
}

// Index of the first step that stays: the newest, as many as fit into the aim; the very newest in any case if its results are to be seen.
function keptGroups(scene: Scene, most: number, aim: number, newest: boolean): number {
  const { groups, limits } = scene;
  let first = groups.length;
  while (first > 0 && groups.length - first < most && tokensAfter(scene, first - 1) <= aim) first -= 1;
  const last = groups.length - 1;
  if (newest && first > last && last >= 0 && tokensAfter(scene, last) <= limits.hard) return last;
  return first;
}

// What a request has when the steps before this one are replaced by notes.
function tokensAfter({ entries, head, groups, overhead, scale, limits }: Scene, first: number): number {
  const task = taskTokens(entries, limits);
  let sum = summaryTokens(limits) + 64;
  for (let position = 0; position < head; position += 1) {
    const entry = entries[position];
    if (entry === undefined || entry.stays === 'notes') continue;
    sum += isTask(entry) ? Math.min(entry.tokens, task) : entry.tokens;
  }
  for (const group of groups.slice(first)) sum += group.tokens;
  return overhead + sum * scale;
}

// Positions that are cut, moved or left out when the steps from this one on stay.
function leftOut({ entries, head, groups, limits }: Scene, first: number): readonly number[] {
  const task = taskTokens(entries, limits);
  const stay = groups[first]?.start ?? entries.length;
  const wishes = keptWishes(entries, [...entries.keys()].slice(0, stay), limits);
  return entries.flatMap((entry, position) => {
    if (position >= stay) return [];
    if (position >= head || entry.stays === 'notes') return [position];
    if (isTask(entry)) return entry.tokens > task ? [position] : [];
    if (entry.stays === 'wish') return wishes.has(position) ? [] : [position];
    return entry.role === 'system' ? [] : [position];
  });
}
