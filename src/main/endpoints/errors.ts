// The one place where everything foreign becomes an error of ours: statuses and error bodies of all servers, broken connections, the
// openai client's exceptions, verdicts that are failures. Messages name the server and the model in plain words and say what to do.

import { LonglineError } from '../../shared/errors.ts';
import type { RecordedError, Verdict } from '../../shared/run/events.ts';
import { HttpRefusal, isWebPage, quoted, readServerError, type ServerError } from './refusal.ts';
import { readRetryAfter, waitInWords } from './retry-after.ts';

/** The names that messages use. */
export interface Place {
  /** The server in a sentence, such as `Ollama at 127.0.0.1:11434`. */
  readonly server: string;
  readonly model: string;
  /** The environment variable that holds the key, null where none is needed. */
  readonly keyVariable: string | null;
  /** The key itself, so that a server's echo of it is never quoted. */
  readonly key: string | null;
  /** What to do when nothing answers. */
  readonly startHint: string;
  /** What to do when the model is not there. */
  readonly modelHint: string;
}

type FailedVerdict = Exclude<Verdict, 'final' | 'tool_calls'>;

/** A failed attempt, as an outcome wants it. */
export interface Failure {
  readonly verdict: FailedVerdict;
  readonly error: RecordedError;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
}

/** What failed before a whole stream was read. `midway`: some of the answer had come. `now` is in milliseconds since 1970. */
export function failureOf(thrown: unknown, place: Place, midway: boolean, now: number): Failure {
  const cause = innermost(thrown);
  if (cause instanceof HttpRefusal) return refusalFailure(cause, place, now);
  if (cause instanceof LonglineError) {
    const verdict =
      midway && cause.code !== 'endpoint.bad_stream' && cause.code !== 'endpoint.too_large' ? 'incomplete' : 'error';
    return failed(
      verdict,
      cause.code.startsWith('net.') ? connectionError(cause, place) : recorded(cause),
      cause.retryable,
    );
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return failed(
    'error',
    error('endpoint.unexpected', `The request to ${place.server} failed: ${quotedFrom(text, place)}`),
    false,
  );
}

/** An error that came inside a stream or a JSON answer of status 200. */
export function streamFailure(value: unknown, place: Place): Failure {
  const said = readServerError(value);
  const status = /^[45]\d\d$/.test(said.code) ? Number(said.code) : 0;
  return bodyFailure(said, status, place) ?? failed('error', serverFailed(said, place), true);
}

/** The failure behind a verdict over a stream that was read whole. */
export function verdictFailure(
  verdict: Exclude<FailedVerdict, 'error' | 'aborted'>,
  place: Place,
  last: boolean,
): Failure {
  const { server, model } = place;
  switch (verdict) {
    case 'think_only':
      return failed(verdict, error('endpoint.think_only', `${model} only thought and gave no answer.`), true);
    case 'empty':
      return last
        ? failed(verdict, error('endpoint.empty', `${model} gave no answer in its last step.`), true)
        : failed(verdict, error('endpoint.empty', `${model} gave an empty answer.`), true);
    case 'truncated':
      return failed(
        verdict,
        error(
          'endpoint.truncated',
          `The answer of ${model} was cut at the limit of output tokens.`,
          'Raise the output limit of the agent.',
        ),
        true,
      );
    case 'filtered':
      return failed(
        verdict,
        error(
          'endpoint.filtered',
          `The content filter of ${server} stopped the answer.`,
          'Change the instructions or the sources.',
        ),
        false,
      );
    case 'incomplete':
      return failed(
        verdict,
        error('endpoint.incomplete', `${server} ended its answer without saying that it was complete.`),
        true,
      );
    case 'leaked_tool_tokens':
      return failed(
        verdict,
        error(
          'endpoint.leaked_tool_tokens',
          `${server} let raw tool tokens of ${model} through as text.`,
          'Start the server with the tool and reasoning parsers of the model.',
        ),
        true,
      );
  }
}

/** An attempt that was ended from here. */
export function abortFailure(): Failure {
  return failed('aborted', error('endpoint.aborted', 'The request was stopped.'), false);
}

/** A failure as an error to throw, for requests that are not part of a run. */
export function thrownFailure({ error: { code, message, action }, retryable }: Failure, cause: unknown): LonglineError {
  return new LonglineError(code, message, { retryable, cause, ...(action === undefined ? {} : { action }) });
}

function refusalFailure(refusal: HttpRefusal, place: Place, now: number): Failure {
  const { status } = refusal;
  const said = readServerError(refusal.body);
  const known = bodyFailure(said, status, place);
  const failure = known ?? statusFailure(status, said, refusal.body, place);
  if (!failure.retryable) return failure;
  const asked = readRetryAfter(refusal.header, now);
  switch (asked.kind) {
    case 'unsaid':
      return failure;
    case 'wait':
      return { ...failure, retryAfterMs: asked.waitMs };
    case 'too-long':
      return {
        ...failure,
        retryable: false,
        error: {
          ...failure.error,
          message: `${failure.error.message} It asks to wait ${waitInWords(asked.waitMs)}.`,
          action: 'Run again later.',
        },
      };
  }
}

// What a body says counts more than the status it came with.
function bodyFailure(said: ServerError, status: number, place: Place): Failure | null {
  const { server, model } = place;
  const what = `${said.type} ${said.code} ${said.message}`.toLowerCase();
  if (isQuota(what)) {
    return failed(
      'error',
      error(
        'endpoint.quota',
        `The account at ${server} has no credit left.${words(said, place)}`,
        'Top up the account, or choose another endpoint.',
      ),
      false,
    );
  }
  if (/content_filter|content filter|data_inspection/.test(what)) return verdictFailure('filtered', place, false);
  if (isOverflow(what) && (status < 500 || status > 599)) {
    return failed(
      'error',
      error(
        'endpoint.context_full',
        `The conversation no longer fits into ${model} at ${server}.${words(said, place)}`,
        'Give the agent fewer or shorter sources, or a model with a larger window.',
      ),
      false,
    );
  }
  if (/failed to parse tool call arguments/.test(what)) return failed('error', refused(said, place), false);
  if (/overloaded/.test(what))
    return failed('error', error('endpoint.overloaded', `${server} is overloaded.${words(said, place)}`), true);
  if (/rate_limit|rate limit|too many requests/.test(what)) return rateFailure(said, place);
  return null;
}

function statusFailure(status: number, said: ServerError, body: string, place: Place): Failure {
  const { server, model, keyVariable } = place;
  const stop = (code: string, message: string, action?: string): Failure =>
    failed('error', error(code, message, action), false);
  switch (status) {
    case 401: {
      const action =
        keyVariable === null
          ? 'Name this endpoint in endpoints.json and give it a key.'
          : `Check the key in ${keyVariable}.`;
      return stop('endpoint.key_refused', `${server} does not accept the key.${words(said, place)}`, action);
    }
    case 402:
      return stop(
        'endpoint.quota',
        `The account at ${server} has no credit left.${words(said, place)}`,
        'Top up the account, or choose another endpoint.',
      );
    case 403:
      return stop(
        'endpoint.forbidden',
        `${server} does not allow this request.${words(said, place)}`,
        'Check what the account may use.',
      );
    case 404:
      return namesModel(said, model)
        ? stop('endpoint.model_unknown', `${server} does not list ${model}.`, place.modelHint)
        : stop(
            'endpoint.not_found',
            `${server} has no chat completions at this address.`,
            'Check the address; it usually ends in /v1.',
          );
    case 408:
    case 409:
      return failed('error', serverFailed(said, place), true);
    case 413:
      return stop(
        'endpoint.request_too_large',
        `The request is larger than ${server} accepts.`,
        'Give the agent fewer or shorter sources.',
      );
    case 429:
      return rateFailure(said, place);
    case 500:
    case 502:
    case 503:
    case 504:
    case 529:
      return failed(
        'error',
        serverFailed(said, place, isWebPage(body) || said.message === '' ? ` (HTTP ${status})` : ''),
        true,
      );
  }
  if (namesModel(said, model) && /not found|does not exist|unknown/i.test(said.message)) {
    return stop('endpoint.model_unknown', `${server} does not list ${model}.`, place.modelHint);
  }
  if (status >= 500) return stop('endpoint.server_failed', `${server} failed (HTTP ${status}).${words(said, place)}`);
  return failed('error', refused(said, place, said.message === '' ? ` (HTTP ${status})` : ''), false);
}

function connectionError(cause: LonglineError, place: Place): RecordedError {
  const reason = cause.code.slice('net.'.length);
  switch (cause.code) {
    case 'net.refused':
      return error('endpoint.unreachable', `${place.server} does not answer.`, place.startHint);
    case 'net.name_unknown':
    case 'net.unreachable':
      return error('endpoint.unreachable', cause.message, cause.action);
    case 'net.connect_timeout':
    case 'net.first_byte_timeout':
    case 'net.idle_timeout':
    case 'net.wall_timeout':
      return error('endpoint.timeout', cause.message, place.startHint);
    case 'net.cut':
      return error('endpoint.cut', `${place.server} broke off in the middle of its answer.`);
  }
  return error(`endpoint.${reason}`, cause.message, cause.action);
}

function rateFailure(said: ServerError, place: Place): Failure {
  const daily = /\btpd\b|\brpd\b|per day|daily/i.test(said.message);
  const rate = error(
    'endpoint.rate_limited',
    `${place.server} takes no more requests at the moment.${words(said, place)}`,
  );
  return daily
    ? failed('error', { ...rate, action: 'The limit of the day is used up: run again tomorrow.' }, false)
    : failed('error', rate, true);
}

function serverFailed(said: ServerError, place: Place, status = ''): RecordedError {
  return error('endpoint.server_failed', `${place.server} failed${status}.${words(said, place)}`);
}

function refused(said: ServerError, place: Place, status = ''): RecordedError {
  return error('endpoint.request_refused', `${place.server} refused the request${status}.${words(said, place)}`);
}

function words(said: ServerError, place: Place): string {
  const text = quotedFrom(said.message, place);
  return text === '' ? '' : ` It says: ${text}`;
}

function quotedFrom(text: string, { key }: Place): string {
  if (key === null || key === '') return quoted(text);
  return quoted(
    [key, encodeURIComponent(key), Buffer.from(key).toString('base64')].reduce(
      (left, form) => left.replaceAll(form, '[key]'),
      text,
    ),
  );
}

function namesModel(said: ServerError, model: string): boolean {
  const what = `${said.type} ${said.code} ${said.message}`;
  return (
    /model/i.test(what) &&
    (model === '' ||
      what.includes(model) ||
      /model_not_found|resource_not_found|model.{0,40}not (?:found|exist)/i.test(what))
  );
}

function isQuota(what: string): boolean {
  return /exceeded_current_quota|insufficient_quota|exceeded your current (?:token )?quota|check your account balance|insufficient balance|insufficient credits|recharge your account/.test(
    what,
  );
}

function isOverflow(what: string): boolean {
  return overflowPatterns.some((pattern) => pattern.test(what));
}

const overflowPatterns: readonly RegExp[] = [
  /context[ _-]?length/,
  /context[ _-]?(?:window|size).*exceed|exceed.*context[ _-]?(?:window|size)/,
  /maximum context/,
  /exceed(?:ed|s|ing)?\s+(?:the\s+)?max(?:imum)?\s+tokens?/,
  /too many tokens.*(?:prompt|input|context)|(?:prompt|input|context).*too many tokens/,
  /prompt is too long.*maximum/,
  /input token count.*exceeds?.*maximum number of tokens/,
  /request.*exceed.*model token limit/,
  /trying to keep the first \d+ tokens/,
  /input token length too long/,
  /exceeds the model specification/,
];

/** Whether a short answer is in truth LM Studio's notice that the context is full, sent with status 200. */
export function isOverflowNotice(content: string | null): boolean {
  return content !== null && content.length < 400 && /trying to keep the first \d+ tokens/i.test(content);
}

function recorded(thrown: LonglineError): RecordedError {
  return error(thrown.code, thrown.message, thrown.action);
}

function error(code: string, message: string, action?: string): RecordedError {
  return action === undefined ? { code, message } : { code, message, action };
}

function failed(verdict: FailedVerdict, what: RecordedError, retryable: boolean): Failure {
  return { verdict, error: what, retryable, retryAfterMs: null };
}

// The openai client wraps what our fetch throws; the cause is what happened.
function innermost(thrown: unknown): unknown {
  let at = thrown;
  for (let depth = 0; depth < 5; depth += 1) {
    if (
      at instanceof LonglineError ||
      at instanceof HttpRefusal ||
      !(at instanceof Error) ||
      !(at.cause instanceof Error)
    )
      return at;
    at = at.cause;
  }
  return at;
}
