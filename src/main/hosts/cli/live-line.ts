// The live line of a run: how far it is, what it has used and what it has cost so far. One line, made from the run's view.

import { agentParamsOf } from '../../../shared/pipeline/kinds/agent.ts';
import type { Plan } from '../../../shared/pipeline/plan.ts';
import type { RunView, StepView } from '../../../shared/run/view.ts';
import { costText, dollars, durationText, tokensText } from './figures.ts';
import { oneLine } from './print-text.ts';

/** What holds a request up: "waiting 12 s: 3 requests a minute allowed". */
export function heldText({ reason, until }: NonNullable<StepView['held']>, nowMs: number): string {
  const left = until === null ? '' : ` ${Math.max(1, Math.ceil((until - nowMs) / 1000))} s`;
  return `waiting${left}: ${reason}`;
}

/** The line at a moment (milliseconds since 1970), cut to the columns of the screen. */
export function liveLine(view: RunView, plan: Plan | null, nowMs: number, columns: number): string {
  if (view.runId === '') return '';
  const { maxSteps, agentSteps, budgetNanoUsd, maxWallMs = null } = view.limits;
  const elapsed = elapsedText(Math.max(0, nowMs - view.startedAt));
  const cap = maxSteps ?? agentSteps ?? ownCap(plan);
  const spent = costText(view.ledger.cost);
  return oneLine(
    [
      `step ${view.steps.length}${cap === null ? '' : ` of ${cap}`}`,
      maxWallMs === null ? elapsed : `${elapsed} of ${durationText(maxWallMs)}`,
      tokensText(view.ledger),
      budgetNanoUsd === null ? spent : `${spent} of ${dollars(budgetNanoUsd)}`,
      ...(view.rehearsal ? ['rehearsal, no model'] : []),
      doing(view, nowMs),
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

function doing(view: RunView, nowMs: number): string {
  if (view.status === 'paused') return 'paused';
  const [question] = view.questions;
  if (question !== undefined) return `asks: ${question.question}`;
  const step = view.steps.at(-1);
  if (step === undefined) return 'starting';
  const { held } = view.steps.findLast((candidate) => candidate.held !== undefined) ?? {};
  if (held !== undefined) return heldText(held, nowMs);
  const calls = step.calls.filter((call) => call.status === 'running' || call.status === 'writing');
  if (calls.length > 0) return `calling ${calls.map((call) => call.name).join(', ')}`;
  const said = step.content === '' ? step.reasoning : step.content;
  return step.status === 'thinking' ? `thinking ${said.slice(-60)}`.trimEnd() : 'working';
}
