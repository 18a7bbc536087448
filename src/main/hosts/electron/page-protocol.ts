// Serves the built page to the window from `app://longline/`, with the page's policy on every answer. A scheme of its own gives the
// page a real origin, which neither files nor a local server would.

import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { listPageFiles } from '../page-files.ts';
import { pageHeaders, servedPage } from '../page-policy.ts';
import { isPageUrl, pageScheme } from './origin.ts';

/** Makes the scheme one with an origin. Must be called before the application is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers requests for the page with the files in `directory`, listed once, now. */
export function servePage(directory: string): void {
  const files = listPageFiles(directory);
  const headers = pageHeaders('none', null);
  protocol.handle(pageScheme, async (request) => {
    const file = isPageUrl(request.url) ? files.get(new URL(request.url).pathname) : undefined;
    if (request.method !== 'GET' || file === undefined) {
      return new Response('Not found', { status: 404, headers: { ...headers, 'content-type': 'text/plain' } });
    }
    const content = await readFile(file.path);
    if (!file.page) return new Response(content, { headers: { ...headers, 'content-type': file.contentType } });
    const { html, nonce } = servedPage(content.toString('utf8'));
    return new Response(html, { headers: { ...pageHeaders('none', nonce), 'content-type': file.contentType } });
  });
}
