// How many requests an endpoint stands at one time, learned from its refusals: half of what was under way when it said that it was too
// much, one more for each round that went well, and no bound any more at twice of what was once too much.

export interface Pace {
  /** The most at one time; null: nothing is known against any number. */
  most(): number | null;
  /** A request that began at `beganMs` was refused as too much, with so many under way (itself included). */
  refused(beganMs: number, underWay: number, nowMs: number): void;
  /** A request went well. */
  accepted(): void;
}

export function createPace(): Pace {
  let most: number | null = null;
  let accepted = 0;
  let enough = 0;
  let narrowedMs = -Infinity;
  return {
    most: () => most,
    refused(beganMs, underWay, nowMs) {
      // Refusals of one burst say one thing together.
      if (beganMs < narrowedMs) return;
      if (most === null) enough = underWay * 2;
      most = Math.max(1, Math.floor(Math.min(most ?? underWay, underWay) / 2));
      accepted = 0;
      narrowedMs = nowMs;
    },
    accepted() {
      if (most === null) return;
      accepted += 1;
      if (accepted < most) return;
      accepted = 0;
      most += 1;
      if (most >= enough) most = null;
    },
  };
}
