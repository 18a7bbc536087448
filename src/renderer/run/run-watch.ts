// The run on screen: watches its events and live pieces, folds them into a RunView once per frame, and comes back after a lost
// connection with the sequence it has seen. What the folded view means is shared/run/view.ts's.

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Host, WatchFrame } from '../../shared/api/table.ts';
import { toEnvelope, type ErrorEnvelope } from '../../shared/errors.ts';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import { emptyLog, logEvents, type RunLog } from '../../shared/run/panel/log.ts';
import { noWorkingTime, workingTimeEvent, type WorkingTime } from '../../shared/run/panel/working-time.ts';
import { emptyRunView, viewDeltas, viewEvents, type RunView } from '../../shared/run/view.ts';

export interface WatchedRun {
  /** null: no run is on screen. */
  readonly runId: string | null;
  readonly pipelineId: string | null;
  readonly plan: Plan | null;
  /** The pipeline as it was when the run was started; null where that was not kept. */
  readonly document: PipelineDocument | null;
  readonly view: RunView;
  readonly work: WorkingTime;
  /** One short entry for each event that was taken in. */
  readonly log: RunLog;
  /** `loading` until everything recorded is there, then `live` or `still`; `lost` while the connection is away. */
  readonly phase: 'none' | 'loading' | 'live' | 'still' | 'lost' | 'failed';
  readonly failure: ErrorEnvelope | null;
}

export interface RunWatch {
  readonly store: StoreApi<WatchedRun>;
  /** Shows a run from its first event on. */
  show(runId: string): void;
  /** Shows no run. */
  clear(): void;
}

export interface RunWatchOptions {
  readonly host: Pick<Host, 'runs.watch' | 'runs.get'>;
  /** Calls back before the next frame is drawn. */
  readonly nextFrame: (then: () => void) => void;
  /** Waits before a lost stream is opened again, in milliseconds. */
  readonly wait: (delayMs: number) => Promise<void>;
}

const none: WatchedRun = {
  runId: null,
  pipelineId: null,
  plan: null,
  document: null,
  view: emptyRunView,
  work: noWorkingTime,
  log: emptyLog,
  phase: 'none',
  failure: null,
};

/** A watch over runs of a host; one run at a time. */
export function createRunWatch({ host, nextFrame, wait }: RunWatchOptions): RunWatch {
  const store = createStore<WatchedRun>(() => none);
  let current: AbortController | null = null;

  return {
    store,
    show(runId) {
      current?.abort();
      current = new AbortController();
      store.setState({ ...none, runId, phase: 'loading' });
      void readPlan(runId, current.signal);
      void follow(runId, current.signal);
    },
    clear() {
      current?.abort();
      current = null;
      store.setState(none);
    },
  };

  async function readPlan(runId: string, signal: AbortSignal): Promise<void> {
    try {
      const { row, plan, document } = await host['runs.get']({ runId });
      if (!signal.aborted) store.setState({ plan, document, pipelineId: row.pipelineId });
    } catch (thrown) {
      if (!signal.aborted) store.setState({ failure: toEnvelope(thrown) });
    }
  }

  async function follow(runId: string, signal: AbortSignal): Promise<void> {
    const frames: WatchFrame[] = [];
    let scheduled = false;
    const fold = () => {
      scheduled = false;
      if (signal.aborted) return;
      const taken = frames.splice(0);
      store.setState((before) => taken.reduce(foldFrame, before));
    };
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      let seen = Math.max(store.getState().view.lastSeq, lastSeqOf(frames));
      try {
        for await (const frame of host['runs.watch']({ runId, fromSeq: seen + 1 }, signal)) {
          attempt = 0;
          if (frame.frame === 'events') seen = frame.events.at(-1)?.seq ?? seen;
          frames.push(frame);
          if (!scheduled) {
            scheduled = true;
            nextFrame(fold);
          }
        }
        fold();
        if (!signal.aborted) store.setState({ phase: 'still' });
        return;
      } catch (thrown) {
        fold();
        if (signal.aborted) return;
        const failure = toEnvelope(thrown);
        if (!failure.retryable) {
          store.setState({ phase: 'failed', failure });
          return;
        }
        store.setState({ phase: 'lost' });
        await wait(Math.min(5000, 250 * 2 ** attempt));
      }
    }
  }
}

function foldFrame(run: WatchedRun, frame: WatchFrame): WatchedRun {
  switch (frame.frame) {
    case 'events': {
      // Events that have been seen already count once.
      const fresh = frame.events.filter(({ seq }) => seq > run.view.lastSeq);
      return {
        ...run,
        view: viewEvents(run.view, fresh),
        work: fresh.reduce(workingTimeEvent, run.work),
        log: logEvents(run.log, fresh),
        phase: run.phase === 'lost' ? 'live' : run.phase,
      };
    }
    case 'deltas':
      return { ...run, view: viewDeltas(run.view, frame.deltas) };
    case 'caught-up':
      return { ...run, phase: frame.live ? 'live' : 'still', failure: null };
  }
}

function lastSeqOf(frames: readonly WatchFrame[]): number {
  const last = frames.findLast((frame) => frame.frame === 'events');
  return last?.frame === 'events' ? (last.events.at(-1)?.seq ?? 0) : 0;
}
