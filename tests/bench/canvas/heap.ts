// Whether editing leaks: scripted edits by the keyboard (duplicate, nudge, delete, and each undone again, so that the document comes back
// to what it was), the heap after a forced collection after each batch, and its slope by least squares for 1,000 edits.

import type { CDPSession } from '@playwright/test';
import type { Figure } from '../table.ts';
import type { Contender } from './contenders.ts';
import { nodePlace } from './gestures.ts';

const batches = 5;
const cycle = ['d', 'ArrowRight', 'Delete', 'z', 'z', 'z'] as const;
/** What the control keeps for each key, in numbers. */
const kept = 10_000;

/** The slope of an open window of Longline, and the one of the same window while it leaks on purpose. */
export async function heapSlope(contender: Contender, edits: number): Promise<{ figure: Figure; held: boolean }> {
  const honest = await slopeOf(contender, edits);
  await contender.page.evaluate((numbers) => {
    const all: unknown[] = [];
    addEventListener('keydown', () => all.push(Array.from({ length: numbers }, (_, at) => at)));
    Object.assign(globalThis, { longlineLeak: all });
  }, kept);
  const leaking = await slopeOf(contender, Math.ceil(edits / 4));
  return {
    figure: {
      what: `heap for 1,000 edits (${batches} batches of ${edits})`,
      value: mebibytes(honest.slope),
      control: `leaking on purpose: ${mebibytes(leaking.slope)}; heap at the end ${mebibytes(honest.last)}`,
    },
    held: leaking.slope > honest.slope + 4 * 2 ** 20,
  };
}

async function slopeOf(contender: Contender, edits: number): Promise<{ slope: number; last: number }> {
  const { session } = contender;
  const place = await nodePlace(contender);
  const points: { x: number; y: number }[] = [];
  let done = 0;
  for (let batch = 0; batch <= batches; batch += 1) {
    if (batch > 0) done += await edit(contender, place, edits);
    // What is saved and drawn a little later is let go of then.
    await contender.page.waitForTimeout(2500);
    points.push({ x: done / 1000, y: await heapBytes(session) });
  }
  // The first batch fills what is kept once and for all: compiled code, caches.
  const counted = points.slice(1);
  const mean = (pick: (point: { x: number; y: number }) => number) =>
    counted.reduce((sum, point) => sum + pick(point), 0) / counted.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const slope =
    counted.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) /
    counted.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return { slope, last: counted.at(-1)?.y ?? 0 };
}

async function edit({ session }: Contender, place: { x: number; y: number }, edits: number): Promise<number> {
  let done = 0;
  while (done < edits) {
    for (const type of ['mouseMoved', 'mousePressed', 'mouseReleased'] as const)
      await session.send('Input.dispatchMouseEvent', { type, ...place, button: 'left', clickCount: 1 });
    for (const key of cycle) {
      await press(session, key);
      done += 1;
    }
  }
  return done;
}

const keyCodes: Readonly<Record<(typeof cycle)[number], number>> = { d: 68, ArrowRight: 39, Delete: 46, z: 90 };

async function press(session: CDPSession, key: (typeof cycle)[number]): Promise<void> {
  const code = key.length === 1 ? `Key${key.toUpperCase()}` : key;
  const modifiers = key === 'Delete' ? 0 : 2;
  const event = { key, code, modifiers, windowsVirtualKeyCode: keyCodes[key] };
  await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event });
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(2)} MiB`;
}
