// Where a step stands in a journal. People name steps as they see them: by a number counted over the whole run, or by the agent and its
// own count (`research@12`).

import { LonglineError } from '../../shared/errors.ts';
import type { RunEvent } from '../../shared/run/events.ts';
import { unknownRun, type Journal } from './journal.ts';

/** A step of a run and the events that belong to it. */
export interface StepPlace {
  readonly activation: string;
  readonly step: number;
  /** Its first model request. */
  readonly firstSeq: number;
  /** Its last event: the end of its last call, or its answer. */
  readonly lastSeq: number;
}

const pageSize = 1000;

/**
 * The step that a text names: `STEP`, counted over the run in the order in which the steps began, or `ACTIVATION@STEP`. Errors:
 * `run.no_step`, which says what there is; `journal.run_unknown`, `journal.corrupt`.
 */
export async function findStep(journal: Journal, runId: string, text: string): Promise<StepPlace> {
  const steps = await stepsOf(journal, runId);
  const found = /^\d+$/.test(text) ? steps[Number(text) - 1] : steps.find((place) => nameOf(place) === text);
  if (found === undefined) throw noStep(runId, text, steps);
  return found;
}

/** All steps of a run in the order in which they began. Errors: `journal.run_unknown`, `journal.corrupt`. */
export async function stepsOf(journal: Journal, runId: string): Promise<readonly StepPlace[]> {
  if ((await journal.run(runId)) === null) throw unknownRun(runId);
  const steps = new Map<string, StepPlace>();
  for (let next = 1; ; ) {
    const events = await journal.read(runId, next, pageSize);
    for (const event of events) takeIn(steps, event);
    if (events.length < pageSize) return [...steps.values()];
    next += events.length;
  }
}

/** `ACTIVATION@STEP`. */
export function nameOf({ activation, step }: Pick<StepPlace, 'activation' | 'step'>): string {
  return `${activation}@${step}`;
}

function takeIn(steps: Map<string, StepPlace>, event: RunEvent): void {
  if (!('activation' in event) || event.activation === null) return;
  const { activation, seq } = event;
  if (event.type === 'model.requested' && !steps.has(nameOf(event))) {
    const { step } = event;
    steps.set(nameOf(event), { activation, step, firstSeq: seq, lastSeq: seq });
    return;
  }
  const step = 'step' in event ? event.step : 'call' in event ? (event.call?.step ?? null) : null;
  if (step !== null) prolong(steps, nameOf({ activation, step }), seq);
  // What runs within a call, such as a pipeline that the model called, belongs to its step too: `ACTIVATION@STEP.INDEX/NODE`.
  for (let at = activation.indexOf('/'); at >= 0; at = activation.indexOf('/', at + 1)) {
    const outer = /^(.*@\d+)\.\d+$/.exec(activation.slice(0, at))?.[1];
    if (outer !== undefined) prolong(steps, outer, seq);
  }
}

function prolong(steps: Map<string, StepPlace>, name: string, seq: number): void {
  const place = steps.get(name);
  if (place !== undefined) steps.set(name, { ...place, lastSeq: seq });
}

function noStep(runId: string, text: string, steps: readonly StepPlace[]): LonglineError {
  const agents = new Map<string, number>();
  for (const { activation, step } of steps) agents.set(activation, Math.max(step, agents.get(activation) ?? 0));
  const own = [...agents].slice(0, 5).map(([activation, last]) => `${activation}@1 to ${activation}@${last}`);
  const more = agents.size > own.length ? `, and ${agents.size - own.length} more agents` : '';
  const action =
    steps.length === 0
      ? 'The run ended before any model was asked.'
      : `Name one of 1 to ${steps.length}, or by agent: ${own.join(', ')}${more}.`;
  return new LonglineError('run.no_step', `The run ${runId} has no step "${text}".`, {
    details: { runId, step: text },
    action,
  });
}
