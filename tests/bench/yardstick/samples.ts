// Notes of a measured process: how much CPU it had used at each call of the tool, and its memory. Every contender makes the same notes,
// and writes them to the file that YARDSTICK_SAMPLES names when it ends.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

export interface Samples {
  /** User and system time of the process at each call, in milliseconds. */
  readonly cpuMs: readonly number[];
  readonly totalCpuMs: number;
  readonly maxRssMiB: number;
  /** Milliseconds from the moment a piece was made to the moment it was handed on. */
  readonly deliveryMs: readonly number[];
  /** When measuring began and ended by the CPU's and by the wall's clock; 0 where a whole process is measured. */
  readonly span: { readonly cpuMs: number; readonly wallMs: number };
}

const file = process.env['YARDSTICK_SAMPLES'];
const cpu: number[] = [];
const delivery: number[] = [];
let span = { cpuMs: 0, wallMs: 0 };

/** Notes a call of the tool, in a process that does one run: asking for the time used is not cheap. */
export function noteCall(): void {
  if (file !== undefined && process.env['YARDSTICK_RUNS'] === '1') cpu.push(cpuMs());
}

/** Takes in text that was handed on, and notes how old each time stamp in it is. */
export function noteText(text: string): void {
  if (!text.includes('t=')) return;
  const now = process.hrtime.bigint();
  for (const [, stamp] of text.matchAll(/t=(\d+);/g)) delivery.push(Number(now - BigInt(stamp ?? '0')) / 1e6);
}

/** Notes what a piece of work used. */
export async function noteSpan(work: () => Promise<unknown>): Promise<void> {
  const [usedBefore, begun] = [cpuMs(), performance.now()];
  await work();
  span = { cpuMs: cpuMs() - usedBefore, wallMs: performance.now() - begun };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

// On Linux from the process itself: what `resourceUsage` tells begins with the memory of the process that started this one.
function peakMiB(): number {
  const status = '/proc/self/status';
  const peak = existsSync(status) ? /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
  return (peak === undefined ? process.resourceUsage().maxRSS : Number(peak)) / 1024;
}

// The journal's thread may load this file too, and has nothing to tell.
if (file !== undefined && isMainThread) {
  process.on('exit', () => {
    const samples: Samples = {
      cpuMs: cpu,
      totalCpuMs: cpuMs(),
      maxRssMiB: peakMiB(),
      deliveryMs: delivery,
      span,
    };
    writeFileSync(file, JSON.stringify(samples));
  });
}
