// A network without sockets: requests are judged by the real policy and timed by the real watchdogs, on a clock that the simulation
// turns; what answers is the simulated endpoint. Everything that breaks between here and there breaks in this file.

import { LonglineError } from '../../src/shared/errors.ts';
import { netCut, netError, netHandshakeCut, netTimeout } from '../../src/main/net/errors.ts';
import type { Answer as NetworkAnswer } from '../../src/main/net/answer.ts';
import type { Network, OutgoingRequest } from '../../src/main/net/guarded-fetch.ts';
import { allowedTarget, defaultCaps, type FetchPolicy } from '../../src/main/net/policy.ts';
import { startWatchdog } from '../../src/main/net/watchdog.ts';
import type { Chance } from './chance.ts';

/** What a connection does beside carrying the answer. */
export type Wire =
  | { readonly how: 'whole' }
  /** After so many bytes of the body the connection is gone. */
  | { readonly how: 'cut'; readonly after: number }
  /** After so many bytes nothing comes any more. */
  | { readonly how: 'hang'; readonly after: number }
  /** The body ends in an orderly way, but too early. */
  | { readonly how: 'end'; readonly after: number }
  /** Everything comes, one byte now and then. */
  | { readonly how: 'drip' }
  | { readonly how: 'no answer' | 'refused' | 'name unknown' | 'TLS reset' | 'reset' | 'redirect' | 'compressed' };

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly wire: Wire;
}

export interface SimulatedNetwork extends Network {
  /** Answers that are still being read. */
  readonly open: () => number;
  /** The process is gone: nothing is answered any more. */
  kill(): void;
}

/** A network whose every request goes to `answer`. */
export function simulatedNetwork(answer: (url: URL, body: string) => Answer, random: Chance): SimulatedNetwork {
  let open = 0;
  let dead = false;

  return {
    open: () => open,
    kill() {
      dead = true;
    },
    close: () => undefined,
    send,
    async fetch(address, outgoing, policy) {
      const { status, body } = await send(address, outgoing, policy);
      const pieces: Uint8Array[] = [];
      await body.drain((piece) => {
        pieces.push(piece);
        return false;
      });
      return new Response(Buffer.concat(pieces), { status });
    },
  };

  async function send(address: string | URL, outgoing: OutgoingRequest, policy: FetchPolicy): Promise<NetworkAnswer> {
    if (dead) return new Promise<never>(() => undefined);
    const url = allowedTarget(address, policy);
    const { signal } = outgoing;
    signal?.throwIfAborted();
    const sent = outgoing.body ?? '';
    const answered = answer(url, typeof sent === 'string' ? sent : new TextDecoder().decode(sent));
    const body = arrivingBody();
    open += 1;
    return new Promise((resolve, reject) => {
      let isHere = false;
      let over = false;
      const finish = (error: unknown): void => {
        if (over) return;
        over = true;
        open -= 1;
        watchdog.stop();
        signal?.removeEventListener('abort', abort);
        if (isHere) body.end(error);
        else reject(error);
      };
      const watchdog = startWatchdog(policy.watchdogs, (code, limitMs) => finish(netTimeout(code, limitMs, url.host)));
      const abort = (): void => finish(signal?.reason ?? new DOMException('The request was aborted.', 'AbortError'));
      signal?.addEventListener('abort', abort, { once: true });
      const later = (least: number, most: number, call: () => void): void => {
        setTimeout(() => !dead && !over && call(), random.between(least, most));
      };

      later(0, 60, () => {
        const failure = beforeAnswer(answered.wire, url.host);
        if (failure !== null) return finish(failure);
        watchdog.connected();
        if (answered.wire.how === 'no answer') return;
        later(1, 900, () => {
          isHere = true;
          const { status, headers } = answered;
          const drain: NetworkAnswer['body']['drain'] = (take) => body.drain(take, () => finish(null));
          resolve({ status, header: (name) => headers[name.toLowerCase()] ?? null, body: { drain } });
          sendFrom(0);
        });
      });

      function sendFrom(from: number): void {
        const { body: bytes, wire } = answered;
        const until = 'after' in wire ? Math.min(wire.after, bytes.length) : bytes.length;
        const piece = bytes.subarray(from, Math.min(until, from + pieceLength(wire, bytes.length)));
        if (piece.length > 0) {
          watchdog.alive();
          if (from + piece.length > (policy.caps ?? defaultCaps).bodyBytes)
            return finish(new LonglineError('net.too_large', `${url.host} sent too much.`));
          body.arrived(Buffer.from(piece));
          return later(0, wire.how === 'drip' ? 30_000 : 40, () => sendFrom(from + piece.length));
        }
        if (wire.how === 'hang') return;
        finish(wire.how === 'cut' ? netCut(url.host) : null);
      }
    });
  }

  function pieceLength(wire: Wire, whole: number): number {
    if (wire.how === 'drip') return Math.max(1, Math.ceil(whole / 40));
    return random.happens(0.1) ? random.between(1, 5) : random.between(50, Math.max(100, Math.ceil(whole / 4)));
  }
}

// Pieces wait for their reader, and so does the end.
function arrivingBody() {
  const waiting: Buffer[] = [];
  let ended: { readonly error: unknown } | null = null;
  let wake: () => void = () => undefined;
  return {
    arrived(piece: Buffer): void {
      waiting.push(piece);
      wake();
    },
    end(error: unknown): void {
      ended = { error };
      wake();
    },
    async drain(take: (piece: Buffer) => boolean, enough: () => void): Promise<void> {
      for (;;) {
        const piece = waiting.shift();
        if (piece !== undefined) {
          try {
            if (!take(piece)) continue;
          } catch (thrown) {
            enough();
            throw thrown;
          }
          return enough();
        }
        if (ended?.error === null) return;
        if (ended !== null) throw ended.error;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function beforeAnswer(wire: Wire, host: string): Error | null {
  switch (wire.how) {
    case 'whole':
    case 'cut':
    case 'hang':
    case 'end':
    case 'drip':
    case 'no answer':
      return null;
    case 'refused':
      return netError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), host);
    case 'name unknown':
      return netError(Object.assign(new Error('no name'), { code: 'EAI_AGAIN' }), host);
    case 'reset':
      return netError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }), host);
    case 'TLS reset':
      return netHandshakeCut(host);
    case 'redirect':
      return new LonglineError(
        'net.redirected',
        `${host} sends requests on to another address (HTTP 307), which Longline does not follow.`,
      );
    case 'compressed':
      return new LonglineError('net.encoded', `${host} compressed its answer (gzip) although it was asked not to.`);
  }
}
