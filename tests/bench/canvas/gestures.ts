// Real input through the browser's protocol, at the rate of a plain mouse, and what the page made of it: a frame counts when the picture
// changed in it. The two contenders get the same input.

import type { Contender } from './contenders.ts';

export type Gesture = 'pan' | 'zoom' | 'drag';

/** `working`: at the zoom people read at; `all`: every node is in view. */
export type Zoom = 'working' | 'all';

export interface Pass {
  /** Frames a second in which the picture changed. */
  readonly fps: number;
  /** 95 of 100 such frames came sooner after the one before. */
  readonly gapMs: number;
  /** Work of the page's main thread for each of these frames. */
  readonly mainMs: number;
}

const passMs = 3000;
const workingZoom = 0.9;
/** The browser gives a page at most one movement for each frame; a mouse sends more. */
const inputMs = 8;

interface Frames {
  readonly at: readonly number[];
}

/** Brings the canvas to a zoom, by the keys and the wheel that a person has. */
export async function goTo(contender: Contender, zoom: Zoom): Promise<void> {
  const { page, pane } = contender;
  if (zoom === 'all') {
    await page.locator('.react-flow__controls-fitview, [data-fit]').first().click();
    await page.waitForTimeout(700);
    return;
  }
  for (let tries = 0; tries < 12; tries += 1) {
    const now = await scaleOf(contender);
    if (Math.abs(now - workingZoom) < 0.02) return;
    const deltaY = Math.max(-400, Math.min(400, -Math.log2(workingZoom / now) / 0.002));
    await wheel(contender, pane.x + pane.width / 2, pane.y + pane.height / 2, deltaY);
    await page.waitForTimeout(120);
  }
  throw new Error(`The ${contender.name} canvas does not come to zoom ${workingZoom}.`);
}

/** One pass of a gesture. */
export async function perform(contender: Contender, gesture: Gesture): Promise<Pass> {
  const { page, session } = contender;
  const start = gesture === 'drag' ? await nodePlace(contender) : await emptyPlace(contender);
  const move = (type: string, x: number, y: number, held: boolean) =>
    session.send('Input.dispatchMouseEvent', {
      type: type as 'mouseMoved',
      x,
      y,
      button: held ? 'left' : 'none',
      buttons: held ? 1 : 0,
      clickCount: type === 'mouseMoved' ? 0 : 1,
    });
  await move('mouseMoved', start.x, start.y, false);
  if (gesture !== 'zoom') await move('mousePressed', start.x, start.y, true);

  let waiting = 0;
  let count = 0;
  const input = () => {
    // A page that is behind is not given more to be behind with.
    if (waiting > 3) return;
    waiting += 1;
    count += 1;
    const sent =
      gesture === 'zoom'
        ? wheel(contender, start.x, start.y, Math.floor(count / 60) % 2 === 0 ? -4 : 4)
        : move('mouseMoved', start.x + 120 * Math.sin(count / 36), start.y + 80 * Math.sin(count / 22), true);
    void sent.finally(() => {
      waiting -= 1;
    });
  };
  // Time on the processor: what other programs take from it is not the page's work.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskMs(contender);
  const timer = setInterval(input, inputMs);
  const frames = await page.evaluate(countFrames, { passMs, gesture });
  clearInterval(timer);
  const mainMs = (await taskMs(contender)) - before;
  if (gesture !== 'zoom') await move('mouseReleased', start.x, start.y, true);
  // What a finished gesture leaves to do (saving, measuring) belongs to none of the passes.
  await page.waitForTimeout(400);
  return passOf(frames, mainMs);
}

