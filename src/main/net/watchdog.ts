// Times the phases of one request: connecting, waiting for the first byte, waiting for the next, and the whole. A piece of the
// body only notes the time; the timer looks at the note when it fires, so that a stream of small pieces sets no timers.

import type { Watchdogs } from './policy.ts';

export type WatchdogCode = 'net.connect_timeout' | 'net.first_byte_timeout' | 'net.idle_timeout' | 'net.wall_timeout';

export interface Watchdog {
  /** The connection stands; from now on the first byte is awaited. */
  readonly connected: () => void;
  /** A piece of the body has come. */
  readonly alive: () => void;
  /** Nobody reads at the moment: the wait is not the server's. */
  readonly hold: () => void;
  readonly release: () => void;
  readonly stop: () => void;
}

/** Starts timing. `expire` is called once at most, with the phase that took too long and its limit in milliseconds. */
export function startWatchdog(limits: Watchdogs, expire: (code: WatchdogCode, limitMs: number) => void): Watchdog {
  let code: WatchdogCode = 'net.connect_timeout';
  let limitMs = limits.connectMs;
  let since = performance.now();
  let held = false;
  let stopped = false;
  let timer = setTimeout(check, timerMs(limitMs));
  const wall = setTimeout(() => end('net.wall_timeout', limits.wallMs), timerMs(limits.wallMs));

  function check(): void {
    const leftMs = held ? limitMs : limitMs - (performance.now() - since);
    if (leftMs <= 0) end(code, limitMs);
    else timer = setTimeout(check, timerMs(leftMs));
  }
  function end(expired: WatchdogCode, limit: number): void {
    stop();
    expire(expired, limit);
  }
  function enter(next: WatchdogCode, nextLimitMs: number): void {
    if (stopped) return;
    code = next;
    limitMs = nextLimitMs;
    since = performance.now();
    clearTimeout(timer);
    timer = setTimeout(check, timerMs(limitMs));
  }
  function stop(): void {
    stopped = true;
    clearTimeout(timer);
    clearTimeout(wall);
  }
  return {
    connected: () => enter('net.first_byte_timeout', limits.firstByteMs),
    alive() {
      if (code === 'net.idle_timeout') since = performance.now();
      else enter('net.idle_timeout', limits.idleMs);
    },
    hold() {
      held = true;
    },
    release() {
      held = false;
      since = performance.now();
    },
    stop,
  };
}

// Timers of Node take at most 2^31 - 1 ms and round down; a millisecond is added so that a check never comes too early.
function timerMs(ms: number): number {
  return Math.min(Math.ceil(ms) + 1, 0x7fffffff);
}
