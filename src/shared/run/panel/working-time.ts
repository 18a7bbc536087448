// How long a run has been at work: what it spends paused, waiting or interrupted does not count against its time limit. The machine
// counts the same way (../control.ts); this is for whoever only looks on.

import type { RunEvent } from '../events.ts';

export interface WorkingTime {
  /** Up to the last event, in milliseconds. */
  readonly workedMs: number;
  /** When the last event came, milliseconds since 1970; null while nothing is at work. */
  readonly since: number | null;
  /** When nothing was at work between the first event and now, oldest first. */
  readonly rests: readonly Rest[];
}

/** A time at which a run was not at work, milliseconds since 1970; `until` is null while it lasts. */
export interface Rest {
  readonly from: number;
  readonly until: number | null;
}

export const noWorkingTime: WorkingTime = { workedMs: 0, since: null, rests: [] };

/** The working time after one more event. */
export function workingTimeEvent(time: WorkingTime, event: RunEvent): WorkingTime {
  const { at } = event;
  switch (event.type) {
    case 'run.started':
    // A fork begins to work here; what came before was another run's time.
    case 'run.forked':
      return { workedMs: 0, since: at, rests: rested(time, at) };
    case 'run.resumed':
    case 'run.continued':
      return { workedMs: time.workedMs, since: at, rests: rested(time, at) };
    case 'run.paused':
    case 'run.suspended':
    case 'run.finished':
      if (time.since === null) return time;
      return { workedMs: workedAt(time, at), since: null, rests: [...time.rests, { from: at, until: null }] };
    default:
      return time.since === null ? time : { ...time, workedMs: workedAt(time, at), since: at };
  }
}

/** The working time at a moment, in milliseconds; a clock that was set back takes nothing away. */
export function workedAt({ workedMs, since }: Pick<WorkingTime, 'workedMs' | 'since'>, now: number): number {
  return since === null ? workedMs : workedMs + Math.max(0, now - since);
}

/** How much of a time from one moment to another was work, in milliseconds: how long a node took, by the clock of its run. */
export function workedBetween(rests: readonly Rest[], from: number, to: number): number {
  const idle = rests.reduce(
    (sum, rest) => sum + Math.max(0, Math.min(rest.until ?? to, to) - Math.max(rest.from, from)),
    0,
  );
  return Math.max(0, to - from - idle);
}

// The rests of a run that goes on at a moment. One that nobody ended in an orderly way has rested since its last event.
function rested({ since, rests }: WorkingTime, at: number): readonly Rest[] {
  if (since !== null) return [...rests, { from: since, until: at }];
  const last = rests.at(-1);
  return last === undefined ? rests : [...rests.slice(0, -1), { from: last.from, until: at }];
}
