// What a simulated run leaves behind: a trace of everything that happened, how often each fault fired, and the first broken promise.

import { createHash } from 'node:crypto';

/** A promise that did not hold. */
export class BrokenPromise extends Error {
  readonly promise: string;
  constructor(promise: string, what: string) {
    super(`${promise}: ${what}`);
    this.promise = promise;
  }
}

export interface Report {
  /** Writes a line of the trace. */
  note(line: string): void;
  /** Counts a fault, and writes it into the trace. */
  fault(name: string): void;
  /** Throws when something does not hold, and keeps the first such thing for those who swallow errors. */
  promise(name: string, holds: boolean, what: () => string): void;
  readonly broken: () => BrokenPromise | null;
  readonly faults: ReadonlyMap<string, number>;
  readonly lines: readonly string[];
  /** SHA-256 of the trace. */
  digest(): string;
}

export function createReport(now: () => number): Report {
  const lines: string[] = [];
  const faults = new Map<string, number>();
  let broken: BrokenPromise | null = null;
  const note = (line: string) => lines.push(`${now()} ${line}`);
  return {
    note: (line) => void note(line),
    fault(name) {
      faults.set(name, (faults.get(name) ?? 0) + 1);
      note(`fault ${name}`);
    },
    promise(name, holds, what) {
      if (holds) return;
      const error = new BrokenPromise(name, what());
      broken ??= error;
      throw error;
    },
    broken: () => broken,
    faults,
    lines,
    digest: () => createHash('sha256').update(lines.join('\n')).digest('hex'),
  };
}
