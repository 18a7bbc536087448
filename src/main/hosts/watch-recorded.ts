// Watching a run that is not driven in this process: what is recorded, and what another process goes on recording.

import { LonglineError } from '../../shared/errors.ts';
import type { WatchFrame } from '../../shared/api/table.ts';
import type { Store } from '../store/store.ts';

const pageSize = 1000;
const lookEveryMs = 500;

/** Recorded events from `fromSeq` on, then new ones as they appear, until the run has stopped or the signal aborts. */
export async function* watchRecorded(
  open: () => Promise<Store>,
  runId: string,
  fromSeq: number,
  signal: AbortSignal,
): AsyncGenerator<WatchFrame> {
  const store = await open();
  let last = fromSeq - 1;
  let caughtUp = false;
  while (!signal.aborted) {
    const row = await store.run(runId);
    if (row === null)
      throw new LonglineError('journal.run_unknown', `There is no run ${runId}.`, { details: { runId } });
    const events = await store.read(runId, last + 1, pageSize);
    if (events.length > 0) yield { frame: 'events', events: [...events] };
    last = events.at(-1)?.seq ?? last;
    if (events.length === pageSize) continue;
    if (!caughtUp) yield { frame: 'caught-up', live: false };
    caughtUp = true;
    if (row.status !== 'running' && row.status !== 'paused') return;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
