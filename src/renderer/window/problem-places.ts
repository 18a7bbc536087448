// Where problems of a document are, for the list of them: the level, the node and the field, and the problems of each node together.

import type { Problem } from '../../shared/pipeline/check.ts';
import type { PipelineDocument, PipelineNode } from '../../shared/pipeline/document.ts';
import { levelOf } from '../../shared/pipeline/edits.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { levelOfProblem } from '../document/insights.ts';
import { levelsTo, type Level } from '../document/sheet.ts';

/** The problems of one node, or those of a level that are about no node. */
export interface ProblemGroup {
  readonly key: string;
  readonly node: PipelineNode | null;
  /** Names of the pipelines within each other that the level is. */
  readonly within: readonly string[];
  /** The way to it; null when nothing in the document runs the pipeline that it is in. */
  readonly levels: readonly Level[] | null;
  /** Errors first. */
  readonly problems: readonly Problem[];
}

/** Problems by node: nodes with errors before those with warnings alone, each in document order. */
export function groupProblems(
  problems: readonly Problem[],
  document: PipelineDocument,
  catalog: Catalog,
): readonly ProblemGroup[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const key = JSON.stringify([...levelOfProblem(problem), '', problem.node ?? '']);
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups]
    .map(([key, list]) => {
      const within = list[0] === undefined ? [] : levelOfProblem(list[0]);
      const id = list[0]?.node;
      return {
        key,
        node: levelOf(document, within)?.nodes.find((node) => node.id === id) ?? null,
        within,
        levels: levelsTo(document, catalog, within),
        problems: list.toSorted((left, right) => gravity(left) - gravity(right)),
      };
    })
    .toSorted((left, right) => Math.min(...left.problems.map(gravity)) - Math.min(...right.problems.map(gravity)));
}

/** The param that a problem is about, by its pointer: `/nodes/3/params/NAME/…`; null when it is about none. */
export function fieldOfProblem({ pointer, values }: Pick<Problem, 'pointer' | 'values'>): string | null {
  const rest = /^(?:\/pipelines\/[^/]+)*\/nodes\/\d+\/params(?:\/([^/]*))?/.exec(pointer);
  const token = rest?.[1];
  if (token !== undefined && token !== '') return token.replaceAll('~1', '/').replaceAll('~0', '~');
  // A param that is missing is reported of the object that should have it.
  return rest === null || values['reason'] !== 'missing' ? null : String(values['value']);
}

function gravity({ severity }: Problem): number {
  return severity === 'error' ? 0 : 1;
}
