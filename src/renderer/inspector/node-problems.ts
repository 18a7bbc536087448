// Which of a pipeline's problems are a node's, and which of those belong to one of its params. Node ids repeat on other levels and inside
// params anything may stand, so it is the pointer that decides.

import type { Problem } from '../../shared/pipeline/check.ts';
import type { Within } from '../../shared/pipeline/edits.ts';
import { childPointer } from '../../shared/json/value.ts';

export interface NodeProblems {
  /** Of the node as a whole: its kind, its wires. */
  readonly general: readonly Problem[];
  /** By the name of the param. */
  readonly ofParam: Readonly<Record<string, readonly Problem[]>>;
}

/** The problems of the node at a position of a level's document; `id` finds those of its wires. */
export function problemsOfNode(problems: readonly Problem[], within: Within, index: number, id: string): NodeProblems {
  const level = within.reduce((pointer, name) => childPointer(`${pointer}/pipelines`, name), '');
  const own = `${level}/nodes/${index}`;
  const params = `${own}/params`;
  const general: Problem[] = [];
  const ofParam: Record<string, Problem[]> = {};
  for (const problem of problems) {
    const { pointer } = problem;
    if (isWithin(pointer, params)) {
      const name = paramOf(pointer.slice(params.length), problem);
      if (name === null) general.push(problem);
      else (ofParam[name] ??= []).push(problem);
    } else if (isWithin(pointer, own) || (problem.node === id && isWithin(pointer, `${level}/wires`)))
      general.push(problem);
  }
  return { general, ofParam };
}

/** The param that a problem is about and where inside it; empty where it is about none. */
export function pathInParams({ pointer, values }: Pick<Problem, 'pointer' | 'values'>): readonly string[] {
  const rest = /^(?:\/pipelines\/[^/]+)*\/nodes\/\d+\/params(?=\/|$)(.*)$/.exec(pointer)?.[1];
  if (rest === undefined) return [];
  const path = rest
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .filter((token) => token !== '');
  // What is missing is reported of the object that should have it.
  return values['reason'] === 'missing' ? [...path, String(values['value'])] : path;
}

function isWithin(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}

// A property that is missing or not allowed is reported of the object that should, or should not, have it.
function paramOf(rest: string, { values }: Problem): string | null {
  const token = rest.split('/')[1];
  if (token !== undefined && token !== '') return token.replaceAll('~1', '/').replaceAll('~0', '~');
  return values['reason'] === 'missing' ? String(values['value']) : null;
}
