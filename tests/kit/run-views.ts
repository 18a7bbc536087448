// Steps and views of runs, written down with only what a test is about; everything else is as in a run where nothing happened.

import { emptyLedger, type Ledger } from '../../src/shared/cost/usage.ts';
import { emptyRunView, type CallView, type RunView, type StepView } from '../../src/shared/run/view.ts';

/** A step that has ended. */
export function stepView(number: number, more: Partial<StepView> = {}): StepView {
  const activation = more.activation ?? 'agent';
  return {
    key: `${activation}@${number}`,
    activation,
    step: number,
    attempt: 1,
    last: false,
    model: 'k2',
    status: 'done',
    purpose: 'step',
    startedAt: 0,
    reasoning: '',
    content: '',
    calls: [],
    failures: [],
    guards: [],
    reservedNanoUsd: null,
    ledger: emptyLedger,
    ...more,
  };
}

/** A call that went well. */
export function callView(name: string, more: Partial<CallView> = {}): CallView {
  return { index: 0, name, arguments: '{}', status: 'ok', ...more };
}

/** A run with these steps. */
export function runView(steps: readonly StepView[], more: Partial<RunView> = {}): RunView {
  return { ...emptyRunView, runId: 'r1', steps, ...more };
}

/** What one attempt used and cost. */
export function ledgerOf(promptTokens: number, completionTokens: number, cost: Ledger['cost'] = null): Ledger {
  return { usage: { promptTokens, completionTokens, cachedTokens: null, reasoningTokens: null }, cost, attempts: 1 };
}