// Runs in the page: keeps the times of the frames in which the picture had changed.
function countFrames({ passMs: length, gesture }: { passMs: number; gesture: Gesture }): Promise<Frames> {
  const viewport = document.querySelector<HTMLElement>('.react-flow__viewport');
  const picture = () =>
    gesture === 'drag'
      ? (document.querySelector<HTMLElement>('.react-flow__node.dragging')?.style.transform ?? '')
      : (viewport?.style.transform ?? '');
  return new Promise((done) => {
    const at: number[] = [];
    let last = picture();
    let begun = 0;
    const frame = (now: number) => {
      if (begun === 0) begun = now;
      const shown = picture();
      if (shown !== last) at.push(now);
      last = shown;
      if (now - begun >= length) return done({ at });
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

function passOf({ at }: Frames, mainMs: number): Pass {
  const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  const sorted = gaps.toSorted((left, right) => left - right);
  return {
    fps: (at.length / passMs) * 1000,
    gapMs: sorted[Math.floor(sorted.length * 0.95)] ?? Number.POSITIVE_INFINITY,
    mainMs: mainMs / Math.max(1, at.length),
  };
}

/** What the page's main thread has worked so far, in milliseconds. */
export async function taskMs({ session }: Contender): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
}

function wheel({ session }: Contender, x: number, y: number, deltaY: number): Promise<unknown> {
  // With Ctrl, so that it zooms whatever the wheel is set to do.
  return session.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x, y, deltaX: 0, deltaY, modifiers: 2 });
}

async function scaleOf({ page }: Contender): Promise<number> {
  return await page.evaluate(() => {
    const viewport = document.querySelector('.react-flow__viewport');
    return viewport === null ? Number.NaN : new DOMMatrixReadOnly(getComputedStyle(viewport).transform).a;
  });
}

/** The place nearest to the middle of the pane that no node covers. */
async function emptyPlace({ page, pane }: Contender): Promise<{ x: number; y: number }> {
  return await page.evaluate((box) => {
    const of = (element: Element) => new DOMMatrixReadOnly((element as HTMLElement).style.transform);
    const viewport = document.querySelector('.react-flow__viewport');
    if (viewport === null) throw new Error('There is no canvas.');
    const { a: zoom, e: left, f: top } = of(viewport);
    const covered = [...document.querySelectorAll<HTMLElement>('.react-flow__node')].map((node) => {
      const { e, f } = of(node);
      const [x, y] = [box.x + left + e * zoom, box.y + top + f * zoom];
      return { x, y, right: x + node.offsetWidth * zoom, bottom: y + node.offsetHeight * zoom };
    });
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    for (let radius = 0; radius < 400; radius += 4) {
      for (let turn = 0; turn < 24; turn += 1) {
        const x = middle.x + radius * Math.cos((turn * Math.PI) / 12);
        const y = middle.y + radius * Math.sin((turn * Math.PI) / 12);
        const free = covered.every((one) => x < one.x - 1 || y < one.y - 1 || x > one.right + 1 || y > one.bottom + 1);
        if (free && document.elementFromPoint(x, y)?.closest('.react-flow__edge, .react-flow__panel') === null)
          return { x, y };
      }
    }
    throw new Error('There is no empty place on the canvas.');
  }, pane);
}

/** The place of the node nearest to the middle of the pane, as its element's transform says it. */
export async function nodePlace({ page, pane }: Contender): Promise<{ x: number; y: number }> {
  return await page.evaluate((box) => {
    const of = (element: Element) => new DOMMatrixReadOnly((element as HTMLElement).style.transform);
    const viewport = document.querySelector('.react-flow__viewport');
    if (viewport === null) throw new Error('There is no canvas.');
    const { a: zoom, e: left, f: top } = of(viewport);
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const [nearest] = [...document.querySelectorAll<HTMLElement>('.react-flow__node')]
      .map((node) => {
        const { e, f } = of(node);
        return { x: box.x + left + (e + 60) * zoom, y: box.y + top + (f + 12) * zoom };
      })
      .toSorted((a, b) => Math.hypot(a.x - middle.x, a.y - middle.y) - Math.hypot(b.x - middle.x, b.y - middle.y));
    if (nearest === undefined) throw new Error('There is no node on the canvas.');
    return nearest;
  }, pane);
}
