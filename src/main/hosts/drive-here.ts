// Drives a recorded run in this process: gives the driver its hands, lets people steer it, and keeps it where hosts find it while it
// goes on.

import { join } from 'node:path';
import type { RunState } from '../../shared/run/state.ts';
import { drive } from '../drivers/drive.ts';
import type { Hands } from '../drivers/hands.ts';
import type { Claim } from '../drivers/journal.ts';
import type { Store } from '../store/store.ts';
import type { ToolCaller } from '../tools/call-tool.ts';
import type { Cards } from '../endpoints/cards.ts';
import type { LiveRun, People } from './engine-types.ts';
import { startLiveRun } from './live-run.ts';
import type { RunModels } from './models.ts';
import { observeRun } from './observe-run.ts';
import { steering } from './steering.ts';

export interface Beginning {
  readonly journal: Store;
  readonly claim: Claim;
  readonly state: RunState;
  readonly bindings: Readonly<Record<string, string>>;
  readonly people: People;
  /** Closed when the run has stopped. */
  readonly runModels: RunModels;
}

export interface Driving {
  /** Runs that are driven here now, by id. */
  readonly live: ReadonlyMap<string, LiveRun>;
  /** Drives a run on from a state that is recorded. */
  begin(beginning: Beginning): Promise<LiveRun>;
  /** Interrupts all runs and waits until they have stopped. */
  close(): Promise<void>;
}

/** Drives nothing yet. `directory` is the data directory; what runs show of their endpoints is told to the cards. */
export function createDriving(directory: string, cards: Pick<Cards, 'observe'>): Driving {
  const live = new Map<string, LiveRun>();
  const telling = new Set<Promise<void>>();
  let toolCaller: Promise<ToolCaller> | null = null;

  return { live, begin, close };

  async function begin({ journal, claim, state, bindings, people, runModels }: Beginning): Promise<LiveRun> {
    const { runId } = claim;
    toolCaller ??= import('../tools/call-tool.ts').then(({ createToolCaller }) =>
      createToolCaller({ indexDirectory: join(directory, 'index') }),
    );
    // Not waited for: tools load while the model thinks.
    const callers = toolCaller;
    const steered = steering({ journal, claim, interrupt: () => run.interrupt(), now: () => Date.now() });
    const observer = observeRun(state.models, cards);
    const hands: Hands = {
      callModel: runModels.callModel,
      callTool: async (request, signal) => (await callers).callTool(request, signal),
      askHuman: steered.people(people),
      wait,
      now: () => Date.now(),
      random: () => Math.random(),
    };
    const run = startLiveRun({
      runId,
      journal,
      command: steered.give,
      drive: async ({ signal, onEvents, onDelta }) => {
        try {
          // What was said or allowed while nobody drove the run comes before anything else.
          if (state.seq > 1) await steered.look();
          return await drive({
            journal,
            claim,
            state,
            hands,
            bindings,
            signal,
            inbox: steered.inbox,
            onEvents: (recorded) => {
              onEvents(recorded);
              steered.recorded(recorded);
              observer.events(recorded);
            },
            onDelta,
          });
        } finally {
          steered.stop();
          const told: Promise<void> = observer.tell().finally(() => telling.delete(told));
          telling.add(told);
          await runModels.close();
        }
      },
    });
    live.set(runId, run);
    const forget = () => live.delete(runId);
    run.done.then(forget, forget);
    return run;
  }

  async function close(): Promise<void> {
    for (const run of live.values()) run.interrupt();
    await Promise.allSettled([...live.values()].map((run) => run.done));
    await Promise.allSettled(telling);
    (await toolCaller)?.close();
  }
}

/** Resolves after the time or when the signal aborts. */
export function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, delayMs);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
