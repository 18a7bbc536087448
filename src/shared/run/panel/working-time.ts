// How long a run has been at work: what it spends paused, waiting or interrupted does not count against its time limit. The machine
// counts the same way (../control.ts); this is for whoever only looks on.

import type { RunEvent } from '../events.ts';

export interface WorkingTime {
  /** Up to the last event, in milliseconds. */
  readonly workedMs: number;
  /** When the last event came, milliseconds since 1970; null while nothing is at work. */
  readonly since: number | null;
}

export const noWorkingTime: WorkingTime = { workedMs: 0, since: null };

/** The working time after one more event. */
export function workingTimeEvent(time: WorkingTime, event: RunEvent): WorkingTime {
  const { at } = event;
  switch (event.type) {
    case 'run.started':
    // A fork begins to work here; what came before was another run's time.
    case 'run.forked':
      return { workedMs: 0, since: at };
    case 'run.resumed':
    case 'run.continued':
      return { workedMs: time.workedMs, since: at };
    case 'run.paused':
    case 'run.suspended':
    case 'run.finished':
      return { workedMs: workedAt(time, at), since: null };
    default:
      return time.since === null ? time : { workedMs: workedAt(time, at), since: at };
  }
}

/** The working time at a moment, in milliseconds; a clock that was set back takes nothing away. */
export function workedAt({ workedMs, since }: WorkingTime, now: number): number {
  return since === null ? workedMs : workedMs + Math.max(0, now - since);
}
