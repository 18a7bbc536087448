// All profiles, found by being files of this folder.

import type { EndpointProfile } from '../profile.ts';

const files = import.meta.glob<EndpointProfile>(['./*.ts', '!./index.ts'], { eager: true, import: 'default' });

export const profiles: readonly EndpointProfile[] = Object.values(files);

/** A profile by its id, or undefined. */
export function profileById(id: string): EndpointProfile | undefined {
  return profiles.find((profile) => profile.id === id);
}

/** The profile for an address: the one that knows it, else the general one. */
export function profileFor(url: URL): EndpointProfile {
  const found = profiles.find((profile) => profile.matches?.(url) === true) ?? profileById('openai-compatible');
  if (found === undefined) throw new Error('the general profile is missing');
  return found;
}
