// Watches the journal of a simulated run as it grows and keeps books of its own: what was asked, allowed, run and paid. Knows the
// promises and nothing of how the machine keeps them.

import { addCost, type Cost } from '../../src/shared/cost/usage.ts';
import { canonicalJson } from '../../src/shared/json/canonical.ts';
import type { CompiledPlan } from '../../src/shared/pipeline/compile.ts';
import { eventSchema, type Limits, type RunEvent, type RunEventOf } from '../../src/shared/run/events.ts';
import { evolve } from '../../src/shared/run/evolve.ts';
import { stateHash } from '../../src/shared/run/final-state.ts';
import { initialState, type RunState } from '../../src/shared/run/state.ts';
import { sha256 } from '../kit/pipelines.ts';
import type { Report } from './report.ts';

/** Kinds whose calls only read. */
const reads: ReadonlySet<string> = new Set(['look', 'find']);

export interface Observer {
  readonly events: readonly RunEvent[];
  /** The state that all events lead to. */
  readonly state: () => RunState;
  /** Takes in events that are stored. */
  stored(events: readonly RunEvent[]): void;
  /** Told that events were shown as done. */
  shown(events: readonly RunEvent[]): void;
  /** Told that a tool begins to work on a call. */
  running(kind: string, callId: string): void;
  /** Told what a journal holds that was opened again; `mayHoldMore` when a write was cut off that may have arrived. */
  reopened(events: readonly RunEvent[], state: RunState, mayHoldMore: boolean): void;
  /** Folds what a journal holds, as text, at the end and at a few places on the way. */
  replayed(events: readonly RunEvent[], places: readonly number[]): void;
}

interface Open {
  readonly reserved: number;
  readonly known: boolean;
  readonly summary: boolean;
}

