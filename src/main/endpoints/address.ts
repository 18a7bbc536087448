// The base address of an endpoint, as a user writes it and as requests use it.

import { LonglineError } from '../../shared/errors.ts';

/**
 * Reads a base address such as `http://127.0.0.1:8000/v1`. Trailing slashes and a pasted `/chat/completions` are taken off. Throws
 * `endpoint.bad_url` for anything but http(s) and for addresses with a user name, a password, a query or a fragment.
 */
export function readBaseUrl(text: string): URL {
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw badUrl(`"${text.slice(0, 200)}" is not an address that begins with https:// or http://.`);
  }
  if (url.username !== '' || url.password !== '')
    throw badUrl(`The address of ${url.host} holds a user name or password.`);
  if (url.search !== '' || url.hash !== '') throw badUrl(`The address of ${url.host} holds a query or a fragment.`);
  url.pathname = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '');
  return url;
}

/** Whether a text is meant as an address rather than as the name of an endpoint. */
export function looksLikeUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text.trim());
}

/** The text form of a base address, without a trailing slash. */
export function baseUrlText(url: URL): string {
  return url.href.replace(/\/$/, '');
}

function badUrl(message: string): LonglineError {
  return new LonglineError('endpoint.bad_url', message, {
    action: 'Give an address such as http://127.0.0.1:8000/v1.',
  });
}
