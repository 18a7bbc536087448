// One attempt at a model request, from the messages of a conversation to an outcome: the body is sent as bytes that are already there,
// the stream is read as it comes, and whatever goes wrong ends as an outcome with a verdict. Retries are the driver's matter.

import type { DeltaPiece, Hands, ModelRequest } from '../drivers/hands.ts';
import { LonglineError } from '../../shared/errors.ts';
import type { Answer } from '../net/answer.ts';
import type { Network } from '../net/guarded-fetch.ts';
import type { FetchPolicy } from '../net/policy.ts';
import { createAccumulator, type Accumulator } from './accumulate.ts';
import { postJson } from './client.ts';
import { concluded } from './conclude.ts';
import { abortFailure, failureOf, refusalIn } from './errors.ts';
import type { Failure, Place } from './failure.ts';
import { RawAnswer } from './raw-answer.ts';
import { createStreamReader } from './read-stream.ts';
import { readText } from './read-text.ts';
import { isWebPage, quoted, requestIdOf } from './refusal.ts';
import type { Endpoints } from './registry.ts';
import { repairArguments } from './repair-arguments.ts';
import { RequestBodies } from './request-body.ts';
import { placeOf, policyFor, type EndpointTarget } from './target.ts';
import { decidingReason, type StreamEnding } from './verdict.ts';

export interface ModelCallerOptions {
  readonly endpoints: Endpoints;
  readonly network: Network;
  /** Milliseconds since 1970, for `Retry-After` dates. */
  readonly now: () => number;
  /** Milliseconds on a clock that only goes forward, for durations; absent: the machine's. */
  readonly elapsed?: () => number;
}

/** The part of the driver's hands that asks models. */
export function createModelCaller(options: ModelCallerOptions): Hands['callModel'] {
  const { endpoints, network, now, elapsed = () => performance.now() } = options;
  const bodies = new RequestBodies();
  const policies = new WeakMap<EndpointTarget, FetchPolicy>();
  const policyOf = (target: EndpointTarget): FetchPolicy => {
    const known = policies.get(target);
    if (known !== undefined) return known;
    const made = policyFor(target, target.profile.watchdogs(target.url));
    policies.set(target, made);
    return made;
  };

  return async (request, onDelta, signal) => {
    const startedAt = elapsed();
    let firstTokenMs: number | null = null;
    const accumulator = createAccumulator((piece: DeltaPiece) => {
      firstTokenMs ??= Math.round(elapsed() - startedAt);
      onDelta(piece);
    });
    let place = unresolvedPlace(request);
    const raw = new RawAnswer();
    let requestId: string | null = null;
    let release: ((keep: boolean) => void) | null = null;
    let ending: StreamEnding | null = null;
    let failure: Failure | null = null;
    try {
      signal.throwIfAborted();
      const target = await endpoints.target(request.binding);
      place = placeOf(target, request.binding.model);
      const extras = target.profile.extras(request.binding.model, request.conversation);
      const body = bodies.body(request, { extras });
      release = body.release;
      const sent = { body: body.bytes, accept: 'text/event-stream, application/json', signal };
      const answer = await postJson(target, network, policyOf(target), '/chat/completions', sent);
      requestId = requestIdOf(answer.header);
      ending = await readAnswer(answer, accumulator, raw, place);
    } catch (thrown) {
      const refusal = refusalIn(thrown);
      if (refusal !== null) {
        requestId = requestIdOf(refusal.header);
        raw.take(Buffer.from(refusal.body));
      }
      failure = signal.aborted ? abortFailure() : failureOf(thrown, place, firstTokenMs !== null, now());
    }
    const said = accumulator.result();
    const conclusion = concluded(said, ending, failure, place, request.last, request.binding.windowTokens);
    release?.(conclusion.verdict === 'tool_calls');
    const repair = request.repair ?? [];
    return {
      reply: repair.length === 0 ? said.reply : await repairArguments(said.reply, repair),
      usage: said.usage,
      finishReason: decidingReason(said.finishReasons),
      responseId: said.responseId ?? requestId,
      servedModel: said.servedModel,
      firstTokenMs,
      durationMs: Math.round(elapsed() - startedAt),
      ...('error' in conclusion ? kept(conclusion, raw, requestId, place) : conclusion),
    };
  };
}

// A failure with what helps to look into it: the server's number for the request, and the bytes of the answer.
function kept(failure: Failure, raw: RawAnswer, requestId: string | null, { key }: Place): Failure & WithRaw {
  if (failure.verdict === 'aborted') return failure;
  const { error } = failure;
  const named = requestId === null ? error : { ...error, message: `${error.message} (Request ${requestId}.)` };
  return { ...failure, error: named, raw: raw.bytes(key) };
}

interface WithRaw {
  readonly raw?: Uint8Array | null;
}

async function readAnswer(
  answer: Answer,
  accumulator: Accumulator,
  raw: RawAnswer,
  place: Place,
): Promise<StreamEnding> {
  const type = (answer.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/event-stream') return readEvents(answer, accumulator, raw);
  const isJson = type === 'application/json' || type.endsWith('+json');
  const { text, whole } = await readText(answer, isJson ? mostJsonBytes : mostOtherBytes, (bytes) => raw.take(bytes));
  if (isJson) {
    if (!whole) throw new LonglineError('endpoint.too_large', `${place.server} answered with more than 8 MiB of JSON.`);
    accumulator.take(parseCompletion(text, place));
    return { how: 'whole' };
  }
  const what = isWebPage(text)
    ? 'a web page'
    : `${type === '' ? 'something unnamed' : type}: ${quoted(text).slice(0, 120)}`;
  throw new LonglineError(
    'endpoint.not_a_stream',
    `${place.server} answered with ${what} instead of a stream of events.`,
    {
      action: 'Check the address; it usually ends in /v1.',
    },
  );
}

const mostJsonBytes = 8 * 1024 * 1024;
const mostOtherBytes = 64 * 1024;

async function readEvents({ body }: Answer, accumulator: Accumulator, raw: RawAnswer): Promise<StreamEnding> {
  const reader = createStreamReader({ chunk: accumulator.take, error: accumulator.takeError });
  await body.drain((bytes) => {
    raw.take(bytes);
    return reader.feed(bytes);
  });
  return { how: reader.end().unfinished ? 'unfinished' : 'whole' };
}

function parseCompletion(text: string, place: Place): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LonglineError('endpoint.bad_stream', `${place.server} answered with broken JSON.`, { retryable: true });
  }
}

function unresolvedPlace({ binding }: ModelRequest): Place {
  return {
    server: `The server of ${binding.endpoint}`,
    model: binding.model,
    keyVariable: null,
    key: null,
    startHint: 'Check the endpoint.',
    modelHint: 'Choose another model.',
  };
}
