// Starts the yardstick's server and contenders as processes of their own: the server on one core, the measured process on another
// where `taskset` exists, so that neither pays for the other.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ended } from '../../kit/command-line.ts';
import type { Samples } from './samples.ts';
import type { SessionStats } from './server.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const pinned = cpus().length > 1 && spawnSync('taskset', ['-V']).error === undefined;

/** Whether server and contenders have a core each. */
export const coresApart: boolean = pinned;

export interface YardstickServer {
  readonly url: string;
  stats(run: string): Promise<SessionStats>;
  stop(): void;
}

/** Starts the server. */
export async function startYardstick(): Promise<YardstickServer> {
  const child = begin(0, [here('server.ts')], { PATH: process.env['PATH'] ?? '' }, ['pipe', 'pipe', 'inherit']);
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.includes('\n')) resolve(text);
    });
    child.once('exit', (code) => reject(new Error(`the yardstick's server ended with ${code}`)));
  });
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    async stats(run) {
      const all = (await (await fetch(`${url}/stats`)).json()) as SessionStats[];
      const found = all.find((stats) => stats.run === run);
      if (found === undefined) throw new Error(`the yardstick's server was never asked by ${run}`);
      return found;
    },
    stop: () => child.kill(),
  };
}

export interface MeasuredProcess {
  readonly samples: Samples;
  /** When it was started, by the machine's monotonic clock, and how long it ran. */
  readonly startedAt: number;
  readonly wallMs: number;
  readonly stdout: string;
}

/**
 * Runs one built entry to its end with an empty data directory and gives back what it noted. Rejects when it ends with anything but
 * `code`.
 */
export async function measure(
  entry: 'cli' | 'engine/many' | 'floors/floors',
  args: readonly string[],
  options: {
    readonly code?: number;
    readonly files?: Readonly<Record<string, string>>;
    readonly profile?: string;
  } = {},
): Promise<MeasuredProcess> {
  const home = mkdtempSync(join(tmpdir(), 'longline-yardstick-'));
  try {
    for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(home, name), text);
    const samples = join(home, 'samples.json');
    const runs = String(args.filter((arg) => arg.includes('yardstick://')).length);
    const common = { PATH: process.env['PATH'] ?? '', HOME: home, LONGLINE_HOME: home };
    const env = { ...common, YARDSTICK_SAMPLES: samples, YARDSTICK_RUNS: runs };
    const profile = options.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', options.profile];
    const startedAt = Number(process.hrtime.bigint()) / 1e6;
    const child = begin(1, [...profile, here('launch.mjs'), entry, ...args], env, ['ignore', 'pipe', 'pipe'], home);
    const ended = await outputOf(child);
    if (ended.code !== (options.code ?? 0))
      throw new Error(`${entry} ${args[0] ?? ''} ended with ${ended.code}: ${ended.stderr}`);
    const wallMs = Number(process.hrtime.bigint()) / 1e6 - startedAt;
    return { samples: JSON.parse(readFileSync(samples, 'utf8')) as Samples, startedAt, wallMs, stdout: ended.stdout };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs the built command line to its end, with the data directory under `home`. `onPrinted` sees each piece of stdout. */
export function runBuilt(
  home: string,
  args: readonly string[],
  onPrinted?: (child: ChildProcess, piece: string) => void,
): Promise<Ended> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, LONGLINE_HOME: join(home, 'data') };
  return outputOf(begin(1, [here('launch.mjs'), 'cli', ...args], env, ['ignore', 'pipe', 'pipe']), onPrinted);
}

async function outputOf(child: ChildProcess, onPrinted?: (child: ChildProcess, piece: string) => void): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      if (name === 'stdout') onPrinted?.(child, text);
    });
  }
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}

function begin(
  core: number,
  args: readonly string[],
  env: Record<string, string>,
  stdio: ('ignore' | 'pipe' | 'inherit')[],
  cwd?: string,
): ChildProcess {
  const command = pinned ? ['taskset', '-c', String(core), process.execPath, ...args] : [process.execPath, ...args];
  const [program = '', ...rest] = command;
  return spawn(program, rest, { stdio, env, ...(cwd === undefined ? {} : { cwd }) });
}
