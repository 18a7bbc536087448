// The headers that every file of the page is served with: it may run its own scripts and styles and nothing else. React and the
// canvas set styles through the CSSOM, which the policy leaves alone. The text editor writes a style element of its own; it carries the
// nonce of the page that was served, and no other inline style is allowed.

import { randomBytes } from 'node:crypto';

/** Where the page may open connections to: nowhere in the desktop window, its own host in the browser. */
export type PageConnections = 'none' | 'self';

/** What a served page is told: a nonce that its own style elements carry, new for every load. */
export interface ServedPage {
  readonly html: string;
  readonly nonce: string;
}

/** The page as it is served this time: index.html with a fresh nonce in the place that it leaves for one. */
export function servedPage(html: string): ServedPage {
  const nonce = randomBytes(18).toString('base64');
  return { html: html.replace(noncePlace, nonce), nonce };
}

const noncePlace = 'LONGLINE_STYLE_NONCE';

/** Response headers for each file of the page; `nonce` for the page itself, null for what it loads. */
export function pageHeaders(connections: PageConnections, nonce: string | null): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(connections, nonce),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** The page's Content-Security-Policy; with a nonce, style elements that carry it are its own too. */
export function contentSecurityPolicy(connections: PageConnections, nonce: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === null ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src '${connections}'`,
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
