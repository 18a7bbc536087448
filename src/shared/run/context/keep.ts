// What of a conversation outlives its steps: instructions, the task, what people said since, and notes. Planning a change and making
// it both ask here, so that they agree.

import type { MessageEntry } from './conversation.ts';
import type { ContextLimits } from './limits.ts';

/** The most tokens of the user's own messages that stay when steps are summed up. */
export function userTokens(limits: ContextLimits): number {
  return Math.min(20_000, Math.floor(limits.window / 4));
}

/** The wishes among these positions that stay, newest first as far as half the room of the user's messages goes. */
export function keptWishes(
  entries: readonly MessageEntry[],
  positions: readonly number[],
  limits: ContextLimits,
): ReadonlySet<number> {
  const kept = new Set<number>();
  let room = userTokens(limits) / 2;
  for (const position of positions.toReversed()) {
    const entry = entries[position];
    if (entry?.stays !== 'wish') continue;
    room -= entry.tokens;
    if (room < 0) break;
    kept.add(position);
  }
  return kept;
}

/** Whether a message is part of the task as the user gave it. */
export function isTask(entry: MessageEntry): boolean {
  return entry.role === 'user' && entry.step === 0 && entry.stays === undefined;
}

/** How much each message of the task may take. */
export function taskTokens(entries: readonly MessageEntry[], limits: ContextLimits): number {
  const tasks = entries.reduce((sum, entry) => sum + (isTask(entry) ? 1 : 0), 0);
  return Math.floor(userTokens(limits) / Math.max(1, tasks));
}
