// A run that is being driven in this process: who watches it, and what its unfinished replies say so far. Watchers get recorded events
// without a gap and, between them, live pieces at most once per frame.

import { LonglineError } from '../../shared/errors.ts';
import type { WatchFrame } from '../../shared/api/table.ts';
import type { ModelDelta, RunEvent } from '../../shared/run/events.ts';
import type { DriveResult } from '../drivers/drive.ts';
import type { Journal } from '../drivers/journal.ts';
import type { LiveRun, RunEnd } from './engine-types.ts';
import { summaryOf } from './summary.ts';

const frameMs = 16;
const pageSize = 1000;
/** A watcher that has not taken this many items is cut off; it comes back with the sequence it has seen. */
const mostWaiting = 200_000;

interface Watcher {
  queue: (RunEvent | ModelDelta)[];
  wake: () => void;
  lost: boolean;
}

export interface LiveRunParts {
  readonly runId: string;
  readonly journal: Journal;
  /** Starts driving; called once, at once. */
  readonly drive: (hooks: {
    readonly signal: AbortSignal;
    readonly onEvents: (events: readonly RunEvent[]) => void;
    readonly onDelta: (delta: ModelDelta) => void;
  }) => Promise<DriveResult>;
}

/** Starts a run and lets any number of watchers follow it. */
export function startLiveRun({ runId, journal, drive }: LiveRunParts): LiveRun {
  const interruption = new AbortController();
  const watchers = new Set<Watcher>();
  const partial = new Map<string, ModelDelta>();
  let over = false;

  const publish = (items: readonly (RunEvent | ModelDelta)[]) => {
    for (const watcher of watchers) {
      if (watcher.queue.length > mostWaiting) watcher.lost = true;
      else watcher.queue.push(...items);
      watcher.wake();
    }
  };
  const onEvents = (events: readonly RunEvent[]) => {
    for (const event of events)
      if (event.type === 'model.responded' || event.type === 'model.failed') forget(partial, event.activation);
    publish(events);
  };
  const onDelta = (delta: ModelDelta) => {
    const key = partialKey(delta);
    const before = partial.get(key);
    partial.set(
      key,
      before === undefined || delta.offset === 0 ? delta : { ...before, text: before.text + delta.text },
    );
    publish([delta]);
  };

  const done = drive({ signal: interruption.signal, onEvents, onDelta })
    .then(({ end, state }): RunEnd => ({ runId, end, lastSeq: state.seq, summary: summaryOf(runId, state, end) }))
    .finally(() => {
      over = true;
      for (const watcher of watchers) watcher.wake();
    });
  // A host may only watch; it learns of the failure from the end of the stream and from the next call.
  done.catch(() => undefined);

  return { runId, done, interrupt: () => interruption.abort(), watch };

  async function* watch(fromSeq: number, signal: AbortSignal): AsyncGenerator<WatchFrame> {
    const watcher: Watcher = { queue: [...partial.values()], wake: () => undefined, lost: false };
    watchers.add(watcher);
    const rouse = () => watcher.wake();
    signal.addEventListener('abort', rouse);
    try {
      let last = fromSeq - 1;
      for (;;) {
        const events = await journal.read(runId, last + 1, pageSize);
        if (events.length > 0) yield { frame: 'events', events: [...events] };
        last = events.at(-1)?.seq ?? last;
        if (events.length < pageSize) break;
      }
      yield { frame: 'caught-up', live: !over };
      for (;;) {
        if (signal.aborted) return;
        if (watcher.lost)
          throw new LonglineError('watch.too_slow', 'The watcher fell too far behind.', { retryable: true });
        const items = watcher.queue;
        watcher.queue = [];
        for (const frame of framesOf(items, last)) {
          yield frame;
          if (frame.frame === 'events') last = frame.events.at(-1)?.seq ?? last;
        }
        if (watcher.queue.length > 0) continue;
        if (over) {
          // A run that could not be driven on ends its stream with the reason.
          await done;
          return;
        }
        if (items.length > 0) await pause(frameMs);
        if (watcher.queue.length === 0 && !over && !signal.aborted) {
          await new Promise<void>((resolve) => {
            watcher.wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener('abort', rouse);
      watchers.delete(watcher);
    }
  }
}

// Neighbours of one sort become one frame; pieces of one channel become one piece; events that the watcher has are left out.
function framesOf(items: readonly (RunEvent | ModelDelta)[], last: number): WatchFrame[] {
  const frames: ({ frame: 'events'; events: RunEvent[] } | { frame: 'deltas'; deltas: ModelDelta[] })[] = [];
  for (const item of items) {
    const frame = frames.at(-1);
    if (item.type === 'model.delta') {
      if (frame?.frame !== 'deltas') frames.push({ frame: 'deltas', deltas: [item] });
      else addDelta(frame.deltas, item);
    } else if (item.seq > last) {
      if (frame?.frame === 'events') frame.events.push(item);
      else frames.push({ frame: 'events', events: [item] });
    }
  }
  return frames;
}

function addDelta(deltas: ModelDelta[], delta: ModelDelta): void {
  const before = deltas.at(-1);
  const continues =
    before !== undefined &&
    partialKey(before) === partialKey(delta) &&
    before.step === delta.step &&
    before.attempt === delta.attempt &&
    before.offset + before.text.length === delta.offset;
  if (continues) deltas[deltas.length - 1] = { ...before, text: before.text + delta.text };
  else deltas.push(delta);
}

function partialKey(delta: ModelDelta): string {
  return `${delta.activation} ${delta.channel} ${delta.call?.index ?? ''}`;
}

function forget(partial: Map<string, ModelDelta>, activation: string): void {
  for (const [key, delta] of partial) if (delta.activation === activation) partial.delete(key);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
