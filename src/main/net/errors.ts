// Everything that can go wrong on the way to a server and back, as errors with codes `net.*`. Node's own errors are translated here
// and nowhere else.

import { LonglineError } from '../../shared/errors.ts';
import type { WatchdogCode } from './watchdog.ts';

/** The error for a failed connection or a broken answer. `host` is the host with its port. */
export function netError(thrown: unknown, host: string): LonglineError {
  if (thrown instanceof LonglineError) return thrown;
  const code = errorCode(thrown);
  const build = (reason: string, message: string, retryable: boolean, action?: string): LonglineError =>
    new LonglineError(reason, message, { retryable, cause: thrown, ...(action === undefined ? {} : { action }) });
  switch (code) {
    case 'ECONNREFUSED':
      return build('net.refused', `Nothing answers at ${host}.`, true, 'Start the server, or check the address.');
    case 'ENOTFOUND':
      return build(
        'net.name_unknown',
        `The name of ${host} is not known.`,
        false,
        'Check the address and the connection.',
      );
    case 'EAI_AGAIN':
      return build(
        'net.name_unknown',
        `The name of ${host} could not be resolved at the moment.`,
        true,
        'Check the connection.',
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
    case 'ETIMEDOUT':
      return build('net.unreachable', `${host} cannot be reached.`, true, 'Check the connection.');
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return netCut(host, thrown);
    case 'HPE_HEADER_OVERFLOW':
      return build('net.header_too_large', `${host} sent more headers than Longline accepts.`, false);
  }
  if (code.startsWith('HPE_'))
    return build('net.bad_answer', `${host} did not answer in HTTP.`, false, 'Check the address.');
  if (isTlsCode(code)) {
    return build(
      'net.tls',
      `The encrypted connection to ${host} could not be trusted (${code}).`,
      false,
      'Check the address and the certificate of the server.',
    );
  }
  return build('net.failed', `The connection to ${host} failed (${code === '' ? String(thrown) : code}).`, true);
}

/** The connection ended in the middle of an answer. */
export function netCut(host: string, cause?: unknown): LonglineError {
  return new LonglineError('net.cut', `${host} cut the connection before its answer was complete.`, {
    retryable: true,
    cause,
  });
}

/** The connection ended while its encryption was being set up. */
export function netHandshakeCut(host: string, cause?: unknown): LonglineError {
  return new LonglineError('net.tls_cut', `${host} cut the connection while its encryption was being set up.`, {
    retryable: true,
    cause,
    action: 'Check the address; perhaps the server does not speak https.',
  });
}

/** A phase took longer than it may. */
export function netTimeout(code: WatchdogCode, limitMs: number, host: string): LonglineError {
  const limit = limitMs >= 1000 ? `${Math.round(limitMs / 1000)} s` : `${limitMs} ms`;
  switch (code) {
    case 'net.connect_timeout':
      return new LonglineError(code, `${host} did not accept a connection within ${limit}.`, { retryable: true });
    case 'net.first_byte_timeout':
      return new LonglineError(code, `${host} sent nothing for ${limit} after the request.`, { retryable: true });
    case 'net.idle_timeout':
      return new LonglineError(code, `${host} stopped sending for ${limit} in the middle of its answer.`, {
        retryable: true,
      });
    case 'net.wall_timeout':
      return new LonglineError(code, `The answer of ${host} took longer than ${limit}.`);
  }
}

function errorCode(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return '';
  // Happy eyeballs: the errors of all addresses in one; the first says enough.
  const first: unknown = thrown instanceof AggregateError ? thrown.errors[0] : undefined;
  if (first !== undefined) return errorCode(first);
  const code: unknown = Reflect.get(thrown, 'code');
  return typeof code === 'string' ? code : '';
}

function isTlsCode(code: string): boolean {
  return (
    code.startsWith('ERR_TLS') ||
    code.startsWith('ERR_SSL') ||
    code === 'EPROTO' ||
    /^(CERT_|CRL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_|PATH_LENGTH|ERROR_IN_C)/.test(code) ||
    code === 'HOSTNAME_MISMATCH'
  );
}
