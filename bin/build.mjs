// Builds the application in a checkout, for the commands that need a build and find none. Says so in one line on stderr and
// keeps stdout clean. What is built, and how, is electron.vite.config.ts's.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, src and out. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const builder = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
const outputs = ['out/main/index.js', 'out/main/cli.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
const sources = ['src', 'resources', 'electron.vite.config.ts', 'package.json'];

/** Whether this is a checkout that can build itself. */
export function canBuild() {
  return existsSync(builder) && existsSync(join(root, 'electron.vite.config.ts'));
}

/** Builds everything into out/, after one line on stderr that gives `reason`; returns whether it succeeded. */
export function build(reason) {
  process.stderr.write(`${reason} Building Longline, which takes a few seconds.\n`);
  const { status } = spawnSync(process.execPath, [builder, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  return status === 0;
}

/** Why the build is not what the sources say, or undefined when it is. */
export function staleReason() {
  const builtMs = Math.min(...outputs.map((path) => modifiedMs(join(root, path)) ?? 0));
  if (builtMs === 0) return 'There is no build yet.';
  const changedMs = Math.max(...sources.map((path) => newestMs(join(root, path))));
  return changedMs > builtMs ? 'The sources are newer than the build.' : undefined;
}

function newestMs(path) {
  const own = statSync(path, { throwIfNoEntry: false });
  if (own === undefined) return 0;
  if (!own.isDirectory()) return own.mtimeMs;
  // A folder's own time tells of files that were removed.
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), own.mtimeMs);
}

function modifiedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
