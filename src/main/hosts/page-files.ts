// The built page as a closed list of files, for the hosts that serve it. A request is looked up by its whole path and no path is
// ever put together from a URL, so there is nothing to traverse.

import { existsSync, readdirSync } from 'node:fs';
import { dirname, extname, join, relative, sep } from 'node:path';
import { LonglineError } from '../../shared/errors.ts';

export interface PageFile {
  readonly path: string;
  readonly contentType: string;
  /** True for names that contain a hash of their content. */
  readonly immutable: boolean;
  /** True for the page itself, which is served with a nonce; the others are what it loads. */
  readonly page: boolean;
}

/**
 * Every file of the built page in `directory` by URL path (`/assets/index-AbC.js`); `/` is index.html.
 * Reads the directory once; a directory that is missing throws Node's ENOENT.
 */
export function listPageFiles(directory: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const contentType = contentTypes[extname(entry.name)];
    // A kind of file that the list does not know is not part of the page.
    if (contentType === undefined) continue;
    const url = `/${relative(directory, path).split(sep).join('/')}`;
    files.set(url, { path, contentType, immutable: url.startsWith('/assets/'), page: url === '/index.html' });
  }
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}

/** The folder of the built page, wherever in the program this code runs. Throws `install.not_built`. */
export function pageDirectory(): string {
  for (let directory = import.meta.dirname; dirname(directory) !== directory; directory = dirname(directory)) {
    const candidate = join(directory, 'out', 'renderer');
    if (existsSync(join(candidate, 'index.html'))) return candidate;
  }
  throw new LonglineError('install.not_built', 'The window has not been built.', {
    action: 'Build it with: npm run build',
  });
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
