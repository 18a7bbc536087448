// What there is to know about a run's health, as a list: guards, servers that lost something, missed caches, failed attempts, shortened
// conversations, requests that are held up, time that runs out. The panel draws them as chips; the words are the window's.

import type { Retention } from '../retention.ts';
import type { ContextView, FailureView, GuardView, RunView, StepView } from '../view.ts';
import type { PrefixBreak } from '../prefix-report.ts';

/** `bad`: the answer may suffer; `warn`: somebody should look; `note`: it is as it should be, and worth knowing. */
export type Grade = 'bad' | 'warn' | 'note';

export type Finding =
  | { readonly of: 'held'; readonly grade: Grade; readonly held: readonly StepView[] }
  | { readonly of: 'time'; readonly grade: Grade; readonly phase: 'soft' | 'hard' }
  | { readonly of: 'guards'; readonly grade: Grade; readonly guards: readonly GuardView[] }
  | {
      readonly of: 'retention';
      readonly grade: Grade;
      readonly conversations: readonly { readonly activation: string; readonly retention: Retention }[];
    }
  | {
      readonly of: 'cache';
      readonly grade: Grade;
      readonly breaks: readonly PrefixBreak[];
      /** Tokens that were read again. */
      readonly tokens: number;
      /** What that cost in nano-USD; null when a price is unknown. */
      readonly costNanoUsd: number | null;
    }
  | {
      readonly of: 'failures';
      readonly grade: Grade;
      readonly failures: readonly { readonly step: StepView; readonly failure: FailureView }[];
    }
  | { readonly of: 'context'; readonly grade: Grade; readonly changes: readonly ContextView[] };

/** Everything worth knowing about a run, the pressing first; empty when nothing is. */
export function findingsOf(view: Pick<RunView, Looked>): readonly Finding[] {
  const found: Finding[] = [];
  const held = view.steps.filter((step) => step.held !== undefined);
  if (held.length > 0) found.push({ of: 'held', grade: 'note', held });
  if (view.expired !== null) found.push({ of: 'time', grade: 'warn', phase: view.expired });
  const conversations = Object.entries(view.retention)
    .filter(([, { verdict }]) => verdict === 'reasoning-dropped' || verdict === 'history-truncated')
    .map(([activation, retention]) => ({ activation, retention }));
  if (conversations.length > 0) found.push({ of: 'retention', grade: 'bad', conversations });
  if (view.guards.length > 0) found.push({ of: 'guards', grade: 'warn', guards: view.guards });
  const failures = view.steps.flatMap((step) => step.failures.map((failure) => ({ step, failure })));
  if (failures.length > 0) found.push({ of: 'failures', grade: 'warn', failures });
  const { breaks } = view.prefix;
  if (breaks.length > 0) {
    const costs = breaks.map(({ costNanoUsd }) => costNanoUsd);
    const costNanoUsd = costs.reduce<number | null>(
      (sum, cost) => (sum === null || cost === null ? null : sum + cost),
      0,
    );
    const tokens = breaks.reduce((sum, missed) => sum + missed.tokens, 0);
    found.push({ of: 'cache', grade: 'note', breaks, tokens, costNanoUsd });
  }
  if (view.contextChanges.length > 0) found.push({ of: 'context', grade: 'note', changes: view.contextChanges });
  return found;
}

type Looked = 'steps' | 'expired' | 'retention' | 'guards' | 'prefix' | 'contextChanges';
