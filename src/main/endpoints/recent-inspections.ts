// What servers told of themselves a moment ago, shared by all runs of a process: runs that start together ask a server once. Kept so
// shortly that a server that was started anew with another window is soon believed.

import type { Inspection } from './inspect.ts';
import type { EndpointTarget } from './target.ts';

const keptMs = 60_000;
const mostKept = 64;

/** Inspections of the last minute. `now` in milliseconds of any clock that only goes forward. */
export class RecentInspections {
  readonly #kept = new Map<string, { readonly until: number; readonly inspection: Promise<Inspection> }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The inspection of a target and model, by `inspect` if nobody asked within the last minute. One that failed is not kept. */
  of(target: EndpointTarget, model: string | null, inspect: () => Promise<Inspection>): Promise<Inspection> {
    const { name, url, profile, key, entry } = target;
    const which = JSON.stringify([name, url.href, profile.id, key, entry, model]);
    const known = this.#kept.get(which);
    if (known !== undefined && this.#now() < known.until) return known.inspection;
    const inspection = inspect();
    this.#kept.delete(which);
    this.#kept.set(which, { until: this.#now() + keptMs, inspection });
    inspection.catch(() => {
      if (this.#kept.get(which)?.inspection === inspection) this.#kept.delete(which);
    });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    return inspection;
  }
}
