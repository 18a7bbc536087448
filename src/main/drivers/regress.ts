// A stored run against an edited pipeline: both plans are folded side by side over the same events, and the first place where the edited
// one would have asked for something else is named. Offline, and nothing is computed that the run did not compute.

import { LonglineError } from '../../shared/errors.ts';
import { canonicalJson } from '../../shared/json/canonical.ts';
import type { CompiledPlan, Sha256 } from '../../shared/pipeline/compile.ts';
import { checkInputs } from '../../shared/pipeline/run-inputs.ts';
import { evolve } from '../../shared/run/evolve.ts';
import type { RunEvent, RunEventOf } from '../../shared/run/events.ts';
import { stateHash } from '../../shared/run/final-state.ts';
import { initialState, type RunState } from '../../shared/run/state.ts';
import { expectation, type Expectation } from './expectation.ts';
import { differenceAtEnd, differenceOf } from './difference.ts';
import type { Journal } from './journal.ts';
import { planOf } from './replay.ts';

/** How a stored run fares against an edited pipeline. */
export type Regression =
  | { readonly same: true; readonly events: number; readonly stateHash: string }
  | {
      readonly same: false;
      /** The first event that does not follow. */
      readonly seq: number;
      readonly type: RunEvent['type'];
      /** `ACTIVATION@STEP` where there is one. */
      readonly step: string | null;
      /** In a sentence: what was recorded and what would happen now. */
      readonly what: string;
    };

export interface Edited extends CompiledPlan {
  /** Keys of the models that the edited pipeline asks. */
  readonly models: readonly string[];
}

const pageSize = 1000;

/** Errors: `journal.run_unknown`, `journal.corrupt`; `run.diverged` when the run does not even follow from its own pipeline. */
export async function regressRun(journal: Journal, runId: string, edited: Edited, sha256: Sha256): Promise<Regression> {
  let was = initialState(await planOf(journal, runId), sha256);
  let is = initialState(edited.plan, sha256);
  for (;;) {
    const events = await journal.read(runId, was.seq + 1, pageSize);
    for (const event of events) {
      const what = firstDifference(was, is, event, edited);
      if (what !== null) return different(event, what);
      const before = was;
      was = evolve(was, event);
      try {
        is = evolve(is, event.type === 'run.started' ? { ...event, planHash: edited.hash } : event);
      } catch (thrown) {
        if (event.type === 'run.finished') return different(event, differenceAtEnd(before, is));
        return different(event, thrown instanceof Error ? thrown.message : String(thrown));
      }
    }
    if (events.length < pageSize) return atEnd(was, is, events.at(-1));
  }
}

// What the pipeline asked for when this event was recorded, and what the edited one asks for there.
function firstDifference(was: RunState, is: RunState, event: RunEvent, edited: Edited): string | null {
  if (event.type === 'run.started') return startDifference(event, edited);
  if (!('effect' in event)) return null;
  const before = expectation(was, event.effect);
  const after = expectation(is, event.effect);
  return isSame(before, after) ? null : differenceOf({ was, is, event, before, after });
}

function isSame(before: Expectation | null, after: Expectation | null): boolean {
  return canonicalJson(before as never) === canonicalJson(after as never);
}

function startDifference({ inputs, models }: RunEventOf<'run.started'>, { plan, models: keys }: Edited): string | null {
  try {
    checkInputs(plan, inputs);
  } catch (thrown) {
    if (!(thrown instanceof LonglineError)) throw thrown;
    return `The edited pipeline does not take the inputs of the run: ${thrown.message}`;
  }
  const missing = keys.find((key) => models[key] === undefined);
  if (missing === undefined) return null;
  const [endpoint = '', ...model] = missing.split('/');
  const named = [model.join('/') || 'the usual model', endpoint === '' ? '' : ` at ${endpoint}`].join('');
  return `The edited pipeline asks ${named}, which the run did not.`;
}

function atEnd(was: RunState, is: RunState, last: RunEvent | undefined): Regression {
  const end = was.finished ?? { status: 'done' as const, reason: null };
  const [before, after] = [was, is].map((state) => stateHash({ ...state, finished: null }, end));
  if (before === after || last === undefined) return { same: true, events: was.seq, stateHash: after ?? '' };
  return different(last, differenceAtEnd(was, is));
}

function different(event: RunEvent, what: string): Regression {
  const { seq, type } = event;
  return { same: false, seq, type, step: stepOf(event), what };
}

function stepOf(event: RunEvent): string | null {
  if (!('activation' in event) || event.activation === null) return null;
  const step = 'step' in event ? event.step : 'call' in event ? event.call?.step : undefined;
  return step === undefined ? null : `${event.activation}@${step}`;
}
