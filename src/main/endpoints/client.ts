// The openai client, over our own network. It knows neither the key nor the environment: the key is put on here, at the door, once the
// origin is known to be the one it belongs to, and of the client's headers only those that say what is sent go out.

import type OpenAI from 'openai';
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

async function send(
  address: string | URL | Request,
  init: RequestInit | undefined,
  target: EndpointTarget,
  network: Network,
  policy: FetchPolicy,
): Promise<Response> {
  const given = new Headers(init?.headers);
  const headers: Record<string, string> = {
    accept: given.get('accept') ?? 'application/json',
    'user-agent': 'Longline',
  };
  const type = given.get('content-type');
  if (type !== null) headers['content-type'] = type;
  const url = new URL(address instanceof Request ? address.url : address);
  if (target.key !== null && url.origin === target.url.origin) headers['authorization'] = `Bearer ${target.key}`;
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
  if (response.ok) return response;
  const { text } = await readText(response, mostRefusalBytes);
  throw new HttpRefusal(response.status, text.slice(0, mostRefusalBytes), (name) => response.headers.get(name));
}
