// The canvas against plain React Flow in the same run: pan, zoom and drag at the zoom people read at and with every node in view, and the
// time to open. Headless Chromium draws in software here, so that what counts is the ratio.

import { milliseconds } from '../measure.ts';
import type { Figure, Report } from '../table.ts';
import { startStage, type Contender, type Stage } from './contenders.ts';
import { goTo, perform, type Gesture, type Pass, type Zoom } from './gestures.ts';

const gestures: readonly Gesture[] = ['pan', 'zoom', 'drag'];
const zooms: readonly Zoom[] = ['working', 'all'];

/** Measures pipelines of these sizes, so many passes of each gesture. */
export async function canvas(sizes: readonly number[], times: number): Promise<Report> {
  const stage = await startStage(sizes);
  try {
    const figures: Figure[] = [];
    let held = true;
    for (const nodes of sizes) {
      const measured = await measure(stage, nodes, times);
      figures.push(...measured.figures);
      held &&= measured.held;
    }
    return { command: `npm run bench -- canvas --nodes ${sizes.join()} --times ${times}`, held, figures };
  } finally {
    await stage.close();
  }
}

async function measure(
  stage: Stage,
  nodes: number,
  times: number,
): Promise<{ readonly figures: readonly Figure[]; readonly held: boolean }> {
  const longline = await stage.openWindow(nodes);
  const plain = await stage.openPlain(nodes, longline.pane);
  const figures: Figure[] = [
    {
      what: `${nodes} nodes: click to nodes on screen`,
      value: milliseconds(longline.openMs),
      control: `plain, without a host or a document: ${milliseconds(plain.openMs)}`,
    },
  ];
  let held = true;
  try {
    for (const zoom of zooms) {
      await onScreen(longline, () => goTo(longline, zoom));
      await onScreen(plain, () => goTo(plain, zoom));
      for (const gesture of gestures) {
        const [ours, theirs]: [Pass[], Pass[]] = [[], []];
        for (let time = 0; time < times; time += 1) {
          ours.push(await onScreen(longline, () => perform(longline, gesture)));
          theirs.push(await onScreen(plain, () => perform(plain, gesture)));
        }
        const [our, their] = [median(ours), median(theirs)];
        // Plain React Flow that is as fast as the screen cannot be outrun.
        if (zoom === 'all' && nodes === 1000 && gesture !== 'drag') held &&= our.fps >= 2 * their.fps;
        figures.push({
          what: `${nodes} nodes, ${zoom === 'all' ? 'all in view' : 'zoom 0.9'}: ${gesture}`,
          value: passText(our),
          control: `plain: ${passText(their)}: ×${(our.fps / their.fps).toFixed(1)}`,
        });
        process.stderr.write(`${JSON.stringify(figures.at(-1))}\n`);
      }
    }
  } finally {
    await plain.close();
    await longline.close();
  }
  return { figures, held };
}

// A page behind another gets no frames.
async function onScreen<Result>({ page }: Contender, work: () => Promise<Result>): Promise<Result> {
  await page.bringToFront();
  return await work();
}

function median(passes: readonly Pass[]): Pass {
  return (
    passes.toSorted((left, right) => left.fps - right.fps)[Math.floor(passes.length / 2)] ?? {
      fps: 0,
      gapMs: Number.POSITIVE_INFINITY,
      mainMs: 0,
    }
  );
}

function passText({ fps, gapMs, mainMs }: Pass): string {
  return `${fps.toFixed(0)} fps, p95 ${gapMs.toFixed(0)} ms, ${mainMs.toFixed(1)} ms main`;
}
