// Where each canvas was looked at last, by pipeline and level, remembered on this machine.

import type { Viewport } from '@xyflow/react';
import { memory } from '../ui/memory.ts';

const storageKey = 'longline.viewports';
const most = 200;
const writeMs = 500;

let timer: ReturnType<typeof setTimeout> | undefined;
const kept = new Map<string, Viewport>(read());

export const viewports = {
  get: (place: string): Viewport | undefined => kept.get(place),
  /** Keeps what a canvas shows now. */
  keep(place: string, viewport: Viewport): void {
    kept.delete(place);
    kept.set(place, viewport);
    clearTimeout(timer);
    timer = setTimeout(() => memory.setItem(storageKey, JSON.stringify([...kept].slice(-most))), writeMs);
  },
};

function read(): [string, Viewport][] {
  try {
    const found = JSON.parse(memory.getItem(storageKey) ?? '[]') as unknown;
    return Array.isArray(found) ? (found as [string, Viewport][]) : [];
  } catch {
    return [];
  }
}
