// All profiles, found by being files of this folder.

import { isLoopbackHost } from '../../net/loopback.ts';
import { profileOf, type EndpointProfile, type ServerData } from '../profile.ts';

const files = import.meta.glob<ServerData>(['./*.ts', '!./index.ts'], { eager: true, import: 'default' });

export const profiles: readonly EndpointProfile[] = Object.values(files).map(profileOf);

/** A profile by its id, or undefined. */
export function profileById(id: string): EndpointProfile | undefined {
  return profiles.find((profile) => profile.id === id);
}

/** A profile that is known to be there. */
export function builtInProfile(id: string): EndpointProfile {
  const found = profileById(id);
  if (found === undefined) throw new Error(`the profile ${id} is missing`);
  return found;
}

/** The profile for an address: the one that knows its host, or its port on this machine, else the general one. */
export function profileFor(url: URL): EndpointProfile {
  const local = isLoopbackHost(url.hostname);
  const found = profiles.find(
    ({ known: { hosts = [], port } }) =>
      (url.protocol === 'https:' && url.port === '' && hosts.includes(url.hostname)) ||
      (local && port !== undefined && port === url.port),
  );
  return found ?? builtInProfile('openai-compatible');
}

/** The profile of the servers that list their models under this owner, or undefined. */
export function profileByOwner(owner: string): EndpointProfile | undefined {
  return profiles.find(({ known: { owners = [] } }) => owners.includes(owner));
}
