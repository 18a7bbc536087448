// The rows of a comparison: each agent's steps aligned with those of the same agent, neighbours that differ paired up, and all of it put
// into one order that both runs agree with as far as they can.

import type { StepDigest } from './digest.ts';
import { commonPairs } from './align.ts';

export interface DiffRow {
  readonly kind: 'same' | 'changed' | 'left' | 'right';
  readonly left: StepDigest | null;
  readonly right: StepDigest | null;
}

/** The aligned steps of two runs. */
export function rowsOf(left: readonly StepDigest[], right: readonly StepDigest[]): readonly DiffRow[] {
  const byActivation = new Map<string, { left: number[]; right: number[] }>();
  const positions = (activation: string) => {
    const known = byActivation.get(activation) ?? { left: [], right: [] };
    byActivation.set(activation, known);
    return known;
  };
  for (const [index, { activation }] of left.entries()) positions(activation).left.push(index);
  for (const [index, { activation }] of right.entries()) positions(activation).right.push(index);
  const placed = [...byActivation.values()].flatMap((agent) => alignedPlaces(left, right, agent));
  return inOrder(placed, right.length).map(({ kind, left: at, right: beside }) => ({
    kind,
    left: at === null ? null : (left[at] ?? null),
    right: beside === null ? null : (right[beside] ?? null),
  }));
}

/** A row by the positions of its steps; `before`: the row's place in the left run is before this position. */
interface Place {
  readonly kind: DiffRow['kind'];
  readonly left: number | null;
  readonly right: number | null;
  readonly before: number;
}

function alignedPlaces(
  left: readonly StepDigest[],
  right: readonly StepDigest[],
  agent: { readonly left: readonly number[]; readonly right: readonly number[] },
): readonly Place[] {
  const done = (list: readonly StepDigest[], index: number) => {
    const digest = list[index];
    return digest === undefined ? '' : JSON.stringify([digest.calls, digest.answer]);
  };
  const pairs = commonPairs(
    agent.left.map((index) => done(left, index)),
    agent.right.map((index) => done(right, index)),
  );
  const places: Place[] = [];
  let [nextLeft, nextRight] = [0, 0];
  for (const pair of [...pairs, { left: agent.left.length, right: agent.right.length }]) {
    const both = Math.min(pair.left - nextLeft, pair.right - nextRight);
    const place = (kind: Place['kind'], leftAt: number | null, rightAt: number | null) => {
      const before = agent.left[pair.left] ?? Number.POSITIVE_INFINITY;
      const at = leftAt === null ? null : (agent.left[leftAt] ?? null);
      places.push({ kind, left: at, right: rightAt === null ? null : (agent.right[rightAt] ?? null), before });
    };
    for (let index = 0; index < both; index += 1) place('changed', nextLeft + index, nextRight + index);
    for (let at = nextLeft + both; at < pair.left; at += 1) place('left', at, null);
    for (let at = nextRight + both; at < pair.right; at += 1) place('right', null, at);
    if (pair.left < agent.left.length) place('same', pair.left, pair.right);
    nextLeft = pair.left + 1;
    nextRight = pair.right + 1;
  }
  return places;
}

// The left run's order. What only the right run has stands after the last left step that had come before it in the right run, and before
// the next common step of its own agent.
function inOrder(places: readonly Place[], rightLength: number): readonly Place[] {
  const byRight = Array.from<Place | undefined>({ length: rightLength });
  for (const place of places) if (place.right !== null) byRight[place.right] = place;
  const keys = new Map<Place, number>();
  let reached = -1;
  for (const place of byRight) {
    if (place === undefined) continue;
    if (place.left !== null) reached = Math.max(reached, place.left);
    else keys.set(place, Math.min(reached + 0.5, place.before - 0.5));
  }
  const keyOf = (place: Place) => place.left ?? keys.get(place) ?? 0;
  return places.toSorted((one, other) => keyOf(one) - keyOf(other) || (one.right ?? 0) - (other.right ?? 0));
}
