// What a run shows of its endpoints while it goes on: under which key reasoning comes, whether usage tells what came from the cache, and
// whether the server keeps what it is sent. Told to the endpoints' cards when the run has stopped.

import type { EndpointCard } from '../../shared/api/table.ts';
import type { ModelBinding, RunEvent } from '../../shared/run/events.ts';
import { retentionEvent, type RetentionState } from '../../shared/run/retention.ts';
import type { Cards } from '../endpoints/cards.ts';

export interface RunObserver {
  /** Takes in events that are durable. */
  events(events: readonly RunEvent[]): void;
  /** Tells the cards what was seen. Never rejects. */
  tell(): Promise<void>;
}

type Seen = { -readonly [Key in 'reasoningKey' | 'cachedTokens' | 'retention']?: EndpointCard[Key] };

/** Watches a run with these models by key. */
export function observeRun(models: Readonly<Record<string, ModelBinding>>, cards: Pick<Cards, 'observe'>): RunObserver {
  const asked = new Map<string, string>();
  const seen = new Map<string, Seen>();
  const retentions = new Map<string, RetentionState>();

  return {
    events(events) {
      for (const event of events) {
        compare(event);
        if (event.type === 'model.requested') asked.set(event.activation, event.model);
        if (event.type === 'model.responded') responded(event);
      }
    },
    async tell() {
      for (const [key, shown] of seen) {
        const binding = models[key];
        if (binding === undefined || binding.rehearsal) continue;
        await cards.observe(binding.origin, binding.model, shown);
      }
    },
  };

  function responded({ activation, reply, usage }: Extract<RunEvent, { type: 'model.responded' }>): void {
    const key = asked.get(activation);
    if (key === undefined) return;
    const shown = seen.get(key) ?? {};
    seen.set(key, shown);
    const [reasoningKey] = reply.reasoningKeys ?? [];
    if (reasoningKey !== undefined) shown.reasoningKey = reasoningKey;
    if (usage !== null) shown.cachedTokens = usage.cachedTokens !== null || shown.cachedTokens === true;
    const verdict = retentions.get(activation)?.retention.verdict ?? 'unknown';
    // A server that was seen to drop something once is known for that, whatever other conversations show.
    if (verdict !== 'unknown' && (shown.retention === undefined || shown.retention === 'kept'))
      shown.retention = verdict;
  }
  // One conversation at a time, so that a run of thousands of agents costs no more for each of its events.
  function compare(event: RunEvent): void {
    const isForAll = event.type === 'run.steered' && event.activation === null;
    const concerned = isForAll ? [...retentions.keys()] : 'activation' in event ? [event.activation ?? ''] : [];
    for (const activation of concerned) {
      const known = retentions.get(activation);
      const after = retentionEvent(known === undefined ? {} : { [activation]: known }, event)[activation];
      if (after !== undefined) retentions.set(activation, after);
    }
  }
}
