// Drives a run: asks what is due, records the request, does it through the hands, records the outcome, folds it. Journal first, then
// the world, then whoever watches. Knows nothing of what the effects mean.

import { costOf } from '../../shared/cost/price.ts';
import { LonglineError } from '../../shared/errors.ts';
import { canonicalJson } from '../../shared/json/canonical.ts';
import { due } from '../../shared/run/due.ts';
import type {
  AskHumanEffect,
  CallModelEffect,
  CallToolEffect,
  Effect,
  FinishEffect,
  WaitEffect,
} from '../../shared/run/effects.ts';
import { evaluate } from '../../shared/run/evaluate.ts';
import type { EventDraft, ModelBinding, ModelDelta, RunEvent } from '../../shared/run/events.ts';
import { evolve } from '../../shared/run/evolve.ts';
import { finishEvent } from '../../shared/run/final-state.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { Hands, ModelOutcome, RunSurroundings } from './hands.ts';
import type { Claim, Journal } from './journal.ts';

export interface DriveOptions {
  readonly journal: Journal;
  readonly claim: Claim;
  /** Folded from everything that the journal holds of the run. The claim is given back when driving ends. */
  readonly state: RunState;
  readonly hands: Hands;
  readonly bindings: Readonly<Record<string, string>>;
  /** Interrupts the run; it can be resumed. */
  readonly signal: AbortSignal;
  /** Events that are durable now. Must not throw. */
  readonly onEvents: (events: readonly RunEvent[]) => void;
  /** Live pieces of replies. Must not throw. */
  readonly onDelta: (delta: ModelDelta) => void;
}

export type DriveEnd = 'finished' | 'waiting' | 'interrupted';

export interface DriveResult {
  readonly end: DriveEnd;
  readonly state: RunState;
}

/** How many calls of models and tools one run has under way at most. */
const mostAtOnce = 64;
const renewEveryMs = 5000;

type ExternalEffect = CallModelEffect | CallToolEffect | AskHumanEffect | WaitEffect;

/**
 * Drives a run until it has ended, waits for a person who is not here, or is interrupted. Rejects with `storage.*` or
 * `journal.claim_lost` when the journal fails: then nothing goes on unrecorded. Rejects with `run.no_progress` when an effect is due again
 * after it was answered.
 */
