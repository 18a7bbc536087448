// Finds the Chromium that the browser tests use. Nothing has to be installed by hand: the last resort comes with npm.

import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** Switches for every start: quiet, offline and able to run as root in a container. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

export interface FoundChromium {
  readonly path: string;
  readonly source: 'LONGLINE_CHROMIUM' | 'system' | 'playwright' | '@sparticuz/chromium';
}

/** What to do on a machine where `findChromium` finds nothing. */
export const howToInstallChromium =
  'No Chromium was found for the browser tests: run `npm ci`, which brings one, or `apt-get install chromium`, or set LONGLINE_CHROMIUM to a Chromium or Chrome.';

/**
 * The Chromium to test with: LONGLINE_CHROMIUM, else the system's, else Playwright's, else the one that npm brings
 * (unpacked to the temporary folder on first use). Undefined when there is none. Throws when LONGLINE_CHROMIUM names no file.
 */
export async function findChromium(): Promise<FoundChromium | undefined> {
  const chosen = process.env['LONGLINE_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Error(`LONGLINE_CHROMIUM names ${chosen}, which does not exist.`);
    return { path: chosen, source: 'LONGLINE_CHROMIUM' };
  }
  const system = systemPaths.find((path) => existsSync(path));
  if (system !== undefined) return { path: system, source: 'system' };
  const installed = chromium.executablePath();
  if (installed !== '' && existsSync(installed)) return { path: installed, source: 'playwright' };
  const packaged = await packagedChromium();
  return packaged === undefined ? undefined : { path: packaged, source: '@sparticuz/chromium' };
}

const systemPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

async function packagedChromium(): Promise<string | undefined> {
  // Linux only; elsewhere, and where the package is missing, there is no such Chromium.
  if (process.platform !== 'linux') return undefined;
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    const path = await packaged.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
