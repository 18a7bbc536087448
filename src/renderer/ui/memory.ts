// What this person's window remembers: sizes of panes, language, what was open. It is kept with the page, to be there before anything is
// drawn, and told to the host, because the page of a browser host has another address each time and would forget.

import type { Host } from '../../shared/api/table.ts';

const prefix = 'longline.';
const tellMs = 250;

let host: Pick<Host, 'settings.set'> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let untold: Record<string, string | null> = {};

/** The same as localStorage, and remembered by the host. */
export const memory = {
  getItem: (key: string): string | null => localStorage.getItem(key),
  setItem(key: string, value: string): void {
    if (localStorage.getItem(key) === value) return;
    localStorage.setItem(key, value);
    tellLater(key, value);
  },
  removeItem(key: string): void {
    localStorage.removeItem(key);
    tellLater(key, null);
  },
};

/**
 * Takes in what the host remembers and tells it everything from now on. True when the page knew nothing yet and has to be drawn anew with
 * what it has learned. Errors: `host.*`.
 */
export async function shareMemory(shared: Pick<Host, 'settings.get' | 'settings.set'>): Promise<boolean> {
  const { settings } = await shared['settings.get']({});
  const isNew = Object.keys(localStorage).every((key) => !key.startsWith(prefix));
  for (const [key, value] of Object.entries(settings)) {
    if (isNew || (key === sessionKey && momentOf(value) >= momentOf(memory.getItem(key))))
      localStorage.setItem(key, value);
  }
  host = shared;
  tellLater(null, null);
  return isNew && Object.keys(settings).some((key) => key !== sessionKey);
}

/** The key of what is open, with its moment as `at`. Here the later one counts: a page that is killed may not have kept it, one that is
 * left at once may not have told it. */
export const sessionKey = `${prefix}session`;

function momentOf(session: string | null): number {
  try {
    const { at } = JSON.parse(session ?? '{}') as { readonly at?: unknown };
    return typeof at === 'number' ? at : 0;
  } catch {
    return 0;
  }
}

function tellLater(key: string | null, value: string | null): void {
  if (key?.startsWith(prefix) === true) untold[key] = value;
  if (host === null || Object.keys(untold).length === 0) return;
  clearTimeout(timer);
  timer = setTimeout(tell, tellMs);
}

function tell(): void {
  const changes = untold;
  untold = {};
  // What could not be told is still with the page, and told with the next change.
  host?.['settings.set']({ changes }).catch(() => {
    untold = { ...changes, ...untold };
  });
}
