// What a run costs the canvas: the pipeline on screen is run on the rehearsal endpoint, which changes hundreds of statuses a second, and
// the nodes whose elements are touched are counted frame by frame. Only those may be touched whose own status has changed, or that run and
// count their time.

import { milliseconds } from '../measure.ts';
import type { Figure } from '../table.ts';
import type { Contender } from './contenders.ts';
import { taskMs } from './gestures.ts';

const watchedMs = 3000;

interface Touched {
  /** Nodes touched, summed over the frames. */
  readonly touched: number;
  /** Of these, without another status than before, and not running. */
  readonly idly: number;
  readonly shown: number;
}

/** Runs what is open in the window. `plain` changes 50 statuses a second through its elements, for comparison. */
export async function runTicks(longline: Contender, plain: Contender): Promise<{ figure: Figure; held: boolean }> {
  await longline.page.bringToFront();
  await longline.session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskMs(longline);
  const watching = longline.page.evaluate(watchNodes, watchedMs);
  await longline.page.getByRole('banner').getByRole('button', { name: 'Run', exact: true }).click();
  const { touched, idly, shown } = await watching;
  const ourMs = (await taskMs(longline)) - before;
  await plain.page.bringToFront();
  await plain.session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const start = await taskMs(plain);
  await plain.page.waitForTimeout(watchedMs);
  const theirMs = (await taskMs(plain)) - start;
  const second = (ms: number) => `${milliseconds((ms * 1000) / watchedMs)} main a second`;
  return {
    figure: {
      what: `a run: nodes touched without cause, of ${shown} on screen`,
      value: `${idly} of ${touched}; with the run's own panes ${second(ourMs)}`,
      control: `plain, 50 statuses a second through its elements: ${second(theirMs)}`,
    },
    held: touched > 0 && idly === 0,
  };
}

// Runs in the page. A status is what the node's element says of it: `data-status`, or without one the text and marks in its header.
function watchNodes(length: number): Promise<Touched> {
  const statusOf = (node: Element) => node.querySelector('[data-status]')?.getAttribute('data-status') ?? '';
  const nodes = document.querySelector('.react-flow__nodes');
  if (nodes === null) throw new Error('There is no canvas.');
  const known = new Map([...nodes.children].map((node) => [node, statusOf(node)]));
  let [touched, idly] = [0, 0];
  const observer = new MutationObserver((records) => {
    const hit = new Set<Element>();
    for (const { target } of records) {
      const node =
        target instanceof Element
          ? target.closest('.react-flow__node')
          : target.parentElement?.closest('.react-flow__node');
      if (node !== null && node !== undefined) hit.add(node);
    }
    for (const node of hit) {
      const status = statusOf(node);
      touched += 1;
      if (status === known.get(node) && status !== 'running') idly += 1;
      known.set(node, status);
    }
  });
  observer.observe(nodes, { subtree: true, childList: true, attributes: true, characterData: true });
  return new Promise((done) => {
    setTimeout(() => {
      observer.disconnect();
      done({ touched, idly, shown: known.size });
    }, length);
  });
}
