// What a run that answers its task several times would cost, told before it starts: to people on stderr, to programs as the first line.

import type { RunEstimate } from '../../../shared/api/table.ts';
import { agentParamsOf } from '../../../shared/pipeline/kinds/agent.ts';
import type { Plan } from '../../../shared/pipeline/plan.ts';
import { counted, dollars } from './figures.ts';
import { safeText } from './print-text.ts';
import type { Terminal } from './terminal.ts';

/** Whether some agent of a plan runs more than one trajectory. */
export function answersSeveralTimes(plan: Plan): boolean {
  return [plan, ...Object.values(plan.plans)].some((part) =>
    part.nodes.some((node) => node.performer === 'agent' && agentParamsOf(node.params).trajectories > 1),
  );
}

/** Prints an estimate. */
export async function printEstimate(estimate: RunEstimate, terminal: Terminal): Promise<void> {
  if (terminal.json) await terminal.print(`${JSON.stringify({ type: 'run.estimated', ...estimate })}\n`);
  else terminal.note(`longline: ${estimateText(estimate)}`);
}

/** An estimate in two sentences. */
export function estimateText({ trajectories, steps, costNanoUsd, basis }: RunEstimate): string {
  const agents = trajectories.map(({ node, count }) => `${count} trajectories of ${safeText(node)}`);
  const cost =
    costNanoUsd === null
      ? 'the price is unknown'
      : `usually about ${dollars(costNanoUsd.usual)}, at most ${dollars(costNanoUsd.worst)}`;
  return `${agents.join(', ')}: at most ${counted(steps, 'step')}, ${cost}. ${basis}`;
}
