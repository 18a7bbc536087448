// What every model request to one account of one server passes: the limiter, which may make it wait, and the server's breaker, which may
// end it at once as a failure to be tried again. The gate never waits because of failures: that is a matter of the run's machine.

import type { Hands, ModelOutcome, ModelRequest } from '../../drivers/hands.ts';
import { abortFailure } from '../errors.ts';
import type { Breaker } from './breaker.ts';
import type { Clock } from './clock.ts';
import { createLimiter, type Lease } from './limiter.ts';
import { refusedAsTooMuch, restingOutcome, shownBy, unmade, withKnownUsage } from './outcomes.ts';
import { createPace } from './pace.ts';
import type { Limits } from './settings.ts';

export interface GateOptions {
  /** The server in a sentence, such as `Moonshot at api.moonshot.ai`. */
  readonly name: string;
  readonly limits: Limits;
  /** Shared by all gates of one origin. */
  readonly breaker: Breaker;
  readonly clock: Clock;
}

export interface Gate {
  /** Makes one attempt when its turn has come. As `Hands.callModel`, and tells `queued` and `asking` when it has to wait. */
  pass(
    ask: Hands['callModel'],
    request: ModelRequest,
    onPiece: Parameters<Hands['callModel']>[1],
    signal: AbortSignal,
  ): Promise<ModelOutcome>;
  change(limits: Limits): void;
}

export function createGate({ name, limits, breaker, clock }: GateOptions): Gate {
  const limiter = createLimiter({ name, limits, clock });
  const pace = createPace();

  return {
    change: limiter.change,

    async pass(ask, request, onPiece, signal) {
      const restingMs = breaker.restingMs();
      if (restingMs !== null) return restingOutcome(name, restingMs);
      const asked = { run: runOf(request), tokens: boundOfTokens(request) };
      const atOnce = limiter.tryEnter(asked);
      if (atOnce !== null) return attempt(atOnce, ask, request, onPiece, signal);
      const lease = await limiter.enter(asked, signal, (waiting) => onPiece({ status: 'queued', ...waiting }));
      if (lease === null) return unmade(abortFailure());
      // Others may have met a broken server in the meantime.
      const nowRestingMs = breaker.restingMs();
      if (nowRestingMs !== null) {
        lease.cancel();
        return restingOutcome(name, nowRestingMs);
      }
      onPiece({ status: 'asking', reason: '', until: null });
      return attempt(lease, ask, request, onPiece, signal);
    },
  };

  async function attempt(
    lease: Lease,
    ...[ask, request, onPiece, signal]: Parameters<Gate['pass']>
  ): Promise<ModelOutcome> {
    const begun = breaker.begin();
    const beganMs = clock.elapsed();
    const onAnyPiece: typeof onPiece = (piece) => {
      breaker.alive(begun);
      onPiece(piece);
    };
    const outcome = withKnownUsage(await ask(request, breaker.isTrial(begun) ? onAnyPiece : onPiece, signal));
    breaker.end(begun, shownBy(outcome));
    const refused = refusedAsTooMuch(outcome);
    if (refused !== null) {
      pace.refused(beganMs, limiter.underWay(), clock.elapsed());
      limiter.narrow(pace.most());
      if (refused.pauseMs > 0) limiter.pause(refused.pauseMs);
    } else if (pace.most() !== null && shownBy(outcome) === 'answered') {
      pace.accepted();
      limiter.narrow(pace.most());
    }
    const { usage } = outcome;
    lease.settle(usage === null ? null : usage.promptTokens + usage.completionTokens);
    return outcome;
  }
}

// A conversation is named RUN/ACTIVATION.
function runOf({ conversation }: ModelRequest): string {
  const end = conversation.indexOf('/');
  return end === -1 ? conversation : conversation.slice(0, end);
}

// About three bytes a token, and all the output that the request allows; counted once.
function boundOfTokens({ messages, count, functions, maxOutputTokens }: ModelRequest): () => number {
  let bound: number | null = null;
  return () => {
    if (bound !== null) return bound;
    let bytes = functions.length === 0 ? 0 : Buffer.byteLength(JSON.stringify(functions));
    for (let at = 0; at < count; at += 1) bytes += Buffer.byteLength(messages[at] ?? '');
    bound = Math.ceil(bytes / 3) + maxOutputTokens;
    return bound;
  };
}
