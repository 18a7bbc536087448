// The canvas against plain React Flow in the same run: pan, zoom and drag at the zoom people read at and with every node in view, the time
// to open, and the heap over many edits. Headless Chromium draws in software here, so that what counts is the ratio.

import { milliseconds } from '../measure.ts';
import type { Figure, Report } from '../table.ts';
import { startStage, type Stage } from './contenders.ts';
import { heapSlope } from './heap.ts';
import { runTicks } from './ticks.ts';
import { goTo, perform, type Gesture, type Pass, type Zoom } from './gestures.ts';

const gestures: readonly Gesture[] = ['pan', 'zoom', 'drag'];
const editedNodes = 100;
const zooms: readonly Zoom[] = ['working', 'all'];

/** Measures pipelines of these sizes, so many passes of each gesture, and the heap over batches of so many edits; 0 leaves that out. */
export async function canvas(sizes: readonly number[], times: number, edits: number): Promise<Report> {
  const stage = await startStage([...new Set([...sizes, editedNodes])]);
  try {
    const figures: Figure[] = [];
    let held = true;
    for (const nodes of sizes) {
      const measured = await measure(stage, nodes, times);
      figures.push(...measured.figures);
      held &&= measured.held;
    }
    if (edits > 0) {
      const edited = await stage.openWindow(editedNodes);
      await goTo(edited, 'working');
      const measured = await heapSlope(edited, edits);
      figures.push(measured.figure);
      held &&= measured.held;
      await edited.close();
    }
    const command = `npm run bench -- canvas --nodes ${sizes.join()} --times ${times} --edits ${edits}`;
    return { command, held, figures };
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
      for (const gesture of gestures) {
        const [ours, theirs]: [Pass[], Pass[]] = [[], []];
        for (let time = 0; time < times; time += 1) {
          for (const [contender, passes] of [
            [longline, ours],
            [plain, theirs],
          ] as const) {
            // A page behind another gets no frames.
            await contender.page.bringToFront();
            await goTo(contender, zoom);
            passes.push(await perform(contender, gesture));
          }
        }
        const [our, their] = [median(ours), median(theirs)];
        // Plain React Flow that is as fast as the screen cannot be outrun.
        if (zoom === 'all' && nodes === 1000 && gesture !== 'drag') held &&= our.fps >= 2 * their.fps;
        figures.push({
          what: `${nodes} nodes, ${zoom === 'all' ? 'all in view' : 'zoom 0.9'}: ${gesture}`,
          value: passText(our),
          control: `plain: ${passText(their)}: ×${(our.fps / their.fps).toFixed(1)}`,
        });
      }
    }
    const ticking = await stage.openPlain(nodes, longline.pane, true);
    await longline.page.bringToFront();
    await goTo(longline, 'working');
    const ticks = await runTicks(longline, ticking);
    await ticking.close();
    figures.push({ ...ticks.figure, what: `${nodes} nodes, ${ticks.figure.what}` });
    held &&= ticks.held;
  } finally {
    await plain.close();
    await longline.close();
  }
  return { figures, held };
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
