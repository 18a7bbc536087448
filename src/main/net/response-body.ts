// The body of one answer, read either as pieces of bytes with a callback (the cheap way, for streams of a model) or as a web stream
// (for everything that takes a Response). It ends whole or with an error, never silently.

import type { IncomingMessage } from 'node:http';
import { LonglineError } from '../../shared/errors.ts';
import { netCut, netError } from './errors.ts';
import type { Watchdog } from './watchdog.ts';

/** How long the rest of an answer may take that nobody needs, and how much it may be, before its connection is given up. */
const leftoverMs = 1000;
const leftoverBytes = 64 * 1024;

export interface ResponseBody {
  /**
   * Reads everything. `take` returns true when it needs no more. Resolves at the end of the body; rejects with `net.*`, with the reason
   * of an abort, or with what `take` threw. Can be called once, and not after `stream`.
   */
  drain(take: (piece: Buffer) => boolean): Promise<void>;
  /** The body as a web stream; nothing is read before somebody reads from it. */
  stream(): ReadableStream<Uint8Array>;
  /** Ends the body with an error; without effect after its end. */
  fail(error: unknown): void;
}

/** Wraps the body of an answer. `settled` is called once, when the body has ended in any way. */
export function responseBody(
  message: IncomingMessage,
  watchdog: Watchdog,
  limits: { readonly host: string; readonly bodyBytes: number },
  settled: () => void,
): ResponseBody {
  let state: { readonly error: unknown } | 'whole' | 'open' = 'open';
  let bytes = 0;
  let leftover = 0;
  let onEnd: (() => void) | null = null;
  let onError: ((error: unknown) => void) | null = null;

  const settle = (next: { readonly error: unknown } | 'whole'): boolean => {
    if (state !== 'open') return false;
    state = next;
    watchdog.stop();
    settled();
    return true;
  };
  const succeed = (): void => {
    if (settle('whole')) onEnd?.();
  };
  const fail = (error: unknown): void => {
    if (!settle({ error })) return;
    message.destroy();
    onError?.(error);
  };
  message.on('end', succeed);
  message.on('error', (error) => fail(netError(error, limits.host)));
  message.on('close', () => {
    // An error is made only where there is one: its stack costs more than a dozen pieces of a body.
    if (state === 'open') fail(netCut(limits.host));
  });

  const receive = (take: (piece: Buffer) => boolean): void => {
    message.on('data', (piece: Buffer) => {
      if (state !== 'open') {
        leftover += piece.length;
        if (leftover > leftoverBytes) message.destroy();
        return;
      }
      watchdog.alive();
      bytes += piece.length;
      if (bytes > limits.bodyBytes) {
        fail(new LonglineError('net.too_large', `${limits.host} sent more than ${limits.bodyBytes} bytes.`));
        return;
      }
      let enough: boolean;
      try {
        enough = take(piece);
      } catch (thrown) {
        fail(thrown);
        return;
      }
      if (!enough || message.readableEnded) return;
      succeed();
      const giveUp = setTimeout(() => message.destroy(), leftoverMs);
      giveUp.unref();
      message.on('close', () => clearTimeout(giveUp));
    });
  };
  const watch = (ended: () => void, failed: (error: unknown) => void): void => {
    if (state === 'whole') ended();
    else if (state !== 'open') failed(state.error);
    onEnd = ended;
    onError = failed;
  };

  return {
    drain: (take) =>
      new Promise((resolve, reject) => {
        watch(resolve, reject);
        receive(take);
      }),
    stream() {
      let started = false;
      return new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            if (started) {
              watchdog.release();
              message.resume();
              return;
            }
            started = true;
            watch(
              () => controller.close(),
              (error) => controller.error(error),
            );
            receive((piece) => {
              controller.enqueue(piece);
              message.pause();
              watchdog.hold();
              return false;
            });
          },
          cancel(reason) {
            fail(reason ?? netCut(limits.host));
          },
        },
        { highWaterMark: 0 },
      );
    },
    fail,
  };
}
