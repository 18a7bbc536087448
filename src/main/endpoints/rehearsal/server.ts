// The rehearsal endpoint: a server on this machine alone that speaks the wire of a real endpoint with no model behind it, so that
// Longline works at once and pipelines can be tried at no cost. It listens, checks who asks, and paces; all else is in the files beside.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LonglineError } from '../../../shared/errors.ts';
import { checkEnd } from './check-messages.ts';
import { checkSettings } from './check-settings.ts';
import { createConversations } from './conversations.ts';
import { decideFrom } from './decide.ts';
import { attemptOf } from './decide/attempt.ts';
import { judgeTools, type JudgedTool } from './decide/tools.ts';
import { Refusal, type OfferedTool } from './request.ts';
import { answerFor, rehearsalModel, type Answer } from './respond.ts';
import { createPrefixMemory, tokensOfUnits } from './tokens.ts';

export interface RehearsalOptions {
  /** Make exactly so many tool calls before the answer, 1 to 1,000; without it a run ends when its evidence suffices. */
  readonly steps?: number;
  /** Wait so long before each delta, 0 to 60,000 ms. */
  readonly delayMs?: number;
  /** Varies the calls of a long run. */
  readonly seed?: string;
}

export interface Rehearsal {
  /** Base URL of the API, `http://127.0.0.1:PORT/v1`. */
  readonly url: string;
  /** Ends what is under way and frees the port. */
  readonly close: () => Promise<void>;
}

/** The context window that the endpoint states, in tokens. A client plans by it; longer prompts are answered too. */
export const rehearsalWindowTokens = 4_194_304;

/** Starts the rehearsal endpoint on a free port of 127.0.0.1. Throws `rehearsal.bad_option`, `rehearsal.cannot_listen`. */
export async function startRehearsal(options: RehearsalOptions = {}): Promise<Rehearsal> {
  const steps = options.steps === undefined ? null : wholeNumber('steps', options.steps, 1, 1000);
  const delayMs = wholeNumber('delay', options.delayMs ?? 0, 0, 60_000);
  const conversations = createConversations();
  const prefixes = createPrefixMemory();
  const judged = createJudgements();

  const complete = (body: Buffer) => {
    const conversation = conversations.take(body);
    const settings = checkSettings(conversation.envelope);
    checkEnd(conversation.check, settings.thinking);
    const decision = decideFrom(conversation.reading, judged(settings.tools), settings, {
      steps,
      seed: options.seed ?? '',
      attempt: attemptOf(conversation.envelope['prompt_cache_key']),
    });
    const id = `cmpl-${conversation.requestDigest.slice(0, 24)}`;
    const answer = answerFor(decision, settings, {
      id,
      created: firstSecond + conversation.check.count,
      promptTokens: tokensOfUnits(conversation.prompt.units),
      cachedTokens: prefixes.cachedTokens(conversation.prompt),
      firstCallNumber: conversation.reading.nextCallNumber,
    });
    return { answer, id, stream: settings.stream };
  };

  const answerRequest = async (request: IncomingMessage, response: ServerResponse) => {
    refuseForeign(request);
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname.replace(/\/$/, '');
    const method =
      path === '/v1/chat/completions'
        ? 'POST'
        : path === '/v1/models' || path === `/v1/models/${rehearsalModel}`
          ? 'GET'
          : null;
    if (method === null)
      throw new Refusal(404, 'resource_not_found_error', `The requested resource ${path || '/'} was not found`);
    if (request.method !== method) {
      response.setHeader('allow', method);
      throw new Refusal(405, 'invalid_request_error', `${request.method} is not allowed for ${path}`);
    }
    if (method === 'GET')
      return sendJson(response, 200, path === '/v1/models' ? { object: 'list', data: [modelCard] } : modelCard);
    const { answer, id, stream } = complete(await bodyOf(request));
    response.setHeader('x-request-id', id);
    if (stream) return sendEvents(response, answer, delayMs);
    return pause(response, delayMs * answer.deltaCount, () => sendJson(response, 200, answer.object));
  };

  const server = createServer({ keepAlive: true }, (request, response) => {
    answerRequest(request, response).catch((thrown: unknown) => {
      if (response.headersSent || response.destroyed) return response.destroy();
      const refusal =
        thrown instanceof Refusal
          ? thrown
          : new Refusal(500, 'server_error', thrown instanceof Error ? thrown.message : String(thrown));
      return sendJson(response, refusal.status, { error: { message: refusal.message, type: refusal.type } });
    });
  });
  server.keepAliveTimeout = 600_000;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new LonglineError('rehearsal.cannot_listen', 'The rehearsal endpoint could not open a port on this machine.', {
          action: 'Check whether a firewall or a sandbox forbids listening on 127.0.0.1.',
          cause,
        }),
      );
    });
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const firstSecond = 1_767_225_600;
const largestBodyBytes = 64 * 1024 * 1024;
const modelCard = {
  id: rehearsalModel,
  object: 'model',
  created: firstSecond,
  owned_by: 'longline-rehearsal',
  context_length: rehearsalWindowTokens,
  supports_reasoning: true,
  supports_image_in: false,
  supports_video_in: false,
  description: 'rehearsal, no model: a built-in stand-in that decides by rules and quotes what its tools return',
};

function wholeNumber(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new LonglineError(
    'rehearsal.bad_option',
    `The rehearsal ${name} must be a whole number from ${least} to ${most}, not ${value}.`,
    {
      action: `Choose a number from ${least} to ${most}.`,
    },
  );
}

// A page in a browser may reach this port too; what it asks carries its origin, or a host name that it made point here.
function refuseForeign(request: IncomingMessage): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (request.headers.origin === undefined && (host === '127.0.0.1' || host === 'localhost')) return;
  throw new Refusal(403, 'permission_denied_error', 'The rehearsal endpoint answers only programs on this machine');
}

function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= largestBodyBytes) chunks.push(chunk);
      else {
        reject(
          new Refusal(413, 'invalid_request_error', `Request exceeds the maximum size of ${largestBodyBytes} bytes`),
        );
        request.resume();
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

function sendEvents(response: ServerResponse, answer: Answer, delayMs: number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  if (delayMs === 0) {
    response.end(answer.events.join(''));
    return;
  }
  const send = (position: number) => {
    const event = answer.events[position];
    if (event === undefined) {
      response.end();
      return;
    }
    response.write(event);
    const next = position + 1;
    if (next <= answer.deltaCount) pause(response, delayMs, () => send(next));
    else send(next);
  };
  send(0);
}

// Waits, unless the client goes away first.
function pause(response: ServerResponse, forMs: number, then: () => void): void {
  if (forMs === 0) return then();
  const stop = () => clearTimeout(timer);
  const timer = setTimeout(() => {
    response.off('close', stop);
    if (!response.destroyed) then();
  }, forMs);
  response.once('close', stop);
}

// The tools of a run are the same in each request; they are judged once.
function createJudgements(capacity = 24): (tools: readonly OfferedTool[]) => readonly JudgedTool[] {
  const known = new Map<string, readonly JudgedTool[]>();
  return (tools) => {
    const key = JSON.stringify(tools);
    const found = known.get(key) ?? judgeTools(tools);
    known.delete(key);
    known.set(key, found);
    for (const oldest of known.keys()) {
      if (known.size <= capacity) break;
      known.delete(oldest);
    }
    return found;
  };
}
