// The one way out: a fetch over node:http(s) that goes only where its policy allows, follows no redirect, trusts no broken
// certificate, asks for no compression, times every phase, and never ends an answer silently. Proxies from the environment are ignored.
// Connections are kept for minutes, so that a slow tool between two steps does not cost a new TLS handshake.

import type { IncomingMessage, RequestOptions, request as plainRequest } from 'node:http';
import type { Agent as SecureAgent } from 'node:https';
import { LonglineError } from '../../shared/errors.ts';
import { answerOfMessage, type Answer } from './answer.ts';
import { netCut, netError, netHandshakeCut, netTimeout } from './errors.ts';
import { anyAddress, loopbackAddress } from './lookup.ts';
import { plainHttp, secureHttp } from './node-http.ts';
import { allowedTarget, defaultCaps, onlyLoopback, type FetchPolicy } from './policy.ts';
import { responseBody, type ResponseBody } from './response-body.ts';
import { startWatchdog } from './watchdog.ts';

/** What a request carries; headers are sent as they are, and nothing is added but length, host and `accept-encoding: identity`. */
export interface OutgoingRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
}

export interface Network {
  /**
   * Sends one request. Resolves with an answer of any status but 3xx once its headers are here. Rejects with `net.*` errors, or with the
   * signal's reason; a body that breaks later rejects its readers in the same way.
   */
  send(address: string | URL, outgoing: OutgoingRequest, policy: FetchPolicy): Promise<Answer>;
  /** The same, with the answer as a web Response for those that want one. */
  fetch(address: string | URL, outgoing: OutgoingRequest, policy: FetchPolicy): Promise<Response>;
  /** Closes all connections. */
  close(): void;
}

const idleConnectionMs = 5 * 60_000;

/** Opens a network. `certificates` are trusted in addition to none of the system's: PEM texts for servers with a private authority. */
export function openNetwork(options: { readonly certificates?: readonly string[] } = {}): Network {
  const kept = { keepAlive: true, timeout: idleConnectionMs, maxFreeSockets: 32 } as const;
  const plainAgent = new plainHttp.Agent(kept);
  let secureAgent: SecureAgent | null = null;
  const agentFor = (secure: boolean) => {
    if (!secure) return plainAgent;
    const ca = options.certificates === undefined ? {} : { ca: [...options.certificates] };
    secureAgent ??= new (secureHttp().Agent)({ ...kept, rejectUnauthorized: true, ...ca });
    return secureAgent;
  };
  const ask = async (address: string | URL, outgoing: OutgoingRequest, policy: FetchPolicy): Promise<Exchanged> => {
    const url = allowedTarget(address, policy);
    const secure = url.protocol === 'https:';
    return exchange(url, outgoing, policy, secure ? secureHttp().request : plainHttp.request, {
      agent: agentFor(secure),
      lookup: onlyLoopback(url, policy) ? loopbackAddress : anyAddress,
    });
  };
  return {
    async send(address, outgoing, policy) {
      const { message, body } = await ask(address, outgoing, policy);
      return answerOfMessage(message, body);
    },
    async fetch(address, outgoing, policy) {
      const { message, body } = await ask(address, outgoing, policy);
      return responseOf(message, body);
    },
    close() {
      plainAgent.destroy();
      secureAgent?.destroy();
    },
  };
}

interface Exchanged {
  readonly message: IncomingMessage;
  readonly body: ResponseBody;
}

function exchange(
  url: URL,
  outgoing: OutgoingRequest,
  policy: FetchPolicy,
  send: typeof plainRequest,
  connection: Pick<RequestOptions, 'agent' | 'lookup'>,
): Promise<Exchanged> {
  const { signal } = outgoing;
  if (signal?.aborted === true) return Promise.reject(abortReason(signal));
  return new Promise((resolve, reject) => {
    const { host } = url;
    const caps = policy.caps ?? defaultCaps;
    let body: ResponseBody | null = null;
    let open = true;
    // Whether a connection stands whose encryption is still being set up.
    let handshaking = false;

    const close = (): void => {
      open = false;
      watchdog.stop();
      signal?.removeEventListener('abort', abort);
    };
    const fail = (error: unknown): void => {
      if (!open) return;
      close();
      request.destroy();
      reject(error);
    };
    const end = (error: unknown): void => {
      if (body === null) fail(error);
      else body.fail(error);
    };
    const abort = (): void => end(signal === undefined ? netCut(host) : abortReason(signal));
    const watchdog = startWatchdog(policy.watchdogs, (code, limitMs) => end(netTimeout(code, limitMs, host)));
    signal?.addEventListener('abort', abort, { once: true });

    const request = send(url, {
      method: outgoing.method ?? 'GET',
      headers: headersOf(outgoing),
      maxHeaderSize: caps.headerBytes,
      ...connection,
    });
    request.on('socket', (socket) => {
      if (request.reusedSocket) watchdog.connected();
      else if (url.protocol === 'https:') {
        socket.once('connect', () => {
          handshaking = true;
        });
        socket.once('secureConnect', () => {
          handshaking = false;
          watchdog.connected();
        });
      } else socket.once('connect', watchdog.connected);
    });
    const failed = (error: LonglineError): LonglineError =>
      handshaking && error.code === 'net.cut' ? netHandshakeCut(host, error.cause) : error;
    // Once there is an answer, its body alone says how it ends: a request may close before what it received has been read.
    request.on('error', (error) => body === null && fail(failed(netError(error, host))));
    request.on('close', () => body === null && fail(failed(netCut(host))));
    request.on('response', (message) => {
      const refusal = refusalOf(message, host);
      if (refusal !== null || !open) {
        fail(refusal);
        return;
      }
      body = responseBody(message, watchdog, { host, bodyBytes: caps.bodyBytes }, close);
      resolve({ message, body });
    });
    request.end(outgoing.body);
  });
}

function headersOf(outgoing: OutgoingRequest): Record<string, string | number> {
  const headers: Record<string, string | number> = { ...outgoing.headers, 'accept-encoding': 'identity' };
  if (outgoing.body !== undefined) headers['content-length'] = Buffer.byteLength(outgoing.body);
  return headers;
}

function refusalOf(message: IncomingMessage, host: string): LonglineError | null {
  const status = message.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    return new LonglineError(
      'net.redirected',
      `${host} sends requests on to another address (HTTP ${status}), which Longline does not follow.`,
      {
        action: 'Set the final address of the server.',
      },
    );
  }
  if (status < 200 || status > 599)
    return new LonglineError('net.bad_answer', `${host} answered with the status ${status}.`);
  const encoding = message.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== '') {
    return new LonglineError(
      'net.encoded',
      `${host} compressed its answer (${encoding.slice(0, 20)}) although it was asked not to.`,
    );
  }
  return null;
}

function responseOf(message: IncomingMessage, body: ResponseBody): Response {
  const headers = new Headers();
  const { rawHeaders } = message;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    try {
      headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
    } catch {
      // Node lets a few bytes through that Headers refuses; such a header means nothing to us.
    }
  }
  const status = message.statusCode ?? 0;
  if (status === 204 || status === 205) {
    message.resume();
    return new Response(null, { status, headers });
  }
  return new Response(body.stream(), { status, headers });
}

function abortReason(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException('The request was aborted.', 'AbortError');
}
