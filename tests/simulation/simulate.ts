// Plays seeds. A seed is a whole world: what it did, which faults it met, and the promise that broke in it, if one did.

import type { RunEvent } from '../../src/shared/run/events.ts';
import { createWorld } from './world.ts';

export interface Simulated {
  readonly seed: number;
  /** In a sentence; null: all promises held. */
  readonly broken: string | null;
  readonly faults: ReadonlyMap<string, number>;
  /** How often each sort of event was recorded. */
  readonly events: ReadonlyMap<string, number>;
  readonly status: string;
  readonly trace: readonly string[];
  readonly digest: string;
}

/** Plays one seed; on the real database with `sqlite`. The process's own timers stand still meanwhile. */
export async function simulate(
  seed: number,
  { sqlite = false }: { readonly sqlite?: boolean } = {},
): Promise<Simulated> {
  const world = createWorld(seed, sqlite);
  const restore = world.clock.install();
  let broken: string | null = null;
  try {
    await world.play();
  } catch (thrown) {
    broken =
      thrown instanceof Error
        ? `${thrown.message}${thrown.name === 'Error' && thrown.message.includes(': ') ? '' : `\n${thrown.stack}`}`
        : String(thrown);
  } finally {
    restore();
    await world.close();
  }
  const { report } = world;
  const ended = report.lines.findLast((line) => line.includes('"type":"run.finished"'));
  return {
    seed,
    broken,
    faults: report.faults,
    events: countedBy(world.events(), sortOf),
    status: /"status":"(\w+)"/.exec(ended ?? '')?.[1] ?? 'none',
    trace: report.lines,
    digest: report.digest(),
  };
}

// What an event is, finely enough to see whether everything that can happen does.
function sortOf(event: RunEvent): string {
  switch (event.type) {
    case 'guard.raised':
      return `${event.type} ${event.guard} ${event.action}`;
    case 'context.changed':
      return `${event.type} ${event.stage}`;
    case 'model.failed':
    case 'model.responded':
      return `${event.type} ${event.verdict}`;
    case 'human.asked':
      return `${event.type} ${event.purpose ?? ''}`;
    case 'run.finished':
      return `${event.type} ${event.status}`;
    case 'run.suspended':
      return `${event.type} ${event.reason}`;
    case 'time.expired':
      return `${event.type} ${event.phase}`;
    case 'tool.finished':
      return `${event.type} ${event.outcome.status === 'ok' ? 'ok' : event.outcome.error.code}`;
    case 'model.requested':
      return `${event.type} ${event.purpose ?? 'step'}${event.last ? ' last' : ''}`;
    case 'run.started':
    case 'run.resumed':
    case 'run.paused':
    case 'run.continued':
    case 'run.steered':
    case 'run.forked':
    case 'limits.changed':
    case 'node.finished':
    case 'node.failed':
    case 'wait.finished':
    case 'tool.requested':
    case 'human.answered':
      return event.type;
  }
}

function countedBy<Item>(items: readonly Item[], sort: (item: Item) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(sort(item), (counts.get(sort(item)) ?? 0) + 1);
  return counts;
}
