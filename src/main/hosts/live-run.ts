// A run that is being driven in this process: who watches it, and what its unfinished replies say so far. Watchers get recorded events
// without a gap and, between them, live pieces at most once per frame. A pause changes nothing for them; only the end does.

import { LonglineError } from '../../shared/errors.ts';
import type { WatchFrame } from '../../shared/api/table.ts';
import type { LivePiece, ModelDelta, RunEvent } from '../../shared/run/events.ts';
import type { DriveResult } from '../drivers/drive.ts';
import type { Journal } from '../drivers/journal.ts';
import type { RunCommand } from '../store/commands.ts';
import type { LiveRun, RunEnd } from './engine-types.ts';
import { channelOf, Partials } from './partials.ts';
import { summaryOf } from './summary.ts';

const frameMs = 16;
const pageSize = 1000;
/** A watcher that has not taken this many items is cut off; it comes back with the sequence it has seen. */
const mostWaiting = 200_000;

/** What a watcher takes: recorded events alone with what holds requests up, or live text as well. */
type Wants = 'events' | 'everything';

interface Watcher {
  readonly wants: Wants;
  queue: (RunEvent | LivePiece)[];
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
    readonly onDelta: (piece: LivePiece) => void;
  }) => Promise<DriveResult>;
  /** Takes a command other than a stop. Must not throw. */
  readonly command: (command: RunCommand) => void;
}

/** Starts a run and lets any number of watchers follow it. */
export function startLiveRun({ runId, journal, drive, command }: LiveRunParts): LiveRun {
  const interruption = new AbortController();
  const watchers = new Set<Watcher>();
  const partial = new Partials();
  let over = false;

  const give = (watcher: Watcher, items: readonly (RunEvent | LivePiece)[]) => {
    if (watcher.queue.length > mostWaiting) watcher.lost = true;
    else for (const item of items) watcher.queue.push(item);
    watcher.wake();
  };
  const onEvents = (events: readonly RunEvent[]) => {
    for (const event of events)
      if (event.type === 'model.responded' || event.type === 'model.failed') partial.forget(event.activation);
    for (const watcher of watchers) give(watcher, events);
  };
  const onDelta = (piece: LivePiece) => {
    partial.take(piece);
    for (const watcher of watchers)
      if (watcher.wants === 'everything' || piece.type === 'model.status') give(watcher, [piece]);
  };

  const done = drive({ signal: interruption.signal, onEvents, onDelta })
    .then(({ end, state }): RunEnd => ({ runId, end, lastSeq: state.seq, summary: summaryOf(runId, state, end) }))
    .finally(() => {
      over = true;
      for (const watcher of watchers) watcher.wake();
    });
  // A host may only watch; it learns of the failure from the end of the stream and from the next call.
  done.catch(() => undefined);

  return {
    runId,
    done,
    interrupt: () => interruption.abort(),
    command(given) {
      if (given.kind === 'stop') interruption.abort();
      else if (!over) command(given);
    },
    watch,
  };

  async function* watch(fromSeq: number, signal: AbortSignal, wants: Wants = 'everything'): AsyncGenerator<WatchFrame> {
    const queue = partial.pieces().filter((piece) => wants === 'everything' || piece.type === 'model.status');
    const watcher: Watcher = { wants, queue, wake: () => undefined, lost: false };
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
      let framedAt = Number.NEGATIVE_INFINITY;
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
        if (over && watcher.queue.length === 0) {
          // A run that could not be driven on ends its stream with the reason.
          await done;
          return;
        }
        if (items.length > 0) framedAt = performance.now();
        if (watcher.queue.length === 0 && !over && !signal.aborted) {
          await new Promise<void>((resolve) => {
            watcher.wake = resolve;
          });
        }
        // What comes slower than frames is passed on at once and sets no timer.
        const restMs = frameMs - (performance.now() - framedAt);
        if (restMs > 0 && !over && !signal.aborted) await pause(restMs);
      }
    } finally {
      signal.removeEventListener('abort', rouse);
      watchers.delete(watcher);
    }
  }
}

// Neighbours of one sort become one frame; pieces of one channel become one piece; events that the watcher has are left out.
function framesOf(items: readonly (RunEvent | LivePiece)[], last: number): WatchFrame[] {
  const frames: ({ frame: 'events'; events: RunEvent[] } | { frame: 'deltas'; deltas: LivePiece[] })[] = [];
  for (const item of items) {
    const frame = frames.at(-1);
    if (item.type === 'model.delta' || item.type === 'model.status') {
      if (frame?.frame !== 'deltas') frames.push({ frame: 'deltas', deltas: [item] });
      else addPiece(frame.deltas, item);
    } else if (item.seq > last) {
      if (frame?.frame === 'events') frame.events.push(item);
      else frames.push({ frame: 'events', events: [item] });
    }
  }
  return frames;
}

function addPiece(pieces: LivePiece[], piece: LivePiece): void {
  const before = pieces.at(-1);
  if (before?.type === 'model.delta' && piece.type === 'model.delta' && continues(before, piece))
    pieces[pieces.length - 1] = { ...before, text: before.text + piece.text };
  else pieces.push(piece);
}

function continues(before: ModelDelta, piece: ModelDelta): boolean {
  return (
    before.activation === piece.activation &&
    channelOf(before) === channelOf(piece) &&
    before.step === piece.step &&
    before.attempt === piece.attempt &&
    before.offset + before.text.length === piece.offset
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
