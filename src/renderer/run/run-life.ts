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

/** Its state as a person would say it: a run that asks waits, one that nobody drives any more is interrupted. */
export function shownStatus(run: Pick<WatchedRun, 'view' | 'phase'>): RunView['status'] {
  const { view, phase } = run;
  if (view.status !== 'running') return view.status;
  if (phase === 'still') return 'interrupted';
  return view.questions.length > 0 ? 'waiting' : 'running';
}

/** It can be gone on with: it is paused, or nobody drives it and it has not ended. */
export function canGoOn(run: Pick<WatchedRun, 'view' | 'phase'>): boolean {
  const { view, phase } = run;
  if (view.status === 'interrupted' || view.status === 'paused') return true;
  return phase === 'still' && isUnderWay(run);
}
