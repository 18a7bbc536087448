// Starts a run with what is chosen, and says why that cannot be done when it cannot.

import { useStore } from 'zustand';
import { pipelinePorts } from '../../shared/pipeline/ports-of.ts';
import type { OpenDocument } from '../document/open-document.ts';
import { problemsOf } from '../inspector/problems.ts';
import { useDocument, useWorkspace, useWorkspaceState, type RunRequest } from '../workspace.ts';
import { runChoices } from './run-choices.ts';
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
  const start = () => {
    workspace.set({ right: 'run' });
    if (wrong.length > 0 || problems > 0) return workspace.run.clear();
    void workspace.startRun(request);
  };
  return { start, request, problems, wrong };
}
