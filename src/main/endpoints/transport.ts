// One attempt at a model request, from the messages of a conversation to an outcome: the body is sent as bytes that are already there,
// the stream is read as it comes, and whatever goes wrong ends as an outcome with a verdict. Retries are the driver's matter.

import type OpenAI from 'openai';
import type { DeltaPiece, Hands, ModelRequest } from '../drivers/hands.ts';
import { LonglineError } from '../../shared/errors.ts';
import { rawBody, type Network } from '../net/guarded-fetch.ts';
import { createAccumulator, type Accumulator } from './accumulate.ts';
import { openClient } from './client.ts';
import { concluded } from './conclude.ts';
import { abortFailure, failureOf } from './errors.ts';
import type { Failure, Place } from './failure.ts';
import { createStreamReader } from './read-stream.ts';
import { isWebPage, quoted } from './refusal.ts';
import type { Endpoints } from './registry.ts';
import { RequestBodies } from './request-body.ts';
import { placeOf, policyFor, type EndpointTarget } from './target.ts';
import { decidingReason, type StreamEnding } from './verdict.ts';

export interface ModelCallerOptions {
  readonly endpoints: Endpoints;
  readonly network: Network;
  /** Milliseconds since 1970, for `Retry-After` dates. */
  readonly now: () => number;
}

/** The part of the driver's hands that asks models. */
export function createModelCaller({ endpoints, network, now }: ModelCallerOptions): Hands['callModel'] {
  const bodies = new RequestBodies();
  const clients = new WeakMap<EndpointTarget, Promise<OpenAI>>();
  const clientOf = (target: EndpointTarget): Promise<OpenAI> => {
    const known = clients.get(target);
    if (known !== undefined) return known;
    const opened = openClient(target, network, policyFor(target, target.profile.watchdogs(target.url)));
    clients.set(target, opened);
    return opened;
  };

  return async (request, onDelta, signal) => {
    const startedAt = performance.now();
    let firstTokenMs: number | null = null;
    const accumulator = createAccumulator((piece: DeltaPiece) => {
      firstTokenMs ??= Math.round(performance.now() - startedAt);
      onDelta(piece);
    });
    let place = unresolvedPlace(request);
    let release: ((keep: boolean) => void) | null = null;
    let ending: StreamEnding | null = null;
    let failure: Failure | null = null;
    try {
      signal.throwIfAborted();
      const target = await endpoints.target(request.binding);
      place = placeOf(target, request.binding.model);
      const client = await clientOf(target);
      const extras = target.profile.extras(request.binding.model, request.conversation);
      const body = bodies.body(request, { extras });
      release = body.release;
      const headers = { 'content-type': 'application/json' };
      const response = await client.post('/chat/completions', { body: body.bytes, headers, signal }).asResponse();
      ending = await readAnswer(response, accumulator, place);
    } catch (thrown) {
      failure = signal.aborted ? abortFailure() : failureOf(thrown, place, firstTokenMs !== null, now());
    }
    const said = accumulator.result();
    const conclusion = concluded(said, ending, failure, place, request.last);
    release?.(conclusion.verdict === 'tool_calls');
    return {
      reply: said.reply,
      usage: said.usage,
      finishReason: decidingReason(said.finishReasons),
      responseId: said.responseId,
      servedModel: said.servedModel,
      firstTokenMs,
      durationMs: Math.round(performance.now() - startedAt),
      ...conclusion,
    };
  };
}

async function readAnswer(response: Response, accumulator: Accumulator, place: Place): Promise<StreamEnding> {
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/event-stream') return readEvents(response, accumulator);
  const text = await response.text();
  if (type === 'application/json' || type.endsWith('+json')) {
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

async function readEvents(response: Response, accumulator: Accumulator): Promise<StreamEnding> {
  const reader = createStreamReader({ chunk: accumulator.take, error: accumulator.takeError });
  const body = rawBody(response);
  if (body !== undefined) await body.drain(reader.feed);
  else for await (const piece of response.body ?? []) reader.feed(piece);
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
