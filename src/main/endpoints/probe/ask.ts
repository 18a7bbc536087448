// Asks a server one of the questions of its profile, within a second and a half. A question that is not answered as that kind of server
// would answer is no failure: it only tells that this is another one. The key goes to the server's own origin, as with every request.

import type { Network } from '../../net/guarded-fetch.ts';
import type { Watchdogs } from '../../net/policy.ts';
import { baseUrlText } from '../address.ts';
import { policyFor, type EndpointTarget } from '../target.ts';
import { isFields, type Fields, type Probe } from './reading.ts';

const limitMs = 1500;
const watchdogs: Watchdogs = { connectMs: limitMs, firstByteMs: limitMs, idleMs: limitMs, wallMs: limitMs };
const caps = { headerBytes: 32 * 1024, bodyBytes: 4 * 1024 * 1024 };

/** A question to one server, asked once however many profiles have it. */
export type Ask = (probe: Probe, model: string) => Promise<Fields | null>;

/** Questions to a server. An answer is null when there is none of JSON; it rejects only when the signal ends it. */
export function askingServer(target: EndpointTarget, network: Network, signal?: AbortSignal): Ask {
  const asked = new Map<string, Promise<Fields | null>>();
  return (probe, model) => {
    const base = baseUrlText(target.url);
    const from = probe.from === 'base' ? base : base.replace(/\/v\d+$/, '');
    const address = `${from}${probe.path(model)}`;
    const body = probe.body === null ? null : JSON.stringify(probe.body(model));
    const key = `${address} ${body ?? ''}`;
    const known = asked.get(key);
    if (known !== undefined) return known;
    const answer = askOnce(target, network, new URL(address), body, signal);
    asked.set(key, answer);
    return answer;
  };
}

async function askOnce(
  target: EndpointTarget,
  network: Network,
  url: URL,
  body: string | null,
  signal: AbortSignal | undefined,
): Promise<Fields | null> {
  const headers = {
    accept: 'application/json',
    'user-agent': 'Longline',
    ...(body === null ? {} : { 'content-type': 'application/json' }),
    ...(target.key === null ? {} : { authorization: `Bearer ${target.key}` }),
  };
  const stop = signal === undefined ? {} : { signal };
  const outgoing = body === null ? { headers, ...stop } : { method: 'POST', headers, body, ...stop };
  try {
    const response = await network.fetch(url, outgoing, { ...policyFor(target, watchdogs), caps });
    const answer: unknown = JSON.parse(await response.text());
    return response.ok && isFields(answer) ? answer : null;
  } catch (thrown) {
    if (signal?.aborted === true) throw thrown;
    return null;
  }
}