export async function drive(options: DriveOptions): Promise<DriveResult> {
  const { journal, claim, hands, signal } = options;
  const { runId } = claim;
  let state = options.state;
  let recorded: RunEvent[] = [];
  let arrived: EventDraft[] = [];
  const underWay = new Map<string, AbortController>();
  const unanswerable = new Set<string>();
  let wake: () => void = () => undefined;
  let failure: unknown = null;
  const over = new AbortController();
  const unsettled = new Set<Promise<void>>();

  const rouse = () => wake();
  signal.addEventListener('abort', rouse);
  void renewing();

  try {
    for (;;) {
      if (failure !== null) throw failure;
      if (signal.aborted) return await suspend('interrupted');
      takeInArrived();
      const effects = evaluateAll();
      const [first] = effects;
      if (first?.type === 'finish') return await finish(first);
      const starting = request(effects);
      await flush();
      for (const effect of starting) start(effect);
      for (const [id, abort] of underWay) if (!state.due.has(id)) abort.abort();
      if (underWay.size === 0 && arrived.length === 0) {
        if (unanswerable.size > 0) return await suspend('waiting');
        throw new LonglineError('run.no_progress', 'The run has not ended, and nothing is left to do.');
      }
      await arrival();
    }
  } catch (thrown) {
    // A mistake of ours or of a tool: the run is left where it stands, and says so, unless it is the journal itself that failed.
    if (!(thrown instanceof LonglineError && /^(storage|journal)\./.test(thrown.code)))
      await suspend('interrupted').catch(() => undefined);
    throw thrown;
  } finally {
    over.abort();
    signal.removeEventListener('abort', rouse);
    for (const abort of underWay.values()) abort.abort();
    // A journal that has failed cannot take the claim back; it lapses by itself.
    await journal.release(claim).catch(() => undefined);
  }

  // Waits for the first outcome, the interruption or a failure; what came in the meantime is already there.
  async function arrival(): Promise<void> {
    if (arrived.length > 0 || failure !== null || signal.aborted) return;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }

  function fold(draft: EventDraft): void {
    const event: RunEvent = { runId, seq: state.seq + 1, ...draft };
    const answered = 'effect' in draft ? state.due.get(draft.effect) : undefined;
    state = evolve(state, event);
    recorded.push(event);
    const requests =
      draft.type === 'model.requested' || draft.type === 'tool.requested' || draft.type === 'human.asked';
    if (!requests && answered !== undefined && 'effect' in draft && state.due.get(draft.effect) === answered) {
      throw new LonglineError('run.no_progress', `"${draft.effect}" is due again after it was answered.`);
    }
  }

  // Outcomes of effects that nobody waits for any more are dropped.
  function takeInArrived(): void {
    const drafts = arrived;
    arrived = [];
    for (const draft of drafts) if ('effect' in draft && state.due.has(draft.effect)) fold(draft);
  }

  // Everything that needs nothing from outside, until only the rest is due.
  function evaluateAll(): readonly Effect[] {
    for (;;) {
      const effects = due(state);
      const pure = effects.filter((effect) => effect.type === 'evaluate');
      if (pure.length === 0) return effects;
      for (const effect of pure)
        if (state.due.has(effect.id)) fold({ ...evaluate(state, effect), at: hands.now() } as EventDraft);
    }
  }

  function request(effects: readonly Effect[]): ExternalEffect[] {
    const starting: ExternalEffect[] = [];
    for (const effect of effects) {
      if (effect.type === 'evaluate' || effect.type === 'finish') continue;
      if (underWay.has(effect.id) || unanswerable.has(effect.id) || underWay.size + starting.length >= mostAtOnce)
        continue;
      const draft = requestOf(effect);
      if (draft !== null) fold(draft);
      starting.push(effect);
    }
    return starting;
  }

  function requestOf(effect: ExternalEffect): EventDraft | null {
    const at = hands.now();
    const { id, activation } = effect;
    switch (effect.type) {
      case 'call-model': {
        const { step, attempt, model, count, digest, last, maxOutputTokens, reservedNanoUsd } = effect;
        const sent = { messages: count, digest, last, maxOutputTokens, reservedNanoUsd };
        return { type: 'model.requested', at, effect: id, activation, step, attempt, model, ...sent };
      }
      case 'call-tool':
        return {
          type: 'tool.requested',
          at,
          effect: id,
          activation,
          call: effect.call,
          kind: effect.kind,
          input: canonicalJson(effect.input),
        };
      case 'ask-human': {
        if (state.due.get(id)?.requested === true) return null;
        const { call, question, choices } = effect;
        return { type: 'human.asked', at, effect: id, activation, call, question, choices: [...choices] };
      }
      case 'wait':
        return null;
    }
  }

  async function flush(): Promise<void> {
    if (recorded.length === 0) return;
    const events = recorded;
    recorded = [];
    const drafts = events.map(({ runId: _, seq: __, ...draft }) => draft as EventDraft);
    const stored = await journal.append(claim, drafts);
    if (stored[0]?.seq !== events[0]?.seq)
      throw new LonglineError('journal.gap', 'The journal has events that this driver does not know.');
    options.onEvents(events);
  }

  function start(effect: ExternalEffect): void {
    const abort = new AbortController();
    underWay.set(effect.id, abort);
    const begun = hands.now();
    const done: Promise<void> = perform(effect, begun, abort.signal)
      .then(
        (draft) => {
          if (draft === null) unanswerable.add(effect.id);
          else arrived.push(draft);
        },
        (thrown: unknown) => {
          failure ??= thrown;
        },
      )
      .finally(() => {
        underWay.delete(effect.id);
        unsettled.delete(done);
        wake();
      });
    unsettled.add(done);
  }

  async function perform(effect: ExternalEffect, begun: number, ended: AbortSignal): Promise<EventDraft | null> {
    const { id, activation } = effect;
    switch (effect.type) {
      case 'call-model':
        return callModel(effect, ended);
      case 'call-tool': {
        const { call, kind, version, params, input, outputs, reach, timeoutMs } = effect;
        const run: RunSurroundings = { runId, now: state.started?.now ?? null, bindings: options.bindings };
        const outcome = await hands.callTool(
          { callId: id, kind, version, params, input, outputs, reach, timeoutMs, run },
          ended,
        );
        const at = hands.now();
        return {
          type: 'tool.finished',
          at,
          effect: id,
          activation,
          call,
          outcome,
          durationMs: Math.max(0, at - begun),
        };
      }
      case 'ask-human': {
        const { call, question, choices } = effect;
        const answer = await hands.askHuman({ runId, effect: id, activation, question, choices }, ended);
        return answer === null
          ? null
          : { type: 'human.answered', at: hands.now(), effect: id, activation, call, answer };
      }
      case 'wait':
        await hands.wait(effect.delayMs, ended);
        return { type: 'wait.finished', at: hands.now(), effect: id, activation };
    }
  }

  async function callModel(effect: CallModelEffect, ended: AbortSignal): Promise<EventDraft> {
    const { activation, step, attempt, messages, count, tools, last, maxOutputTokens } = effect;
    const binding = modelOf(effect);
    const functions = tools.map(({ name, description, parameters }) => ({ name, description, parameters }));
    const conversation = `${runId}/${activation}`;
    const onDelta = (piece: Parameters<Parameters<Hands['callModel']>[1]>[0]) =>
      options.onDelta({ type: 'model.delta', runId, activation, step, attempt, ...piece });
    const outcome = await hands.callModel(
      { conversation, binding, messages, count, functions, last, maxOutputTokens },
      onDelta,
      ended,
    );
    return modelEvent(effect, binding, outcome);
  }

  function modelEvent(effect: CallModelEffect, binding: ModelBinding, outcome: ModelOutcome): EventDraft {
    const { id, activation, step, attempt } = effect;
    const { usage, durationMs } = outcome;
    const costNanoUsd = costOf(usage, binding.pricing, effect.reservedNanoUsd ?? 0);
    const common = { at: hands.now(), effect: id, activation, step, attempt, usage, costNanoUsd, durationMs };
    if (!('error' in outcome)) {
      const { verdict, reply, finishReason, responseId, servedModel, firstTokenMs } = outcome;
      return {
        type: 'model.responded',
        ...common,
        verdict,
        reply: { ...reply, calls: [...reply.calls] },
        finishReason,
        responseId,
        servedModel,
        firstTokenMs,
      };
    }
    const { verdict, error, retryable, retryAfterMs, reply } = outcome;
    const partial = { ...reply, calls: [...reply.calls] };
    return {
      type: 'model.failed',
      ...common,
      verdict,
      error,
      retryable,
      retryAfterMs,
      jitter: hands.random(),
      partial,
    };
  }

  function modelOf(effect: CallModelEffect): ModelBinding {
    const binding = state.started?.models[effect.model];
    if (binding === undefined)
      throw new LonglineError('run.no_model', `The run names no model for "${effect.activation}".`);
    return binding;
  }

  // What is still under way is ended; model requests among it have cost something and are recorded before the end is.
  async function finish(effect: FinishEffect): Promise<DriveResult> {
    for (const abort of underWay.values()) abort.abort();
    await Promise.allSettled(unsettled);
    if (failure !== null) throw failure;
    for (const draft of arrived) {
      if ((draft.type === 'model.failed' || draft.type === 'model.responded') && state.due.has(draft.effect))
        fold(draft);
    }
    fold(finishEvent(state, effect, hands.now()));
    await flush();
    return { end: 'finished', state };
  }

  async function suspend(reason: 'waiting' | 'interrupted'): Promise<DriveResult> {
    for (const abort of underWay.values()) abort.abort();
    await Promise.allSettled(unsettled);
    if (reason === 'interrupted')
      for (const draft of arrived) if (isWhole(draft) && 'effect' in draft && state.due.has(draft.effect)) fold(draft);
    fold({ type: 'run.suspended', at: hands.now(), reason });
    await flush();
    return { end: reason, state };
  }

  async function renewing(): Promise<void> {
    for (;;) {
      await hands.wait(renewEveryMs, over.signal);
      if (over.signal.aborted) return;
      try {
        await journal.renew(claim);
      } catch (thrown) {
        failure ??= thrown;
        wake();
        return;
      }
    }
  }
}

// An outcome that the interruption did not cut short: recording it saves repeating the work.
function isWhole(draft: EventDraft): boolean {
  return (
    draft.type === 'model.responded' ||
    (draft.type === 'tool.finished' && draft.outcome.status === 'ok') ||
    draft.type === 'human.answered'
  );
}
