// Starts a run with what is chosen, whole or in part, and says why that cannot be done when it cannot.

import { useStore } from 'zustand';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import { pipelinePorts } from '../../shared/pipeline/ports-of.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { problemsOf } from '../document/insights.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { useDocument, useWorkspace, useWorkspaceState, type RunRequest, type Workspace } from '../workspace.ts';
import type { PartOfRun } from './run-commands.ts';
import { runChoices, type RunChoices } from './run-choices.ts';
import { inputValues } from './run-inputs.ts';
import { wallMs } from './typed-limits.ts';

export interface Start {
  readonly start: () => void;
  /** What would be started. */
  readonly request: RunRequest;
  readonly problems: number;
  readonly wrong: readonly string[];
}

/** The way to start a run of the open pipeline. */
export function useStart(open: OpenDocument): Start {
  const workspace = useWorkspace();
  const catalog = useWorkspaceState((state) => state.catalog);
  const document = useDocument(open, (state) => state.document);
  const id = useDocument(open, (state) => state.id);
  const choices = useStore(runChoices);
  return { ...planned(document, id, catalog, choices), start: () => startRunHere(workspace, null) };
}

/** Starts a run of what is on screen, or of a part of it; what stands in the way is shown in the run pane. */
export function startRunHere(workspace: Workspace, part: PartOfRun): void {
  const { open, catalog } = workspace.store.getState();
  if (open === null) return;
  const { document, id } = open.store.getState();
  const { request, problems, wrong } = planned(document, id, catalog, runChoices.getState());
  workspace.set({ right: 'run', focus: false });
  // A part may do without what the whole needs; the host says so when it does not.
  if (part === null && (problems > 0 || wrong.length > 0)) workspace.run.clear();
  else void workspace.startRun(request, part);
}

function planned(
  document: PipelineDocument,
  id: string,
  catalog: Catalog | null,
  choices: RunChoices,
): Omit<Start, 'start'> {
  const ports = catalog === null ? [] : pipelinePorts(document, catalog).in;
  const { values, wrong } = inputValues(ports, choices.inputs[id] ?? {});
  const problems =
    catalog === null ? 0 : problemsOf(document, catalog).filter(({ severity }) => severity === 'error').length;
  const { endpoint, model, maxSteps, budgetUsd, maxTokens, maxMinutes, rehearsalSteps, rehearsalDelayMs } = choices;
  const request: RunRequest = {
    inputs: values,
    endpoint,
    model: model === '' ? null : model,
    maxSteps,
    budgetUsd,
    maxTokens,
    maxWallMs: wallMs(maxMinutes),
    rehearsal: endpoint === 'rehearsal' ? { steps: rehearsalSteps, delayMs: rehearsalDelayMs ?? 15 } : null,
  };
  return { request, problems, wrong };
}
