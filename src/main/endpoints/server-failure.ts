// What a server says is wrong, by an error status or by an error inside its stream. Servers use the same status for things as different
// as a full window and a wrong field, and 429 for both haste and an empty account: what the body says counts before the status.

import { again, stop, withoutKey, type Failure, type Place } from './failure.ts';
import { isWebPage, readServerError, type HttpRefusal, type ServerError } from './refusal.ts';
import { readRetryAfter, waitInWords } from './retry-after.ts';
import { verdictFailure } from './verdict-failure.ts';

/** The failure behind an answer with an error status. `now` is in milliseconds since 1970. */
export function refusalFailure(refusal: HttpRefusal, place: Place, now: number): Failure {
  const said = readServerError(refusal.body);
  const failure = bodyFailure(said, refusal.status, place) ?? statusFailure(refusal.status, said, refusal.body, place);
  return failure.retryable ? afterItsTime(failure, refusal, now) : failure;
}

/** The failure behind an error that came inside a stream or in a JSON answer of status 200. */
export function streamFailure(value: unknown, place: Place): Failure {
  const said = readServerError(value);
  const status = /^[45]\d\d$/.test(said.code)
    ? Number(said.code)
    : /bad_?request|invalid_request/i.test(said.type)
      ? 400
      : 500;
  return bodyFailure(said, status, place) ?? statusFailure(status, said, said.message, place);
}

/** Whether a short answer is in truth LM Studio's notice that the context is full, sent with status 200. */
export function isOverflowNotice(content: string | null): boolean {
  return content !== null && content.length < 400 && /trying to keep the first \d+ tokens/i.test(content);
}

function afterItsTime(failure: Failure, refusal: HttpRefusal, now: number): Failure {
  const asked = readRetryAfter(refusal.header, now);
  switch (asked.kind) {
    case 'unsaid':
      return failure;
    case 'wait':
      return { ...failure, retryAfterMs: asked.waitMs };
    case 'too-long': {
      const message = `${failure.error.message} It asks to wait ${waitInWords(asked.waitMs)}.`;
      return { ...failure, retryable: false, error: { ...failure.error, message, action: 'Run again later.' } };
    }
  }
}

function bodyFailure(said: ServerError, status: number, place: Place): Failure | null {
  const { server, model } = place;
  const what = `${said.type} ${said.code} ${said.message}`.toLowerCase();
  if (quotaPattern.test(what)) return noCredit(said, place);
  if (/content_filter|content filter|data_inspection/.test(what)) return verdictFailure('filtered', place);
  if (mayBeOverflow(status) && overflowPatterns.some((pattern) => pattern.test(what))) {
    return stop(
      'endpoint.context_full',
      `The conversation no longer fits into ${model} at ${server}.${words(said, place)}`,
      'Give the agent fewer or shorter sources, or a model with a larger window.',
    );
  }
  // llama.cpp answers 500 to a history that it cannot read; it will not read it the next time either.
  if (/failed to parse tool call arguments/.test(what)) return refused(said, place);
  if (/overloaded/.test(what)) return again('endpoint.overloaded', `${server} is overloaded.${words(said, place)}`);
  if (/rate_limit|rate limit|too many requests/.test(what)) return tooFast(said, place);
  return null;
}

function statusFailure(status: number, said: ServerError, body: string, place: Place): Failure {
  const { server, model, keyVariable } = place;
  const number = isWebPage(body) || said.message === '' ? ` (HTTP ${status})` : '';
  switch (status) {
    case 401:
      return stop(
        'endpoint.key_refused',
        keyVariable === null || place.key === null
          ? `${server} wants a key.`
          : `${server} does not accept the key.${words(said, place)}`,
        keyVariable === null
          ? 'Name the endpoint in endpoints.json, and set the key of that name.'
          : `Set ${keyVariable} to a key of this server.`,
      );
    case 402:
      return noCredit(said, place);
    case 403:
      return stop(
        'endpoint.forbidden',
        `${server} does not allow this request${number}.${words(said, place)}`,
        'Check what the account may use.',
      );
    case 404:
      if (namesModel(said, model)) break;
      return stop(
        'endpoint.not_found',
        `${server} has nothing at this address${number}.${words(said, place)}`,
        'Check the address; it usually ends in /v1.',
      );
    case 413:
      return stop(
        'endpoint.request_too_large',
        `The request is larger than ${server} accepts.`,
        'Give the agent fewer or shorter sources.',
      );
    case 429:
      return tooFast(said, place);
    case 408:
    case 409:
    case 500:
    case 502:
    case 503:
    case 504:
    case 529:
      return again('endpoint.server_failed', `${server} failed${number}.${words(said, place)}`);
  }
  if (namesModel(said, model))
    return stop('endpoint.model_unknown', `${server} does not list ${model}.`, place.modelHint);
  if (status >= 500) return stop('endpoint.server_failed', `${server} failed${number}.${words(said, place)}`);
  return refused(said, place, number);
}

function noCredit(said: ServerError, place: Place): Failure {
  const message = `The account at ${place.server} has no credit left.${words(said, place)}`;
  return stop('endpoint.quota', message, 'Top up the account, or choose another endpoint.');
}

function tooFast(said: ServerError, place: Place): Failure {
  const message = `${place.server} takes no more requests at the moment.${words(said, place)}`;
  const daily = /\b[tr]pd\b|per day|daily/i.test(said.message);
  return daily
    ? stop('endpoint.rate_limited', message, 'The limit of the day is used up: run again tomorrow.')
    : again('endpoint.rate_limited', message);
}

function refused(said: ServerError, place: Place, number = ''): Failure {
  return stop('endpoint.request_refused', `${place.server} refused the request${number}.${words(said, place)}`);
}

function words(said: ServerError, place: Place): string {
  const text = withoutKey(said.message, place);
  return text === '' ? '' : ` It says: ${text}`;
}

// "model X not found", "The model `X` does not exist", model_not_found.
function namesModel(said: ServerError, model: string): boolean {
  const what = `${said.type} ${said.code} ${said.message}`;
  if (!/model/i.test(what)) return false;
  return (
    /model_not_found|not found the model/i.test(what) ||
    (what.includes(model) && /not found|not exist|unknown|no such|not available/i.test(what))
  );
}

const quotaPattern =
  /exceeded_current_quota|insufficient_quota|exceeded your current (?:token )?quota|check your account balance|insufficient balance|insufficient credits|recharge your account/;

function mayBeOverflow(status: number): boolean {
  return status === 400 || status === 413 || status === 422 || status === 500;
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
  /max_tokens must be at least 1, got -/,
];
