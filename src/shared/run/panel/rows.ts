// The timeline of a run as rows in the order in which things happened: steps, and between them what people said, how conversations were
// shortened, and where a fork becomes a run of its own. Only the order is decided here; how rows look is the window's.

import type { ContextView, RunView, SteerView, StepView } from '../view.ts';

export type TimelineRow =
  | {
      readonly type: 'step';
      readonly key: string;
      readonly step: StepView;
      /** Counts the steps of the run; null for a request that only sums a conversation up. */
      readonly number: number | null;
      /** Another run took this step and paid for it. */
      readonly inherited: boolean;
    }
  | { readonly type: 'steer'; readonly key: string; readonly steer: SteerView }
  | { readonly type: 'context'; readonly key: string; readonly change: ContextView }
  | { readonly type: 'fork'; readonly key: string; readonly from: string; readonly step: string }
  | { readonly type: 'ending'; readonly key: string };

/** The rows of a run, oldest first. */
export function timelineRows(
  view: Pick<RunView, 'steps' | 'steers' | 'contextChanges' | 'forked' | 'stateHash'>,
): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  const { forked } = view;
  const steers = grouped(
    view.steers.map((steer, index): TimelineRow => ({ type: 'steer', key: `steer ${index}`, steer })),
    view.steers.map(({ step }) => step ?? ''),
  );
  const changes = grouped(
    view.contextChanges.map((change, index): TimelineRow => ({ type: 'context', key: `context ${index}`, change })),
    view.contextChanges.map(({ activation, step }) => `${activation}@${step}`),
  );
  rows.push(...taken(steers, ''));
  let number = 0;
  view.steps.forEach((step, index) => {
    if (forked !== null && forked.inherited === index)
      rows.push({ type: 'fork', key: 'fork', from: forked.from, step: forked.step });
    if (step.purpose === 'step') {
      number += 1;
      rows.push(...taken(changes, step.key));
    }
    const inherited = forked !== null && index < forked.inherited;
    rows.push({ type: 'step', key: step.key, step, number: step.purpose === 'step' ? number : null, inherited });
    rows.push(...taken(steers, step.key));
  });
  if (forked !== null && forked.inherited >= view.steps.length)
    rows.push({ type: 'fork', key: 'fork', from: forked.from, step: forked.step });
  // Of steps that have not begun.
  rows.push(...[...changes.values()].flat());
  if (view.stateHash !== null) rows.push({ type: 'ending', key: 'ending' });
  return rows;
}

function grouped(rows: readonly TimelineRow[], keys: readonly string[]): Map<string, TimelineRow[]> {
  const groups = new Map<string, TimelineRow[]>();
  rows.forEach((row, index) => {
    const key = keys[index] ?? '';
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  });
  return groups;
}

function taken(groups: Map<string, TimelineRow[]>, key: string): readonly TimelineRow[] {
  const group = groups.get(key) ?? [];
  groups.delete(key);
  return group;
}
