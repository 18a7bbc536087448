// What each step of a run did, without how it went: the calls that it made, or the answer that it gave. Runs are compared by this.

import type { RunEvent } from '../events.ts';
import { callKey } from '../guards.ts';

/** What one step did: the calls that it made, or the answer that it gave. */
export interface StepDigest {
  readonly activation: string;
  readonly step: number;
  /** Calls in order, as `name(canonical arguments)`; empty for a step that answered. */
  readonly calls: readonly string[];
  readonly answer: string | null;
}

/** What each step of a run did, in the order in which the steps were taken; steps without a whole reply and summaries are left out. */
export function stepDigests(events: readonly RunEvent[]): readonly StepDigest[] {
  const summaries = new Set<string>();
  const digests: StepDigest[] = [];
  for (const event of events) {
    if (event.type === 'model.requested' && event.purpose === 'summary') summaries.add(event.effect);
    if (event.type !== 'model.responded' || summaries.has(event.effect)) continue;
    const { activation, step, reply, verdict } = event;
    const calling = verdict === 'tool_calls';
    digests.push({
      activation,
      step,
      calls: calling ? reply.calls.map(callKey) : [],
      answer: calling ? null : (reply.content ?? ''),
    });
  }
  return digests;
}
