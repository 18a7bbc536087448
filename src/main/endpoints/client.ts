// Requests to one endpoint: the model's own are sent as they are, everything else through the openai client, both over our own network.
// The client knows neither the key nor the environment: the key is put on here, at the door, once the origin is known to be the one it
// belongs to, and of the client's headers only those that say what is sent go out. A step of a run does not pass through the client: its
// bytes are written already, and what the client does around them costs more than the rest of the step.

import type OpenAI from 'openai';
import { answerOfResponse, type Answer } from '../net/answer.ts';
import type { Network } from '../net/guarded-fetch.ts';
import type { FetchPolicy } from '../net/policy.ts';
import { readText } from './read-text.ts';
import { HttpRefusal } from './refusal.ts';
import { baseUrlText } from './address.ts';
import type { EndpointTarget } from './target.ts';

const mostRefusalBytes = 64 * 1024;
// The client's own timeout must never end a request: the watchdogs do.
const neverMs = 0x7fffffff;

/**
 * A client for one endpoint. Its requests reject with `net.*` errors, with HttpRefusal for a status other than 2xx, both as the cause of
 * the client's own error, and are never repeated.
 */
export async function openClient(target: EndpointTarget, network: Network, policy: FetchPolicy): Promise<OpenAI> {
  // Loaded when first needed: the command line starts without it.
  const { OpenAI: Client } = await import('openai');
  return new Client({
    baseURL: baseUrlText(target.url),
    apiKey: 'the key is put on at the door',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: neverMs,
    logLevel: 'off',
    fetch: (address, init) => send(address, init, target, network, policy),
  });
}

/**
 * Posts bytes that are JSON already, and resolves with the answer once its headers are here. Rejects with `net.*` errors, or with
 * HttpRefusal for a status other than 2xx.
 */
export async function postJson(
  target: EndpointTarget,
  network: Network,
  policy: FetchPolicy,
  path: string,
  request: { readonly body: Uint8Array; readonly accept: string; readonly signal: AbortSignal },
): Promise<Answer> {
  const { body, accept, signal } = request;
  const headers = { ...ownHeaders(target, accept), 'content-type': 'application/json' };
  const outgoing = { method: 'POST', headers, body, signal };
  return whole(await network.send(urlOf(target, path), outgoing, policy));
}

/** Asks for JSON, without the client. Rejects as postJson does. */
export async function getJson(
  target: EndpointTarget,
  network: Network,
  policy: FetchPolicy,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const outgoing = { headers: ownHeaders(target, 'application/json'), ...(signal === undefined ? {} : { signal }) };
  return whole(await network.send(urlOf(target, path), outgoing, policy));
}

const urls = new WeakMap<EndpointTarget, Map<string, URL>>();

// The same few addresses are asked in every step.
function urlOf(target: EndpointTarget, path: string): URL {
  const known = urls.get(target) ?? new Map<string, URL>();
  urls.set(target, known);
  const url = known.get(path) ?? new URL(`${baseUrlText(target.url)}${path}`);
  known.set(path, url);
  return url;
}

function ownHeaders(target: EndpointTarget, accept: string): Record<string, string> {
  const headers: Record<string, string> = { accept, 'user-agent': 'Longline' };
  if (target.key !== null) headers['authorization'] = `Bearer ${target.key}`;
  return headers;
}

async function whole(answer: Answer): Promise<Answer> {
  if (answer.status >= 200 && answer.status < 300) return answer;
  const { text } = await readText(answer, mostRefusalBytes);
  throw new HttpRefusal(answer.status, text.slice(0, mostRefusalBytes), answer.header);
}

async function send(
  address: string | URL | Request,
  init: RequestInit | undefined,
  target: EndpointTarget,
  network: Network,
  policy: FetchPolicy,
): Promise<Response> {
  const given = new Headers(init?.headers);
  const url = new URL(address instanceof Request ? address.url : address);
  // The key is for the origin of its endpoint and no other.
  const headers = ownHeaders(
    url.origin === target.url.origin ? target : { ...target, key: null },
    given.get('accept') ?? 'application/json',
  );
  const type = given.get('content-type');
  if (type !== null) headers['content-type'] = type;
  const { method, signal, body } = init ?? {};
  const response = await network.fetch(
    url,
    {
      headers,
      ...(method === undefined ? {} : { method }),
      ...(signal === undefined || signal === null ? {} : { signal }),
      ...(typeof body === 'string' || body instanceof Uint8Array ? { body } : {}),
    },
    policy,
  );
  if (!response.ok) await whole(answerOfResponse(response));
  return response;
}
