// What the files of gestures share: a gesture that brings new nodes, one that is refused, and steps that build upon each other.

import type { PipelineDocument, PipelineNode, Wire } from '../../shared/pipeline/document.ts';
import { applyEdit, wireKey, type Change, type PipelineEdit } from '../../shared/pipeline/edits.ts';
import type { Point } from '../../shared/pipeline/view/placement.ts';
import type { Refusal } from './wire-rules.ts';

/** An edit, and the ids of the nodes that it brings and that are selected after it. */
export interface Added {
  readonly edit: PipelineEdit;
  readonly ids: readonly string[];
}

/** Why a gesture cannot be done. */
export interface Refused {
  readonly refusal: Refusal;
}

/** Changes of steps, each made on the document that the steps before it lead to. */
export function chained(
  document: PipelineDocument,
  steps: readonly ((current: PipelineDocument) => readonly Change[])[],
): readonly Change[] {
  const all: Change[] = [];
  let current = document;
  for (const step of steps) {
    const changes = step(current);
    current = applyEdit(current, { label: '', changes });
    all.push(...changes);
  }
  return all;
}

/** The changes that put a wire in another's place in the order of wires. */
export function exchangeWire(document: PipelineDocument, before: Wire, after: Wire): readonly Change[] {
  const key = wireKey(before);
  const index = document.wires.findIndex((wire) => wireKey(wire) === key);
  const value = document.wires[index];
  if (value === undefined) throw new RangeError(`There is no wire "${key}".`);
  if (key === wireKey(after)) return [];
  return [
    { of: 'wire', key, before: { index, value }, after: null },
    { of: 'wire', key: wireKey(after), before: null, after: { index, value: after } },
  ];
}

export function nodeOf(document: PipelineDocument, id: string): PipelineNode {
  const node = document.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new RangeError(`There is no node "${id}".`);
  return node;
}

export function idsOf(document: PipelineDocument): ReadonlySet<string> {
  return new Set(document.nodes.map((node) => node.id));
}

export function rounded(point: Point): { x: number; y: number } {
  // Files know no negative zero.
  return { x: Math.round(point.x) + 0, y: Math.round(point.y) + 0 };
}

export function cornerOf(points: readonly Point[]): Point {
  if (points.length === 0) return { x: 0, y: 0 };
  return {
    x: points.reduce((least, { x }) => Math.min(least, x), Infinity),
    y: points.reduce((least, { y }) => Math.min(least, y), Infinity),
  };
}

export function middleOf(points: readonly Point[]): Point {
  if (points.length === 0) return { x: 0, y: 0 };
  const sum = points.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }));
  return { x: sum.x / points.length, y: sum.y / points.length };
}
