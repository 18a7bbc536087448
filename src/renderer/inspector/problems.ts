// The problems of the pipeline on screen, for those who list them.

import type { Problem } from '../../shared/pipeline/check.ts';
import { useInsights } from '../document/use-insights.ts';

export { problemsOf } from '../document/insights.ts';

/** Problems of the open pipeline; none while nothing is open. */
export function useProblems(): readonly Problem[] {
  return useInsights((insights) => insights.problems);
}
