// What a window's page may not do, whatever it contains: reach the network, get permissions, open windows, leave its own address.
// A link that asks for a new window is offered to the system's browser, after a question that the page cannot answer.

import { dialog, session, shell, type App, type MessageBoxOptions, type WebContents } from 'electron';
import { isPageUrl } from './origin.ts';

/** Applies to every window and frame that the application ever makes. */
export function guardAll(app: App): void {
  const page = session.defaultSession;
  page.webRequest.onBeforeRequest((request, answer) => {
    answer({ cancel: !isAllowedRequest(request.url) });
  });
  page.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(isAllowedPermission(permission, details.requestingUrl));
  });
  page.setPermissionCheckHandler((contents, permission, origin) => isAllowedPermission(permission, `${origin}/`));
  app.on('web-contents-created', (event, contents) => {
    guardContents(contents);
  });
}

/**
 * Asks the person and then opens an address in the system's browser. Only `https:`; anything else is dropped.
 * Shows the address as it will be used, with names in foreign scripts in their ASCII form.
 */
export async function openExternalSafe(address: string): Promise<void> {
  const url = httpsUrl(address);
  if (url === undefined) return;
  const question: MessageBoxOptions = {
    type: 'question',
    message: 'Open this address in your browser?',
    detail: url,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const answer = await dialog.showMessageBox(question);
  if (answer.response === 0) await shell.openExternal(url);
}

function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    openExternalSafe(url).catch((thrown: unknown) => {
      dialog.showErrorBox('The address could not be opened', thrown instanceof Error ? thrown.message : String(thrown));
    });
    return { action: 'deny' };
  });
  const stay = (event: { readonly url: string; preventDefault(): void }): void => {
    if (!isPageUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}

function httpsUrl(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : undefined;
}

function isAllowedRequest(url: string): boolean {
  if (isPageUrl(url)) return true;
  const scheme = url.slice(0, url.indexOf(':') + 1);
  // These carry no bytes over the network; the page's policy says where they may be used. `ws:` is the development server's.
  return harmlessSchemes.has(scheme) || isPageUrl(url.replace(/^ws:/, 'http:'));
}

const harmlessSchemes: ReadonlySet<string> = new Set(['data:', 'blob:', 'devtools:']);

function isAllowedPermission(permission: string, requestingUrl: string): boolean {
  return permission === 'clipboard-sanitized-write' && isPageUrl(requestingUrl);
}
