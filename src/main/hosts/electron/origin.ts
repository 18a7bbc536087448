// Which page the window may show: the built one from its own scheme, or the development server's while developing.

import { app } from 'electron';

export const pageScheme = 'app';
const pageHost = 'longline';

/** The page's address, with a final slash. */
export function pageUrl(): string {
  const developing = process.env['ELECTRON_RENDERER_URL'];
  if (!app.isPackaged && developing !== undefined) return new URL('/', developing).href;
  return `${pageScheme}://${pageHost}/`;
}

/** Whether an address belongs to the page, by its whole origin. */
export function isPageUrl(url: string): boolean {
  return url.startsWith(pageUrl());
}
