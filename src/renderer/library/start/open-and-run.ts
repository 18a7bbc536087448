// Opens a pipeline and starts it on the rehearsal endpoint: the way to see a sample at work without a model, a key or a cost.

import { choose } from '../../run/run-choices.ts';
import { isLive } from '../../run/run-life.ts';
import { startRunHere } from '../../run/use-start.ts';
import type { Workspace } from '../../workspace.ts';

/** Opens a pipeline and runs it on the rehearsal. A run of it that goes on is shown instead of started again. */
export async function openAndRun(workspace: Workspace, id: string): Promise<void> {
  await workspace.openPipeline(id);
  const { open } = workspace.store.getState();
  if (open?.store.getState().id === id) runOnRehearsal(workspace);
}

/** Runs what is on screen on the rehearsal. */
export function runOnRehearsal(workspace: Workspace): void {
  workspace.set({ right: 'run', focus: false });
  if (isLive(workspace.run.store.getState())) return;
  choose({ endpoint: 'rehearsal', model: '' });
  startRunHere(workspace, null);
}
