// The door at which everything foreign becomes a failure of ours: broken connections, refusals, the openai client's exceptions.
// Messages name the server and the model in plain words and say what to do.

import { LonglineError } from '../../shared/errors.ts';
import { again, errorOf, stop, withoutKey, type Failure, type Place } from './failure.ts';
import { HttpRefusal } from './refusal.ts';
import { refusalFailure } from './server-failure.ts';
import { verdictFailure } from './verdict-failure.ts';

/** What failed before a whole stream was read. `midway`: some of the answer had come. `now` is in milliseconds since 1970. */
export function failureOf(thrown: unknown, place: Place, midway: boolean, now: number): Failure {
  const cause = innermost(thrown);
  if (cause instanceof LonglineError && cause.code === 'endpoint.repetitive')
    return verdictFailure('repetitive', place);
  if (cause instanceof HttpRefusal) return refusalFailure(cause, place, now);
  if (!(cause instanceof LonglineError)) {
    const text = cause instanceof Error ? cause.message : String(cause);
    return stop('endpoint.unexpected', `The request to ${place.server} failed: ${withoutKey(text, place)}`);
  }
  if (!cause.code.startsWith('net.')) {
    return (cause.retryable ? again : stop)(cause.code, cause.message, cause.action);
  }
  const failure = connectionFailure(cause, place);
  return midway ? { ...failure, verdict: 'incomplete' } : failure;
}

/** The answer with an error status behind what was thrown, or null when it was something else. */
export function refusalIn(thrown: unknown): HttpRefusal | null {
  const cause = innermost(thrown);
  return cause instanceof HttpRefusal ? cause : null;
}

/** An attempt that was ended from here. */
export function abortFailure(): Failure {
  const error = errorOf('endpoint.aborted', 'The request was stopped.', undefined);
  return { verdict: 'aborted', error, retryable: false, retryAfterMs: null };
}

/** A failure as an error to throw, for requests that are not part of a run. */
export function thrownFailure({ error: { code, message, action }, retryable }: Failure, cause: unknown): LonglineError {
  return new LonglineError(code, message, { retryable, cause, ...(action === undefined ? {} : { action }) });
}

function connectionFailure(cause: LonglineError, place: Place): Failure {
  const build = cause.retryable ? again : stop;
  switch (cause.code) {
    case 'net.refused':
      return build('endpoint.unreachable', `${place.server} does not answer.`, place.startHint);
    case 'net.name_unknown':
    case 'net.unreachable':
      return build('endpoint.unreachable', cause.message, cause.action);
    case 'net.connect_timeout':
    case 'net.first_byte_timeout':
    case 'net.idle_timeout':
    case 'net.wall_timeout':
      return build('endpoint.timeout', cause.message, place.startHint);
    case 'net.cut':
      return build('endpoint.cut', `${place.server} broke off before its answer was complete.`);
  }
  return build(cause.code.replace(/^net\./, 'endpoint.'), cause.message, cause.action);
}

// The openai client wraps what our fetch throws; the cause is what happened.
function innermost(thrown: unknown): unknown {
  let at = thrown;
  for (let depth = 0; depth < 5; depth += 1) {
    if (at instanceof LonglineError || at instanceof HttpRefusal || !(at instanceof Error)) return at;
    if (!(at.cause instanceof Error)) return at;
    at = at.cause;
  }
  return at;
}
