// Finding one's way in a long run: the next failure, the dearest and the slowest step, the steps in which a text occurs, and the marks of
// the strip that shows the whole run at a glance.

import { textOf } from '../../tool/ports.ts';
import type { StepView } from '../view.ts';

/** What a step was mostly about, for its mark on the strip; trouble goes before everything else. */
export type StepMark = 'failed' | 'troubled' | 'asking' | 'summary' | 'calls' | 'answer' | 'live';

/** The mark of one step. */
export function markOf(step: StepView): StepMark {
  if (step.status === 'failed') return 'failed';
  if (step.calls.some((call) => call.status === 'asking')) return 'asking';
  const failedCall = step.calls.some((call) => call.status === 'error');
  if (failedCall || step.failures.length > 0 || step.guards.length > 0) return 'troubled';
  if (step.purpose === 'summary') return 'summary';
  if (step.status === 'thinking' || step.status === 'retrying') return 'live';
  return step.calls.length > 0 ? 'calls' : 'answer';
}

/** The first step after `from` (a position, -1 for before all) in which something went wrong, going round at the end; null when none. */
export function nextTrouble(steps: readonly StepView[], from: number): number | null {
  return nextWhere(steps, from, (step) => {
    const mark = markOf(step);
    return mark === 'failed' || mark === 'troubled';
  });
}

/** The position of the step that cost most at most; null when no price is known. */
export function dearest(steps: readonly StepView[]): number | null {
  return greatest(steps, ({ ledger }) => (ledger.attempts === 0 ? null : (ledger.cost?.high ?? null)));
}

/** The position of the step whose request took longest; null before one has ended. */
export function slowest(steps: readonly StepView[]): number | null {
  return greatest(steps, ({ durationMs }) => durationMs ?? null);
}

/** Positions of the steps whose agent, reasoning, words, calls or results hold a text, whatever its case; none for an empty one. */
export function stepsWith(steps: readonly StepView[], text: string): readonly number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  return steps.flatMap((step, index) => (saysOf(step).includes(wanted) ? [index] : []));
}

/** The first of some positions after another, going round; null when there are none. */
export function nextOf(positions: readonly number[], from: number): number | null {
  return positions.find((position) => position > from) ?? positions[0] ?? null;
}

// In small letters. Most steps of a run never change again.
const said = new WeakMap<StepView, string>();

function saysOf(step: StepView): string {
  const known = said.get(step);
  if (known !== undefined) return known;
  const calls = step.calls.map(({ name, arguments: written, outputs, error }) =>
    [name, written, error?.message ?? '', ...Object.values(outputs ?? {}).map(textOf)].join('\n'),
  );
  const failures = step.failures.map(({ error }) => error.message);
  const text = [step.activation, step.reasoning, step.content, ...calls, ...failures].join('\n').toLowerCase();
  said.set(step, text);
  return text;
}

function nextWhere(steps: readonly StepView[], from: number, fits: (step: StepView) => boolean): number | null {
  const after = steps.findIndex((step, index) => index > from && fits(step));
  if (after >= 0) return after;
  const first = steps.findIndex(fits);
  return first < 0 ? null : first;
}

function greatest(steps: readonly StepView[], of: (step: StepView) => number | null): number | null {
  let found: number | null = null;
  let most = 0;
  steps.forEach((step, index) => {
    const value = of(step);
    if (value === null || value <= most) return;
    most = value;
    found = index;
  });
  return found;
}
