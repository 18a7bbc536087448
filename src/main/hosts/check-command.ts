// Whether a command to a run can do what it says, so that a mistake is told at once and not lost: a message to an agent that the run does
// not have, a budget over a model without a price.

import { LonglineError } from '../../shared/errors.ts';
import { unknownRun, type Journal } from '../drivers/journal.ts';
import type { RunCommand } from '../store/commands.ts';
import { refuseUnknownPrices } from './run-limits.ts';

type Checked = Extract<RunCommand, { kind: 'limit' | 'steer' }>;

/** Errors: `journal.run_unknown`, `run.no_agent`, `run.price_unknown`. */
export async function checkCommand(journal: Journal, runId: string, command: Checked): Promise<void> {
  const row = await journal.run(runId);
  if (row === null) throw unknownRun(runId);
  if (command.kind === 'steer') {
    const { activation } = command;
    if (activation === null) return;
    const plan = await journal.plan(row.planHash);
    const parts = plan === null ? [] : [plan, ...Object.values(plan.plans)];
    const agents = parts.flatMap(({ nodes }) => nodes.filter((node) => node.performer === 'agent').map(({ id }) => id));
    const id = activation.split('/').at(-1) ?? '';
    if (agents.includes(id)) return;
    throw new LonglineError('run.no_agent', `The run ${runId} has no agent "${activation}".`, {
      details: { runId, agent: activation },
      action: `Its agents are: ${[...new Set(agents)].join(', ')}. Name none to tell all of them.`,
    });
  }
  // A fork may have replaced its models since; there the budget itself ends what it cannot price.
  const [started] = row.forked === null ? await journal.read(runId, 1, 1) : [];
  if (started?.type === 'run.started') refuseUnknownPrices(command.limits, Object.values(started.models));
}
