#!/usr/bin/env node
// The `longline` command: finds a Node that the journal's native module can live in, then runs the built command line in it.
// Prints nothing on stdout itself. The commands are src/main/hosts/cli's.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import zlib from 'node:zlib';
import { build, canBuild, root } from './build.mjs';

// better-sqlite3 13 needs Node-API 10 and ends older Nodes with a segmentation fault, so this is asked before it is loaded.
const leastNodeApi = 10;
const commandLine = join(root, 'out/main/cli.js');

if (isSuitable()) await runHere();
else runElsewhere();

function isSuitable() {
  return Number(process.versions.napi) >= leastNodeApi && typeof zlib.zstdCompressSync === 'function';
}

async function runHere() {
  if (process.env.LONGLINE_LAUNCHED === '1') {
    delete process.env.LONGLINE_LAUNCHED;
    dieWithLauncher();
  }
  if (!existsSync(commandLine)) {
    const built = canBuild() && build('There is no build yet.') && existsSync(commandLine);
    if (!built) fail('Longline is not built and could not be built here: run `npm ci` and then `npm run build`.');
  }
  module.enableCompileCache?.();
  await import(pathToFileURL(commandLine).href);
}

function runElsewhere() {
  // Set: this is the Node that npm brought, and looking for another would never end.
  const node = process.env.LONGLINE_LAUNCHED === '1' ? undefined : packagedNode();
  if (node === undefined) {
    fail(
      `Longline needs Node 22.15 or newer and this is ${process.version}: install a newer Node, or run \`npm ci\` in the checkout, which brings one.`,
    );
  }
  const child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    // The channel carries no messages; its end tells the child that this process is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, LONGLINE_LAUNCHED: '1' },
  });
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the child as well; twice would mean "at once".
    if (signal === 'SIGINT' && hasTerminal()) return;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => fail(`Node could not be started from ${node}: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of signals) process.removeListener(name, forward);
    process.kill(process.pid, signal);
  });
}

/** A process that outlived a killed launcher would keep its run to itself, so it ends as abruptly as the launcher did. */
function dieWithLauncher() {
  if (process.channel === undefined) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel.unref();
}

/** The Node that npm installs beside Longline on Linux and Windows, or undefined. */
function packagedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/package.json`);
    const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8'));
    const path = join(dirname(manifest), bin.node);
    return Number.parseInt(version, 10) >= 24 && existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function hasTerminal() {
  return Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
