// The live line of a run: how far it is, what it has used and what it has cost so far. One line, made from the run's view.

import { agentParamsOf } from '../../../shared/pipeline/kinds/agent.ts';
import type { Plan } from '../../../shared/pipeline/plan.ts';
import type { RunView } from '../../../shared/run/view.ts';
import { costText, dollars, durationText, tokensText } from './figures.ts';
import { oneLine } from './print-text.ts';

/** The line at a moment (milliseconds since 1970), cut to the columns of the screen. */
export function liveLine(view: RunView, plan: Plan | null, nowMs: number, columns: number): string {
  if (view.runId === '') return '';
  const { maxSteps, agentSteps, budgetNanoUsd } = view.limits;
  const cap = maxSteps ?? agentSteps ?? ownCap(plan);
  const spent = costText(view.ledger.cost);
  return oneLine(
    [
      `step ${view.steps.length}${cap === null ? '' : ` of ${cap}`}`,
      elapsedText(Math.max(0, nowMs - view.startedAt)),
      tokensText(view.ledger),
      budgetNanoUsd === null ? spent : `${spent} of ${dollars(budgetNanoUsd)}`,
      ...(view.rehearsal ? ['rehearsal, no model'] : []),
      doing(view),
    ].join(' · '),
    columns - 1,
  );
}

// Whole seconds: a line that is redrawn four times a second should not flicker.
function elapsedText(ms: number): string {
  return ms < 60_000 ? `${Math.floor(ms / 1000)} s` : durationText(ms);
}

// The limit of a plan's only agent; with several there is no one figure.
function ownCap(plan: Plan | null): number | null {
  const agents = [plan, ...Object.values(plan?.plans ?? {})].flatMap(
    (part) => part?.nodes.filter((node) => node.performer === 'agent') ?? [],
  );
  const [only, second] = agents;
  return only === undefined || second !== undefined ? null : agentParamsOf(only.params).maxSteps;
}

function doing(view: RunView): string {
  const [question] = view.questions;
  if (question !== undefined) return `asks: ${question.question}`;
  const step = view.steps.at(-1);
  if (step === undefined) return 'starting';
  const calls = step.calls.filter((call) => call.status === 'running' || call.status === 'writing');
  if (calls.length > 0) return `calling ${calls.map((call) => call.name).join(', ')}`;
  const said = step.content === '' ? step.reasoning : step.content;
  return step.status === 'thinking' ? `thinking ${said.slice(-60)}`.trimEnd() : 'working';
}