/** `needsLeave`: the kinds whose calls wait for a person. */
export function createObserver({ plan }: CompiledPlan, needsLeave: ReadonlySet<string>, report: Report): Observer {
  const events: RunEvent[] = [];
  const hashes: string[] = [];
  const open = new Map<string, Open>();
  const responded = new Set<string>();
  const requestedCalls = new Map<string, number>();
  const answeredCalls = new Set<string>();
  const runs = new Map<string, number>();
  const mayRun = new Map<string, number>();
  const leave = new Map<string, boolean>();
  const steers = new Set<string>();
  let state = initialState(plan, sha256);
  let limits: Limits | null = null;
  let spent: Cost | null = { low: 0, high: 0 };
  let [promptTokens, completionTokens, steps] = [0, 0, 0];
  let paused = false;

  return {
    events,
    state: () => state,
    stored,
    shown(more) {
      for (const event of more)
        report.promise(
          'done means durable',
          JSON.stringify(events[event.seq - 1]) === JSON.stringify(event),
          () => `${event.type} ${event.seq} was shown and is not stored`,
        );
    },
    running(kind, callId) {
      report.note(`runs ${kind} ${callId}`);
      // What only reads may begin while its request is on its way to the disk.
      report.promise('announced before it runs', reads.has(kind) || requestedCalls.has(callId), () => callId);
      // A reply that a crash lost may have begun a read; the next reply's call in that place is another call.
      const times = (runs.get(`${kind} ${callId}`) ?? 0) + 1;
      runs.set(`${kind} ${callId}`, times);
      if (kind === 'send')
        report.promise(
          'a write that must not be doubled is not',
          times <= 1 + (mayRun.get(callId) ?? 0),
          () => `${callId} ran ${times} times`,
        );
    },
    reopened(found, folded, mayHoldMore) {
      if (mayHoldMore) stored(found.slice(events.length));
      const [had, has] = [events.map((event) => canonicalJson(event)), found.map((event) => canonicalJson(event))];
      report.promise(
        'nothing stored is lost',
        had.join('\n') === has.join('\n'),
        () => `${has.length} events instead of ${had.length}`,
      );
      report.promise(
        'replay leads to the same state',
        digestOf(folded) === digestOf(state),
        () => `after ${found.length} events`,
      );
    },
    replayed(found, places) {
      const texts = found.map((event) => JSON.stringify(event));
      for (const place of places) {
        const folded = texts
          .slice(0, place)
          .reduce((before, text) => evolve(before, JSON.parse(text) as RunEvent), initialState(plan, sha256));
        report.promise(
          'replay leads to the same state',
          place === 0 || digestOf(folded) === hashes[place - 1],
          () => `after ${place} of ${texts.length} events`,
        );
      }
    },
  };

  function stored(more: readonly RunEvent[]): void {
    for (const event of more) {
      const { seq, type } = event;
      report.promise('no gap', seq === events.length + 1, () => `event ${seq} after ${events.length}`);
      const parsed = eventSchema.safeParse(event);
      report.promise(
        'events fit their schema',
        parsed.success,
        () => `${type} ${seq}: ${parsed.error?.message} ${JSON.stringify(event).slice(0, 400)}`,
      );
      report.note(lineOf(event));
      state = evolve(state, event);
      events.push(event);
      hashes.push(digestOf(state));
      book(event);
    }
  }

  function book(event: RunEvent): void {
    switch (event.type) {
      case 'run.started':
        limits = event.limits;
        return;
      case 'limits.changed':
        limits = event.limits;
        return;
      case 'run.paused':
        paused = true;
        return;
      case 'run.continued':
        paused = false;
        return;
      case 'run.resumed':
        paused = false;
        // Nobody knows what the attempts cost that were cut off: at most what was set aside.
        for (const { reserved, known } of open.values())
          spent = addCost(spent, known ? { low: 0, high: reserved } : null);
        open.clear();
        return;
      case 'run.steered':
        report.promise('said once', !steers.has(event.id), () => `message ${event.id} was taken in twice`);
        steers.add(event.id);
        return;
      case 'model.requested':
        requested(event);
        return;
      case 'model.responded':
      case 'model.failed':
        ended(event);
        return;
      case 'tool.requested':
        report.promise('nothing begins while paused', !paused, () => event.effect);
        report.promise(
          'a call that has ended does not run again',
          !answeredCalls.has(event.effect),
          () => event.effect,
        );
        allowed(event);
        requestedCalls.set(event.effect, (requestedCalls.get(event.effect) ?? 0) + 1);
        return;
      case 'tool.finished':
        report.promise('one outcome for a call', !answeredCalls.has(event.effect), () => event.effect);
        answeredCalls.add(event.effect);
        return;
      case 'human.answered':
        answered(event);
        return;
      case 'run.finished':
        finished(event);
        return;
      case 'run.suspended':
      case 'run.forked':
      case 'time.expired':
      case 'guard.raised':
      case 'context.changed':
      case 'node.finished':
      case 'node.failed':
      case 'wait.finished':
      case 'human.asked':
        return;
    }
  }

  function requested(event: RunEventOf<'model.requested'>): void {
    const { effect, activation, step, attempt, purpose, reservedNanoUsd } = event;
    const place = `${activation}@${step}${purpose === 'summary' ? '~' : ''}`;
    report.promise('nothing begins while paused', !paused, () => effect);
    // A conversation may be summed up more than once before a step.
    if (purpose !== 'summary') report.promise('recorded steps are not asked again', !responded.has(place), () => place);
    if (attempt === 1) steps += 1;
    const set = [...open.values()].reduce((sum, { reserved }) => sum + reserved, 0);
    const budget = limits?.budgetNanoUsd ?? null;
    const most = (spent?.high ?? 0) + set + (reservedNanoUsd ?? 0);
    report.promise(
      'the budget holds',
      budget === null || most <= budget,
      () => `${effect} may cost ${reservedNanoUsd}, ${spent?.high} spent and ${set} set aside of ${budget}`,
    );
    const mostSteps = limits?.maxSteps ?? null;
    report.promise(
      'the step limit holds',
      mostSteps === null || attempt > 1 || steps <= mostSteps,
      () => `${effect} is step ${steps} of ${mostSteps}`,
    );
    open.set(effect, {
      reserved: reservedNanoUsd ?? 0,
      known: reservedNanoUsd !== null,
      summary: purpose === 'summary',
    });
  }

  function ended(event: RunEventOf<'model.responded' | 'model.failed'>): void {
    const { effect, activation, step, usage, costNanoUsd } = event;
    const asked = open.get(effect);
    report.promise('answers follow requests', open.delete(effect), () => effect);
    if (event.type === 'model.responded' && asked?.summary !== true) responded.add(`${activation}@${step}`);
    spent = addCost(spent, costNanoUsd);
    promptTokens += usage?.promptTokens ?? 0;
    completionTokens += usage?.completionTokens ?? 0;
  }

  function allowed({ effect, kind }: RunEventOf<'tool.requested'>): void {
    const given = leave.get(effect) ?? !needsLeave.has(kind);
    report.promise('what needs leave has it', given, () => `${kind} ${effect} runs without`);
  }

  function answered({ effect, answer }: RunEventOf<'human.answered'>): void {
    const question = events.findLast(
      (event): event is RunEventOf<'human.asked'> => event.type === 'human.asked' && event.effect === effect,
    );
    report.promise('answers follow questions', question !== undefined, () => effect);
    if (question?.purpose === 'doubt' && answer === 'again') mayRun.set(effect, (mayRun.get(effect) ?? 0) + 1);
    if (question?.purpose === 'doubt' && answer !== 'again') answeredCalls.add(effect);
    if (question?.purpose === 'approval') {
      leave.set(effect.replace(/^approve:/, 'call:'), answer === 'approve');
      report.promise(
        'what is approved is shown',
        question.exact !== undefined && sha256(question.exact) === question.exactSha256,
        () => effect,
      );
    }
  }

  function finished({ usage, costNanoUsd, steps: counted, status }: RunEventOf<'run.finished'>): void {
    report.promise('all attempts are booked', open.size === 0 || status !== 'done', () => [...open.keys()].join());
    const sums = JSON.stringify([promptTokens, completionTokens, spent, steps]);
    const ledger = JSON.stringify([usage.promptTokens, usage.completionTokens, costNanoUsd, counted]);
    report.promise('the ledger is the sum of its attempts', sums === ledger, () => `${ledger} instead of ${sums}`);
  }
}

/** Everything that a fold came to, in short. */
export function digestOf(state: RunState): string {
  const due = [...state.due.values()].map(({ effect, requested }) => `${effect.id} ${requested}`);
  const { ledger, steps, paused, limits, spentTokens, seq } = state;
  return JSON.stringify([
    seq,
    stateHash(state, { status: 'done', reason: null }),
    due,
    ledger,
    steps,
    paused,
    limits,
    spentTokens,
  ]);
}

function lineOf(event: RunEvent): string {
  // The one number that is drawn outside the simulation.
  const shown = event.type === 'run.steered' ? { ...event, id: '' } : event;
  return `${event.seq} ${JSON.stringify(shown)}`;
}
