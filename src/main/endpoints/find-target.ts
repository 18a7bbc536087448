// Turns the name or address of an endpoint into the place where its requests go. A key goes to the origin of its own endpoint and
// nowhere else; an address that has no name borrows the key of the named endpoint at the same origin.

import { LonglineError } from '../../shared/errors.ts';
import { isLoopbackHost } from '../net/loopback.ts';
import { baseUrlText, looksLikeUrl, readBaseUrl } from './address.ts';
import { defaultEndpoint, knownEndpoints, type KnownEndpoint } from './known-endpoints.ts';
import { builtInProfile, profileFor } from './profiles/index.ts';
import { keyVariable, type Secrets } from './secrets.ts';
import { needsKey, type EndpointTarget } from './target.ts';

export interface TargetOptions {
  readonly dataDirectory: string;
  readonly secrets: Secrets;
  /** Starts the rehearsal endpoint if it does not run yet, and gives its base address. */
  readonly rehearsalUrl: () => Promise<string>;
}

/**
 * The target of an endpoint that requests may be sent to. Errors: `endpoint.unknown`, `endpoint.bad_url`, `endpoint.plain_http`,
 * `endpoint.config`, `endpoint.no_key`, `endpoint.bad_key`.
 */
export async function usableTarget(endpoint: string, options: TargetOptions): Promise<EndpointTarget> {
  const target = await findTarget(endpoint, options);
  const { url, profile, entry } = target;
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname) && entry?.allowPlainHttp !== true) {
    throw new LonglineError('endpoint.plain_http', `${url.host} would be reached without encryption.`, {
      action: 'Use https, or add it to endpoints.json with "allowPlainHttp": true if it is in your own network.',
    });
  }
  if (needsKey(target) && target.key === null) {
    throw new LonglineError('endpoint.no_key', `${profile.serverName(url)} needs a key.`, {
      action:
        target.keyVariable === null
          ? 'Add the address to endpoints.json under a name, and set the key of that name.'
          : `Set ${target.keyVariable} to your key.`,
    });
  }
  return target;
}

/** The target of an endpoint, whether or not requests may be sent to it. Errors: `endpoint.unknown`, `endpoint.bad_url`, `endpoint.config`. */
export async function findTarget(
  endpoint: string,
  { dataDirectory, secrets, rehearsalUrl }: TargetOptions,
): Promise<EndpointTarget> {
  if (endpoint === defaultEndpoint) {
    const url = readBaseUrl(await rehearsalUrl());
    const profile = builtInProfile(defaultEndpoint);
    return { name: endpoint, url, profile, key: null, keyVariable: null, entry: null };
  }
  const known = await knownEndpoints(dataDirectory);
  const named = known.get(endpoint);
  if (named !== undefined) {
    const { url, profile, entry } = named;
    return { name: endpoint, url, profile, key: secrets.key(endpoint), keyVariable: keyVariable(endpoint), entry };
  }
  if (!looksLikeUrl(endpoint)) {
    const names = [defaultEndpoint, ...known.keys()].join(', ');
    throw new LonglineError('endpoint.unknown', `There is no endpoint "${endpoint}". Known here: ${names}.`, {
      action: 'Choose one of these, give an address, or add it to endpoints.json.',
    });
  }
  const url = readBaseUrl(endpoint);
  const owner = ownerOf(url, known, secrets);
  return {
    name: baseUrlText(url),
    url,
    profile: profileFor(url),
    key: owner === null ? null : secrets.key(owner.name),
    keyVariable: owner === null ? null : keyVariable(owner.name),
    entry: null,
  };
}

// The named endpoint at the same origin whose key goes with an address: the first that has one, else the first.
function ownerOf(url: URL, known: ReadonlyMap<string, KnownEndpoint>, secrets: Secrets): KnownEndpoint | null {
  const owners = [...known.values()].filter((candidate) => candidate.url.origin === url.origin);
  return owners.find(({ name }) => secrets.key(name) !== null) ?? owners[0] ?? null;
}
