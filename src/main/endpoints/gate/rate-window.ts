// How much went out in the last minute or day. A plain bucket of N a minute lets nearly 2N pass in some minute (a full bucket and what
// runs in meanwhile); here no stretch of that length ever holds more than N, wherever it begins, so that it does not matter how a server
// counts. What went out within a thousandth of the window is kept as one span and leaves it as a whole.

/** What went out at nearly one time. */
interface Span {
  readonly firstMs: number;
  lastMs: number;
  amount: number;
  counts: boolean;
}

/** A share of a window that was taken. */
export interface Share {
  readonly span: Span;
  readonly amount: number;
}

// A server counts a request when it arrives, which is later than it was let go; the next ones may come faster.
const slackMs = 1000;
const spansInWindow = 1000;

export class RateWindow {
  readonly #keptMs: number;
  readonly #mergedMs: number;
  readonly #spans: Span[] = [];
  #used = 0;

  /** `windowMs`: how long the window is. Times are milliseconds that never go back. */
  constructor(windowMs: number) {
    this.#keptMs = windowMs + slackMs;
    this.#mergedMs = windowMs / spansInWindow;
  }

  /** The time from which `amount` fits under `limit` if nothing else is taken; at most `nowMs` when it fits. `amount` ≤ `limit`. */
  fitsAt(amount: number, limit: number, nowMs: number): number {
    this.#forget(nowMs);
    let over = this.#used + amount - limit;
    if (over <= 0) return nowMs;
    for (const span of this.#spans) {
      over -= span.amount;
      if (over <= 0) return span.lastMs + this.#keptMs;
    }
    return nowMs;
  }

  take(amount: number, nowMs: number): Share {
    this.#forget(nowMs);
    this.#used += amount;
    const last = this.#spans.at(-1);
    if (last !== undefined && nowMs - last.firstMs < this.#mergedMs) {
      last.lastMs = nowMs;
      last.amount += amount;
      return { span: last, amount };
    }
    const span = { firstMs: nowMs, lastMs: nowMs, amount, counts: true };
    this.#spans.push(span);
    return { span, amount };
  }

  /** Says how much a share really was. What was less comes free, what was more counts from now on. */
  settle({ span, amount }: Share, really: number, nowMs: number): void {
    this.#forget(nowMs);
    if (really > amount) this.take(really - amount, nowMs);
    else if (span.counts) {
      span.amount -= amount - really;
      this.#used -= amount - really;
    }
  }

  #forget(nowMs: number): void {
    for (let oldest = this.#spans[0]; oldest !== undefined; oldest = this.#spans[0]) {
      if (oldest.lastMs + this.#keptMs > nowMs) return;
      this.#used -= oldest.amount;
      oldest.counts = false;
      this.#spans.shift();
    }
  }
}
