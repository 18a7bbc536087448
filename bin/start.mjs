// `npm start`: builds when the sources are newer than the build, then opens the desktop window, or the browser host where
// Electron's binary is not installed. Never downloads anything.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, canBuild, root, staleReason } from './build.mjs';

const stale = staleReason();
if (stale !== undefined && (!canBuild() || !build(stale))) {
  process.stderr.write(
    `${stale} It could not be built: run \`npm ci\`, then \`npm run build\`, and see what that says.\n`,
  );
  process.exit(1);
}

const electron = electronBinary();
if (electron === undefined) {
  process.stdout.write(
    "Electron's binary is not installed (npx install-electron fetches it); opening the browser host instead.\n",
  );
  const launcher = fileURLToPath(new URL('longline.mjs', import.meta.url));
  follow(spawn(process.execPath, [launcher, 'serve', '--open', ...process.argv.slice(2)], { stdio: 'inherit' }));
} else {
  follow(spawn(electron, [root, ...process.argv.slice(2)], { stdio: 'inherit' }));
}

/** Where Electron's own index.js would look, without its download; undefined when nothing is there. */
function electronBinary() {
  let folder;
  try {
    folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return undefined;
  }
  const pathFile = join(folder, 'path.txt');
  const relative = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined && override !== '') return ifThere(join(override, relative ?? 'electron'));
  return relative === undefined ? undefined : ifThere(join(folder, 'dist', relative));
}

function ifThere(path) {
  return existsSync(path) ? path : undefined;
}

function follow(child) {
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the child as well.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => {
    process.stderr.write(`It could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of signals) process.removeListener(name, forward);
    process.kill(process.pid, signal);
  });
}
