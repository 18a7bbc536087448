// A browser cannot be taught the application's own scheme, so `app://longline/x` is shown as `https://longline.app.standin/x`.
// Everything that the main process sees is mapped back, so that its checks of addresses run for real.

const ending = '.standin';

/** The address under which the browser gets what the main process calls `url`. */
export function toBrowser(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url);
  if (parts === null || parts[1] === 'http' || parts[1] === 'https') return url;
  return `https://${parts[2]}.${parts[1]}${ending}${parts[3] === '' ? '/' : parts[3]}`;
}

/** What the main process calls the browser's `url`. */
export function toElectron(url: string): string {
  const parts = /^https:\/\/([^/?#]+)\.([a-z][a-z0-9+-]*)\.standin(.*)$/i.exec(url);
  return parts === null ? url : `${parts[2]}://${parts[1]}${parts[3]}`;
}

/** Whether the browser's `url` stands for an address of a scheme that the main process serves. */
export function isStandIn(url: string): boolean {
  return toElectron(url) !== url;
}
