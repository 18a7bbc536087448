// Whether the run on screen lives, in words that all parts of the window share: what its journal says, and whether it is being driven.

import type { RunView } from '../../shared/run/view.ts';
import type { WatchedRun } from './run-watch.ts';

/** The journal says that it goes on: it runs, is paused, or waits for a person. */
export function isUnderWay({ view }: Pick<WatchedRun, 'view'>): boolean {
  return view.status === 'running' || view.status === 'waiting' || view.status === 'paused';
}

/** It is being driven now, as far as this window can tell. */
export function isLive(run: Pick<WatchedRun, 'view' | 'phase'>): boolean {
  return (run.phase === 'live' || run.phase === 'lost') && isUnderWay(run);
}

/** `interrupted`: it was stopped, and its journal says so. `left`: whoever drove it went away without a word. */
export type ShownStatus = RunView['status'] | 'left';

/** Its state as a person would say it: a run that asks waits, one that nobody drives any more was left. */
export function shownStatus(run: Pick<WatchedRun, 'view' | 'phase'>): ShownStatus {
  const { view, phase } = run;
  if (view.status !== 'running') return view.status;
  if (phase === 'still') return 'left';
  return view.questions.length > 0 ? 'waiting' : 'running';
}

/** Whether what is begun in it goes on: `rests` while it is paused, `over` once it was stopped, left, or has ended. */
export function courseOf(run: Pick<WatchedRun, 'view' | 'phase'>): 'goes' | 'rests' | 'over' {
  switch (shownStatus(run)) {
    case 'running':
    case 'waiting':
      return 'goes';
    case 'paused':
      return 'rests';
    default:
      return 'over';
  }
}

/** It waits for an answer that a person can give now; not while it is still being read, nor once it was stopped. */
export function isAsking(run: Pick<WatchedRun, 'view' | 'phase'>): boolean {
  return run.view.questions.length > 0 && run.phase !== 'loading' && courseOf(run) !== 'over';
}

/** It can be gone on with: it is paused, or nobody drives it and it has not ended. */
export function canGoOn(run: Pick<WatchedRun, 'view' | 'phase'>): boolean {
  const { view, phase } = run;
  if (view.status === 'interrupted' || view.status === 'paused') return true;
  return phase === 'still' && isUnderWay(run);
}
