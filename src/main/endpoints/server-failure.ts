// What a server says is wrong, by an error status or by an error inside its stream. Servers use the same status for things as different
// as a full window and a wrong field, and 429 for both haste and an empty account: what the body says counts before the status.

import { again, stop, withoutKey, type Failure, type Place } from './failure.ts';
import { namedWindow, saysOverflow } from './overflow.ts';
import { isWebPage, readServerError, type HttpRefusal, type ServerError } from './refusal.ts';
import { readRetryAfter, waitInWords } from './retry-after.ts';
import { verdictFailure } from './verdict-failure.ts';

/** The failure behind an answer with an error status. `now` is in milliseconds since 1970. */
export function refusalFailure(refusal: HttpRefusal, place: Place, now: number): Failure {
  const said = readServerError(refusal.body);
  const failure =
    bodyFailure(said, refusal.body, refusal.status, place) ?? statusFailure(refusal.status, said, refusal.body, place);
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
  return bodyFailure(said, value, status, place) ?? statusFailure(status, said, said.message, place);
}

/** The failure of a conversation that no longer fits. `said`: the server's words, as messages quote them; empty when it said none. */
export function overflowFailure(said: string, windowTokens: number | null, { server, model }: Place): Failure {
  const failure = stop(
    'endpoint.context_overflow',
    `The conversation no longer fits into ${model} at ${server}.${said}`,
    'Give the agent fewer or shorter sources, or a model with a larger window.',
  );
  return { ...failure, windowTokens };
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

function bodyFailure(said: ServerError, body: unknown, status: number, place: Place): Failure | null {
  const { server } = place;
  const what = `${said.type} ${said.code} ${said.message}`.toLowerCase();
  if (quotaPattern.test(what)) return noCredit(said, place);
  if (/content_filter|content filter|data_inspection/.test(what)) return verdictFailure('filtered', place);
  if (saysOverflow(said, status))
    return overflowFailure(words(said, place), namedWindow(parsed(body), said.message), place);
  // llama.cpp answers 500 to a history that it cannot read; it will not read it the next time either.
  if (historyPattern.test(what)) return refusedHistory(said, place);
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

function refusedHistory(said: ServerError, place: Place): Failure {
  return stop(
    'endpoint.refused_history',
    `${place.server} refused the conversation as it stands.${words(said, place)}`,
    'Check that the profile of the endpoint is the one of this server.',
  );
}

function words(said: ServerError, place: Place): string {
  const text = withoutKey(said.message, place);
  return text === '' ? '' : ` It says: ${text}`;
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
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

// What servers say of messages that stand wrongly beside each other, or lack what they must have.
const historyPattern = new RegExp(
  [
    'must be followed by tool messages',
    'must be a response to a prec?eed?ing message with',
    'tool_call_ids? (?:did not|is not found|not found)|tool_call_id\\s+is not found',
    'reasoning(?:_content)?`? (?:is missing|in the thinking mode must be passed back)',
    'roles must alternate',
    'unexpected role',
    'with role .{0,12} must not be empty',
    'text content is empty',
    'failed to parse tool call arguments',
    'invalid tool call arguments',
    'last message must be',
  ].join('|'),
);
