// Runs once before the browser tests: without a Chromium it stops with one line that says how to get one.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findChromium, howToInstallChromium } from './chromium.ts';
import { electronBinary } from './fixture.ts';

export default async function globalSetup(): Promise<void> {
  const found = await findChromium();
  if (found === undefined) stop(howToInstallChromium);
  if (!existsSync(resolve(import.meta.dirname, '../../out/main/index.js'))) {
    stop('The browser tests run the built application, and there is none: run `npm run build` first.');
  }
  const shell = electronBinary() === undefined ? "a stand-in, because Electron's binary is not installed" : 'Electron';
  process.stdout.write(`Browser: ${found.path} (${found.source}). The desktop tests run on ${shell}.\n`);
  // Each test's worker inherits the choice, so that it is made once.
  process.env['LONGLINE_CHROMIUM'] = found.path;
}

function stop(sentence: string): never {
  const failure = new Error(sentence);
  delete failure.stack;
  throw failure;
}
