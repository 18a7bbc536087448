// Where keys come from. A key belongs to the endpoint of its name; that it goes to no other origin is the registry's matter
// (registry.ts). Nothing else of the environment is ever taken for a key.

import { LonglineError } from '../../shared/errors.ts';

export interface Secrets {
  /** The key of a named endpoint, or null. Errors: `endpoint.bad_key` for one that no header can carry. */
  key(endpoint: string): string | null;
}

/** The environment variable that holds the key of an endpoint. */
export function keyVariable(endpoint: string): string {
  return `LONGLINE_KEY_${endpoint.toUpperCase().replaceAll('-', '_')}`;
}

/** Keys from `LONGLINE_KEY_<NAME>`. */
export function environmentSecrets(environment: Readonly<Record<string, string | undefined>>): Secrets {
  return {
    key(endpoint) {
      const variable = keyVariable(endpoint);
      const key = environment[variable]?.trim() ?? '';
      if (key === '') return null;
      if (!/^[\x21-\x7e]+$/.test(key)) {
        throw new LonglineError('endpoint.bad_key', `${variable} holds characters that no key has.`, {
          action: 'Set it to the key alone, without quotes, spaces or line ends.',
        });
      }
      return key;
    },
  };
}
