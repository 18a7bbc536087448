// Keeps an endpoint's limits: requests and tokens a minute, tokens a day, requests at one time. Tokens are set aside by estimate before
// a request and put right by what it used. Who does not fit waits in a fair line, and is told why and until when. Without limits it
// only counts what is under way. Limits are kept by each process for itself; what other processes ask of the same account it cannot know.

import type { Clock } from './clock.ts';
import { FairLine } from './fair-line.ts';
import { RateWindow, type Share } from './rate-window.ts';
import type { Limits } from './settings.ts';
import { atOneTime, inTime, leftAlone, onChange, withOthers, type Waiting } from './waiting.ts';

export interface Asked {
  /** Whose request it is: runs take turns. */
  readonly run: string;
  /** How many tokens it will use at most; asked only where tokens are limited, and there more than once. Must not throw. */
  readonly tokens: () => number;
}

/** Leave to make one request. One of the two is called once, when it is over. */
export interface Lease {
  /** It was made and used so many tokens; null: nobody knows, and what was set aside counts. */
  settle(tokens: number | null): void;
  /** It was not made after all. */
  cancel(): void;
}

export interface Limiter {
  /** Leave at once, or null when the request has to wait. */
  tryEnter(asked: Asked): Lease | null;
  /** Waits for leave; null when the signal aborts first. `onWait` is told at once, and again when what is known changes; must not throw. */
  enter(asked: Asked, signal: AbortSignal, onWait: (waiting: Waiting) => void): Promise<Lease | null>;
  /** Other limits from now on; what went out before counts where it was counted. */
  change(limits: Limits): void;
  /** Allows fewer at one time than the limits do; null: as many as they do. */
  narrow(concurrency: number | null): void;
  /** Lets nothing go for so long, because the server has asked for it. */
  pause(pauseMs: number): void;
  /** Requests under way. */
  underWay(): number;
}

export interface LimiterOptions {
  /** The server in a sentence, such as `Moonshot at api.moonshot.ai`. */
  readonly name: string;
  readonly limits: Limits;
  readonly clock: Clock;
}

interface Waiter {
  readonly asked: Asked;
  readonly admit: (lease: Lease) => void;
  readonly tell: (waiting: Waiting) => void;
}

interface Hindrance {
  readonly reason: string;
  /** On the clock that never goes back; null: until another request ends. */
  readonly untilMs: number | null;
}

/** One limit over time, and what went out in that time. */
interface Rate {
  readonly kind: 'requestsPerMinute' | 'tokensPerMinute' | 'tokensPerDay';
  readonly what: 'request' | 'token';
  readonly time: 'minute' | 'day';
  readonly window: RateWindow;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

export function createLimiter({ name, limits: first, clock }: LimiterOptions): Limiter {
  const rates: readonly Rate[] = [
    { kind: 'requestsPerMinute', what: 'request', time: 'minute', window: new RateWindow(minuteMs) },
    { kind: 'tokensPerMinute', what: 'token', time: 'minute', window: new RateWindow(minuteMs) },
    { kind: 'tokensPerDay', what: 'token', time: 'day', window: new RateWindow(dayMs) },
  ];
  const line = new FairLine<Waiter>();
  let limits = first;
  let narrowed: number | null = null;
  let pausedUntilMs = -Infinity;
  let underWay = 0;
  let callOff: (() => void) | null = null;

  return {
    tryEnter(asked) {
      return line.size === 0 && hindrance(asked) === null ? admit(asked) : null;
    },
    enter,
    change(changed) {
      limits = changed;
      serve();
    },
    narrow(concurrency) {
      narrowed = concurrency;
      serve();
    },
    pause(pauseMs) {
      pausedUntilMs = Math.max(pausedUntilMs, clock.elapsed() + pauseMs);
      serve();
    },
    underWay: () => underWay,
  };

  function enter(asked: Asked, signal: AbortSignal, onWait: (waiting: Waiting) => void): Promise<Lease | null> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve(null);
        return;
      }
      let waits = true;
      const end = (lease: Lease | null) => {
        waits = false;
        signal.removeEventListener('abort', leave);
        resolve(lease);
      };
      const leave = () => {
        line.remove(asked.run, waiter);
        end(null);
        serve();
      };
      const waiter: Waiter = {
        asked,
        admit: end,
        tell: onChange(onWait),
      };
      signal.addEventListener('abort', leave, { once: true });
      line.add(asked.run, waiter);
      serve();
      if (waits && line.first() !== waiter) tellInLine(waiter);
    });
  }

  // Lets go whoever is in front and fits; the next one is told what it waits for, and looked at again when its time has come.
  function serve(): void {
    callOff?.();
    callOff = null;
    for (let waiter = line.first(); waiter !== undefined; waiter = line.first()) {
      const hindered = hindrance(waiter.asked);
      if (hindered !== null) {
        // Set before anybody is told: whoever hears it may go away at once.
        if (hindered.untilMs !== null) callOff = clock.after(Math.ceil(hindered.untilMs - clock.elapsed()), serve);
        waiter.tell({ reason: hindered.reason, until: wallTime(hindered.untilMs) });
        return;
      }
      line.takeFirst();
      waiter.admit(admit(waiter.asked));
    }
  }

  function tellInLine(waiter: Waiter): void {
    const front = line.first();
    const hindered = front === undefined ? null : hindrance(front.asked);
    if (hindered !== null) waiter.tell({ reason: withOthers(hindered.reason, line.size - 1), until: null });
  }

  // What keeps a request from being made now: of several things the one that lasts longest.
  function hindrance(asked: Asked): Hindrance | null {
    const most = lowest(limits.concurrency, narrowed);
    const full = most !== null && underWay >= most;
    let worst: Hindrance | null = full
      ? { reason: atOneTime(most, name, most !== limits.concurrency), untilMs: null }
      : null;
    const nowMs = clock.elapsed();
    if (pausedUntilMs > nowMs) worst = { reason: leftAlone(name), untilMs: pausedUntilMs };
    for (const { kind, what, time, window } of rates) {
      const limit = limits[kind];
      if (limit === null) continue;
      const untilMs = window.fitsAt(amountOf(asked, what, limit), limit, nowMs);
      if (untilMs > (worst?.untilMs ?? nowMs)) worst = { reason: inTime(limit, what, time, name), untilMs };
    }
    return worst;
  }

  function admit(asked: Asked): Lease {
    underWay += 1;
    const taken: { readonly rate: Rate; readonly share: Share }[] = [];
    for (const rate of rates) {
      const limit = limits[rate.kind];
      if (limit === null) continue;
      taken.push({ rate, share: rate.window.take(amountOf(asked, rate.what, limit), clock.elapsed()) });
    }
    return {
      settle(tokens) {
        for (const { rate, share } of taken) {
          if (rate.what === 'token' && tokens !== null) rate.window.settle(share, tokens, clock.elapsed());
        }
        ended();
      },
      cancel() {
        for (const { rate, share } of taken) rate.window.settle(share, 0, clock.elapsed());
        ended();
      },
    };
  }

  function ended(): void {
    underWay -= 1;
    if (line.size > 0) serve();
  }

  function wallTime(untilMs: number | null): number | null {
    return untilMs === null ? null : Math.round(clock.now() + untilMs - clock.elapsed());
  }
}

function lowest(left: number | null, right: number | null): number | null {
  if (left === null) return right;
  return right === null ? left : Math.min(left, right);
}

// What is larger than a whole limit goes out alone.
function amountOf(asked: Asked, what: Rate['what'], limit: number): number {
  return what === 'request' ? 1 : Math.min(asked.tokens(), limit);
}
