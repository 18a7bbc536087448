// Who holds a run: one store of one process, named so that another process on this machine can see at once whether it still lives.
// How long a lease lasts and when it is void is decided here; the rows are runs.ts's.

import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export const leaseMs = 15_000;

export interface Owner {
  /** The machine, and on Linux the space in which its process ids count. */
  readonly host: string;
  readonly pid: number;
  /** When the process began, in the system's own ticks, so that a reused id is not taken for it; null: not told. */
  readonly startTicks: string | null;
  /** Two stores in one process are two owners. */
  readonly store: string;
}

/** A new owner in this process. */
export function newOwner(): Owner {
  return {
    host: thisHost(),
    pid: process.pid,
    startTicks: linuxProcess(process.pid)?.startTicks ?? null,
    store: randomUUID(),
  };
}

/** Whether an owner can no longer act: its lease has run out, or its process on this host has ended. */
export function isGone(owner: Owner, leaseUntil: number, now: number): boolean {
  return leaseUntil <= now || (owner.host === thisHost() && !isAlive(owner));
}

export function ownerText(owner: Owner): string {
  return JSON.stringify(owner);
}

export function ownerOf(text: string): Owner {
  return JSON.parse(text) as Owner;
}

function thisHost(): string {
  return `${hostname()}/${linuxProcessSpace()}`;
}

function linuxProcessSpace(): string {
  if (process.platform !== 'linux') return '';
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function isAlive(owner: Owner): boolean {
  const found = linuxProcess(owner.pid);
  if (found !== null) {
    // A killed process whose parent has not asked after it is still listed.
    if (found.state === 'Z' || found.state === 'X') return false;
    return owner.startTicks === null || owner.startTicks === found.startTicks;
  }
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (thrown) {
    // Anything but "no such process" means that it is there and somebody else's.
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** State and start of a process from proc(5); null where there is no such file. */
function linuxProcess(pid: number): { readonly state: string; readonly startTicks: string } | null {
  if (process.platform !== 'linux') return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; the state is the third field, the start the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    return state === undefined || startTicks === undefined ? null : { state, startTicks };
  } catch {
    return null;
  }
}
