// What the servers of a run did with what they were sent, in its view: whether they kept it, and where their prefix caches were missed.
// The arithmetic is retention.ts's and prefix-report.ts's; this feeds them.

import type { RunEvent } from '../events.ts';
import type { PersistentMap } from '../persistent-map.ts';
import { prefixEvent } from '../prefix-report.ts';
import { retentionEvent, type RetentionState } from '../retention.ts';
import type { ViewDraft } from './draft.ts';

/** Takes one recorded event into both reports. */
export function foldReports(draft: ViewDraft, event: RunEvent): void {
  const before = draft.view.reports;
  const prefix = prefixEvent(before.prefix, event);
  const retention = comparedAfter(draft, event);
  if (prefix === before.prefix && retention === before.retention) return;
  draft.set({ prefix: prefix.report, reports: { prefix, retention } });
}

// One conversation is looked at for an event of one, so that a run of thousands of agents costs no more for each of its events.
function comparedAfter(draft: ViewDraft, event: RunEvent): PersistentMap<RetentionState> {
  const all = draft.view.reports.retention;
  const concerned = concernedBy(event, all);
  if (concerned === null) return all;
  let after = all;
  for (const [activation, state] of Object.entries(retentionEvent(concerned, event))) {
    const old = all.get(activation);
    if (state === old) continue;
    after = after.with(activation, state);
    if (state.retention !== old?.retention && state.retention.compared > 0) draft.retain(activation, state.retention);
  }
  return after;
}

type States = Readonly<Record<string, RetentionState>>;

function concernedBy(event: RunEvent, all: PersistentMap<RetentionState>): States | null {
  // What is told to every agent, or makes another run of this one, concerns all of them.
  if (event.type === 'run.forked' || (event.type === 'run.steered' && event.activation === null))
    return Object.fromEntries(all.entries());
  if (!('activation' in event) || event.activation === null) return null;
  const known = all.get(event.activation);
  return known === undefined ? {} : { [event.activation]: known };
}
