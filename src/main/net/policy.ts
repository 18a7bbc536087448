// What one request is allowed to do: where it may go, how long each phase may take, how much may come back. The check is made before
// anything is resolved or opened.

import { LonglineError } from '../../shared/errors.ts';
import { isLoopbackHost } from './loopback.ts';

/** The longest that each phase may take, in milliseconds. */
export interface Watchdogs {
  /** Resolving the name, connecting and the TLS handshake. */
  readonly connectMs: number;
  /** From the connection to the first byte of the body. */
  readonly firstByteMs: number;
  /** Between two pieces of the body. */
  readonly idleMs: number;
  /** The whole request. */
  readonly wallMs: number;
}

export interface Caps {
  readonly headerBytes: number;
  readonly bodyBytes: number;
}

export interface FetchPolicy {
  /** Origins as `URL.origin` spells them; a request to any other never opens a socket. */
  readonly allowedOrigins: readonly string[];
  /** Origins that the user has confirmed for `http:` although they are not this machine. */
  readonly plainHttpOrigins?: readonly string[];
  readonly watchdogs: Watchdogs;
  readonly caps?: Caps;
}

export const defaultCaps: Caps = { headerBytes: 32 * 1024, bodyBytes: 64 * 1024 * 1024 };

/**
 * The target of a request that the policy allows. Throws `net.bad_url`, `net.not_allowed`, or `net.plain_http` for `http:` to an
 * origin that is neither this machine nor confirmed.
 */
export function allowedTarget(address: string | URL, policy: FetchPolicy): URL {
  const url = typeof address === 'string' ? parseUrl(address) : address;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new LonglineError('net.bad_url', `Longline does not open ${url.protocol} addresses.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new LonglineError('net.bad_url', `The address of ${url.host} holds a user name or password.`, {
      action: 'Take it out of the address.',
    });
  }
  if (!policy.allowedOrigins.includes(url.origin)) {
    throw new LonglineError('net.not_allowed', `A request to ${url.origin} is not allowed here.`);
  }
  if (url.protocol === 'http:' && !onlyLoopback(url, policy)) return url;
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw new LonglineError('net.plain_http', `${url.host} would be reached without encryption.`, {
      action: 'Use https, or allow plain http for this endpoint if it is in your own network.',
    });
  }
  return url;
}

/** Whether a target may only be reached at a loopback address, whatever its name resolves to. */
export function onlyLoopback(url: URL, policy: FetchPolicy): boolean {
  return url.protocol === 'http:' && policy.plainHttpOrigins?.includes(url.origin) !== true;
}

function parseUrl(address: string): URL {
  const url = URL.parse(address);
  if (url === null) throw new LonglineError('net.bad_url', 'The address is not a URL.');
  return url;
}
