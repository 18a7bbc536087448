// The headers that every file of the page is served with: it may run its own scripts and styles and nothing else. React and the
// canvas set styles through the CSSOM, which the policy leaves alone, so no inline styles are allowed.

/** Where the page may open connections to: nowhere in the desktop window, its own host in the browser. */
export type PageConnections = 'none' | 'self';

/** Response headers for each file of the page. */
export function pageHeaders(connections: PageConnections): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(connections),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** The page's Content-Security-Policy. */
export function contentSecurityPolicy(connections: PageConnections): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
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
