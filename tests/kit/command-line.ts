// Runs the built `longline` as a process of its own, with a data directory of its own, the way a person or a script would.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const launcher = fileURLToPath(new URL('../../bin/longline.mjs', import.meta.url));
export const refuseNetwork = fileURLToPath(new URL('refuse-network.mjs', import.meta.url));

export interface Invocation {
  readonly home: string;
  /** Module to load first, by path. */
  readonly preload?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sees the process and all of stdout so far whenever there is more. */
  readonly onOutput?: (child: ChildProcess, stdout: string) => void;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Line {
  readonly type: string;
  readonly runId: string;
  readonly seq: number;
  readonly [key: string]: unknown;
}

/** Runs `longline` with these arguments to its end. */
export async function longline(args: readonly string[], { home, preload, env, onOutput }: Invocation): Promise<Ended> {
  const first = preload === undefined ? [] : ['--import', pathToFileURL(preload).href];
  const child = spawn(process.execPath, [...first, launcher, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: home, LONGLINE_HOME: join(home, 'data'), ...env },
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (text: string) => {
      output[name] += text;
      if (name === 'stdout') onOutput?.(child, output.stdout);
    });
  }
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}

/** The JSON lines of an output. A last line that a killed process left unfinished is passed over. */
export function linesOf(stdout: string): readonly Line[] {
  const whole = stdout.slice(0, stdout.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

/** A temporary folder for one test, removed by `remove`. */
export function temporaryHome(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'longline-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
