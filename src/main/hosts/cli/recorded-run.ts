// What is recorded of a run, folded into its view, for commands that must know how a run stands. Whoever drives it goes on meanwhile.

import type { RunEvent } from '../../../shared/run/events.ts';
import { foldView, type QuestionView, type RunView } from '../../../shared/run/view.ts';
import type { Engine } from '../engine-types.ts';

const pageSize = 500;

/** A call that waits for leave. */
export interface WaitingCall {
  /** Counts the calls that the run has asked about, from 1; it stays the same while others are answered. */
  readonly number: number;
  readonly question: QuestionView;
}

export interface RecordedRun {
  readonly view: RunView;
  readonly waiting: readonly WaitingCall[];
}

/** Reads a run's events from the first to the newest. Errors: `journal.run_unknown`, `journal.corrupt`. */
export async function recordedRun(engine: Engine, runId: string): Promise<RecordedRun> {
  const store = await engine.store();
  const fold = foldView();
  const numbers = new Map<string, number>();
  for (let from = 1; ; ) {
    const events: readonly RunEvent[] = await store.read(runId, from, pageSize);
    for (const event of events) {
      fold.event(event);
      if (event.type === 'human.asked' && event.purpose === 'approval' && !numbers.has(event.effect))
        numbers.set(event.effect, numbers.size + 1);
    }
    const last = events.at(-1);
    if (last === undefined) break;
    from = last.seq + 1;
  }
  const view = fold.view();
  const waiting = view.questions
    .filter(({ purpose }) => purpose === 'approval')
    .map((question) => ({ number: numbers.get(question.effect) ?? 0, question }));
  return { view, waiting };
}
