// Runs the built command line for a benchmark and tells what the process used.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { longline, type Ended, type Invocation } from '../kit/command-line.ts';

export interface Measured {
  readonly ended: Ended;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly maxRssMiB: number;
}

/** One run of `longline`; wall time and CPU are those of its process, start included. */
export async function measured(args: readonly string[], { home, env }: Omit<Invocation, 'preload'>): Promise<Measured> {
  const file = join(home, 'measured.json');
  const preload = fileURLToPath(new URL('measured.mjs', import.meta.url));
  const ended = await longline(args, { home, preload, env: { ...env, LONGLINE_MEASURE: file } });
  // A run that was told to stop early is measured as well.
  if (ended.code !== 0 && ended.code !== 3)
    throw new Error(`longline ${args[0] ?? ''} ended with ${ended.code}: ${ended.stderr}`);
  return { ended, ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<Measured, 'ended'>) };
}

export function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(2)} ms` : `${Math.round(value)} ms`;
}
