// What an endpoint is called in the window: the rehearsal has its name in the window's own words, every other the name that it was given.

import type { Words } from '../i18n/words.ts';
import type { EndpointEntry } from '../workspace.ts';

/** The title of an endpoint as people see it. */
export function endpointTitle(t: Words, endpoint: Pick<EndpointEntry, 'rehearsal' | 'title'>): string {
  return endpoint.rehearsal ? t('endpoint.rehearsal_title') : endpoint.title;
}
