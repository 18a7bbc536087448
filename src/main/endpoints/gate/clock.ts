// The time that the gate lives by, handed in so that a simulator can turn it. Two readings, because the clock on the wall may be set back
// while limits are counted: what is counted goes by the one that only grows, what people are told by the other.

export interface Clock {
  /** Milliseconds since 1970, UTC; may jump. */
  now(): number;
  /** Milliseconds from any origin; never goes back. */
  elapsed(): number;
  /** Calls back once after a delay in milliseconds, possibly a little early. The answer calls it off. */
  after(delayMs: number, call: () => void): () => void;
}

// The longest that a timer of Node can be set for.
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, Math.min(longestTimerMs, Math.max(0, Math.ceil(delayMs))));
    return () => clearTimeout(timer);
  },
};
