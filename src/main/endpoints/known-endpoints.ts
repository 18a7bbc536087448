// The endpoints that have names: the built-in ones and those of endpoints.json, whose entries are checked here against what is built in.

import { join } from 'node:path';
import { isLoopbackHost } from '../net/loopback.ts';
import { readBaseUrl } from './address.ts';
import { configError, readEntries, type EndpointEntry } from './config.ts';
import type { EndpointProfile } from './profile.ts';
import { profileById, profileFor, profiles } from './profiles/index.ts';
import { withEntry } from './target.ts';

/** What is used when nobody names an endpoint. */
export const defaultEndpoint = 'rehearsal';

export interface KnownEndpoint {
  readonly name: string;
  readonly url: URL;
  readonly profile: EndpointProfile;
  readonly entry: EndpointEntry;
  readonly builtIn: boolean;
}

const builtIn: ReadonlyMap<string, EndpointEntry> = new Map([
  ['moonshot', { url: 'https://api.moonshot.ai/v1', profile: 'moonshot' }],
]);

/** All named endpoints but the rehearsal one, which has no address of its own. Errors: `endpoint.config`. */
export async function knownEndpoints(dataDirectory: string): Promise<ReadonlyMap<string, KnownEndpoint>> {
  const file = join(dataDirectory, 'endpoints.json');
  const known = new Map<string, KnownEndpoint>();
  for (const [name, entry] of [...builtIn, ...(await readEntries(dataDirectory))]) {
    known.set(name, knownEndpoint(name, entry, file));
  }
  return known;
}

function knownEndpoint(name: string, entry: EndpointEntry, file: string): KnownEndpoint {
  const fail = (field: string, what: string, cause?: unknown): Error =>
    configError(file, `/${name}${field}`, what, cause);
  if (name === defaultEndpoint) throw fail('', `The name "${name}" is built in.`);
  let url: URL;
  try {
    url = readBaseUrl(entry.url);
  } catch (thrown) {
    throw fail('/url', thrown instanceof Error ? thrown.message : 'This is not an address.', thrown);
  }
  const standard = builtIn.get(name);
  if (standard !== undefined && readBaseUrl(standard.url).origin !== url.origin) {
    throw fail('/url', `The name "${name}" is built in and stands for ${readBaseUrl(standard.url).origin}.`);
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname) && entry.allowPlainHttp !== true) {
    const hint = 'add "allowPlainHttp": true if it is in your own network';
    throw fail('/url', `${url.host} would be reached without encryption; ${hint}.`);
  }
  const named = entry.profile === undefined ? profileFor(url) : profileById(entry.profile);
  if (named === undefined || named.rehearsal) {
    const usable = profiles.filter(({ rehearsal }) => !rehearsal).map(({ id }) => id);
    throw fail('/profile', `There is no profile "${entry.profile ?? ''}". Known: ${usable.join(', ')}.`);
  }
  const kept = Object.keys(entry.body ?? {}).find((field) => ownFields.has(field));
  if (kept !== undefined) throw fail(`/body/${kept}`, `"${kept}" is written by Longline itself.`);
  if (entry.routing !== undefined && !named.routes) {
    throw fail('/routing', `${named.title} does not pass requests on to other services.`);
  }
  return { name, url, profile: withEntry(named, entry), entry, builtIn: standard !== undefined };
}

// What a conversation consists of is not for a file to change.
const ownFields: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'max_tokens',
  'max_completion_tokens',
]);
