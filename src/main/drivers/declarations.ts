// The functions of an agent as requests declare them. The same list of tools gives the same list of declarations, so that whoever writes
// them as text can write them once.

import type { PlanTool } from '../../shared/pipeline/plan.ts';
import type { FunctionDeclaration } from './hands.ts';

const known = new WeakMap<readonly PlanTool[], readonly FunctionDeclaration[]>();

/** What a model is told of these tools. */
export function declarationsOf(tools: readonly PlanTool[]): readonly FunctionDeclaration[] {
  const before = known.get(tools);
  if (before !== undefined) return before;
  const declarations = tools.map(({ name, description, parameters }) => ({ name, description, parameters }));
  known.set(tools, declarations);
  return declarations;
}
