// Follows a run that is driven here to its end and prints it as it goes: JSON lines, or a timeline with a live line beneath. An
// interruption of the command interrupts the run.

import { LonglineError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/pipeline/plan.ts';
import type { LivePiece, RunEvent } from '../../../shared/run/events.ts';
import type { LiveRun, RunEnd } from '../engine-types.ts';
import type { CommandLine } from './command.ts';
import { heldText, liveLine } from './live-line.ts';
import { endingText } from './print-ending.ts';
import { createRunPrinter, type PrinterOptions, type RunPrinter } from './print-run.ts';
import { oneLine, safeText } from './print-text.ts';
import { screenColumns, type Terminal } from './terminal.ts';

const tickMs = 250;
/** Shorter waits for an endpoint's limits are not worth a line. */
const noticedMs = 2000;

/** Prints a run and resolves with how it ended. Rejects with `storage.*`, `journal.*` or `run.no_progress`. */
export async function followRun(
  run: LiveRun,
  { terminal, interruption }: CommandLine,
  options: PrinterOptions = {},
): Promise<RunEnd> {
  const interrupt = () => run.interrupt();
  interruption.signal.addEventListener('abort', interrupt);
  if (interruption.signal.aborted) interrupt();
  try {
    return terminal.json
      ? await followAsJson(run, terminal, options.from ?? 1)
      : await followAsText(run, terminal, options);
  } finally {
    interruption.signal.removeEventListener('abort', interrupt);
    terminal.showLive('');
  }
}

/** Recorded events as JSON lines. */
export function jsonLines(events: readonly RunEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

async function followAsJson(run: LiveRun, terminal: Terminal, from: number): Promise<RunEnd> {
  await watch(run, from, {
    events: async (events) => {
      await terminal.print(jsonLines(events));
      if (events.some((event) => event.type === 'run.paused'))
        terminal.note(`longline: The run is paused. Go on with: longline resume ${run.runId}`);
    },
    pieces: heldNotes(terminal),
    live: false,
  });
  const end = await run.done;
  if (end.end !== 'finished') {
    await terminal.print(`${JSON.stringify(end.summary)}\n`);
    terminal.note(`longline: ${end.summary.reason?.message ?? ''} Go on with: longline resume ${end.runId}`);
  }
  return end;
}

async function followAsText(run: LiveRun, terminal: Terminal, options: PrinterOptions): Promise<RunEnd> {
  const printer = createRunPrinter(terminal, options);
  const ticking = terminal.live
    ? setInterval(() => showLive(printer, options.plan ?? null, terminal), tickMs)
    : undefined;
  try {
    await watch(run, 1, {
      events: (events) => terminal.print(events.map((event) => printer.event(event)).join('')),
      pieces: terminal.live ? (pieces) => printer.pieces(pieces) : heldNotes(terminal),
      live: terminal.live,
    });
    const end = await run.done;
    terminal.showLive('');
    await terminal.print(endingText(printer.view(), end.summary, terminal));
    return end;
  } finally {
    clearInterval(ticking);
  }
}

function showLive(printer: RunPrinter, plan: Plan | null, terminal: Terminal): void {
  const view = printer.view();
  // A prompt has the last line of the screen to itself.
  terminal.showLive(view.questions.length > 0 ? '' : liveLine(view, plan, Date.now(), screenColumns(process.stderr)));
}

// Where there is no live line, a request that is held up is said once, so that nobody takes the silence for a hang.
function heldNotes(terminal: Terminal): (pieces: readonly LivePiece[]) => void {
  let said = '';
  return (pieces) => {
    for (const piece of pieces) {
      if (piece.type !== 'model.status' || piece.status !== 'queued') continue;
      const { activation, step, attempt, reason, until } = piece;
      const which = JSON.stringify([activation, step, attempt, reason]);
      if (which !== said && (until === null || until - Date.now() >= noticedMs))
        terminal.note(
          `longline: step ${step} of ${safeText(activation)} is ${oneLine(heldText({ reason, until }, Date.now()), 200)}`,
        );
      said = which;
    }
  };
}

interface Taking {
  readonly events: (events: readonly RunEvent[]) => Promise<void>;
  readonly pieces: (pieces: readonly LivePiece[]) => void;
  /** Whether live text is shown; without, only what holds requests up comes as pieces. */
  readonly live: boolean;
}

async function watch(run: LiveRun, from: number, { events, pieces, live }: Taking): Promise<void> {
  const never = new AbortController().signal;
  let next = from;
  for (;;) {
    try {
      for await (const frame of run.watch(next, never, live ? 'everything' : 'events')) {
        if (frame.frame === 'deltas') pieces(frame.deltas);
        else if (frame.frame === 'events') {
          await events(frame.events);
          next = (frame.events.at(-1)?.seq ?? next - 1) + 1;
        }
      }
      return;
    } catch (thrown) {
      // Whoever reads the output was slower than the run: what it has missed is in the journal.
      if (!(thrown instanceof LonglineError) || thrown.code !== 'watch.too_slow') throw thrown;
    }
  }
}
