// Drives a run: asks what is due, records the request, does it through the hands, records the outcome, folds it. Journal first, then
// the world, then whoever watches. What people want of the run comes in as events too. Knows nothing of what the effects mean.

import { LonglineError } from '../../shared/errors.ts';
import { due } from '../../shared/run/due.ts';
import type { CallModelEffect, Effect, FinishEffect } from '../../shared/run/effects.ts';
import { evaluate } from '../../shared/run/evaluate.ts';
import type { EventDraft, LivePiece, ModelBinding, RunEvent } from '../../shared/run/events.ts';
import { evolve } from '../../shared/run/evolve.ts';
import { finishEvent } from '../../shared/run/final-state.ts';
import type { RunState } from '../../shared/run/state.ts';
import type { DeltaPiece, Hands, RunSurroundings, StatusPiece } from './hands.ts';
import type { Claim, Journal } from './journal.ts';
import { declarationsOf } from './declarations.ts';
import { modelEvent } from './model-event.ts';
import { requestEvent, type ExternalEffect } from './request-event.ts';

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
  /** Live pieces of replies, and what holds requests up. Must not throw. */
  readonly onDelta: (piece: LivePiece) => void;
  /** What people want of the run while it goes on; absent: nobody does. */
  readonly inbox?: Inbox;
}

/** Commands of people as the events that they become. */
export interface Inbox {
  /** What has come and was not taken yet; taken in the order in which it came. Must not throw. */
  take(): readonly EventDraft[];
  /** Called back when something has come: a command, or an answer that a question was still waiting for. */
  onArrival(wake: () => void): void;
  /** Told of a draft that changes nothing any more, such as a pause of a paused run; it is not recorded. Must not throw. */
  passedOver?(draft: EventDraft): void;
  /** Looks once more, before the run is left to wait for a person. Must not throw. */
  look?(): Promise<void>;
}

export type DriveEnd = 'finished' | 'waiting' | 'interrupted';

export interface DriveResult {
  readonly end: DriveEnd;
  readonly state: RunState;
}

/** How many calls of models and tools one run has under way at most. */
const mostAtOnce = 64;
const renewEveryMs = 5000;

interface UnderWay {
  readonly abort: AbortController;
  /** A limit of working time: it runs beside the work and is none itself. */
  readonly isTimeLimit: boolean;
}

/**
 * Drives a run until it has ended, waits for a person who is not here, or is interrupted; a paused run stays here until it is continued
 * or interrupted. Rejects with `storage.*` or `journal.claim_lost` when the journal fails: then nothing goes on unrecorded. Rejects with
 * `run.no_progress` when an effect is due again after it was answered.
 */
export async function drive(options: DriveOptions): Promise<DriveResult> {
  const { journal, claim, hands, signal, inbox } = options;
  const { runId } = claim;
  let state = options.state;
  let recorded: RunEvent[] = [];
  let arrived: EventDraft[] = [];
  const underWay = new Map<string, UnderWay>();
  const unanswerable = new Set<string>();
  let stirred = false;
  let wake: () => void = () => undefined;
  let failure: unknown = null;
  let flushed: Promise<void> = Promise.resolve();
  const over = new AbortController();
  const unsettled = new Set<Promise<void>>();

  const rouse = () => wake();
  signal.addEventListener('abort', rouse);
  inbox?.onArrival(() => {
    stirred = true;
    // What nobody here could answer may have its answer now.
    unanswerable.clear();
    wake();
  });
  void renewing();

  try {
    for (;;) {
      if (failure !== null) throw failure;
      stirred = false;
      takeInCommands();
      if (signal.aborted) return await suspend('interrupted');
      takeInArrived();
      const effects = evaluateAll();
      const [first] = effects;
      if (first?.type === 'finish') return await finish(first);
      const starting = request(effects);
      const durable = flush();
      // What only reads may begin while its request is on its way to the disk; a crash then costs one reading. Where it is quick, its
      // outcome and its request become durable together, which halves what a step writes.
      const waiting = starting.filter((effect) => !onlyReads(effect));
      for (const effect of starting) if (onlyReads(effect)) start(effect);
      if (waiting.length > 0 || starting.length === 0) await durable;
      for (const effect of waiting) start(effect);
      endUnwanted();
      if (hasCome() || isAtWork()) await arrival();
      else if (state.paused && inbox !== undefined) await arrival();
      else if (state.paused) return await suspend('interrupted');
      else if (unanswerable.size === 0)
        throw new LonglineError('run.no_progress', 'The run has not ended, and nothing is left to do.');
      else {
        await inbox?.look?.();
        if (!hasCome()) return await suspend('waiting');
      }
    }
  } catch (thrown) {
    // A mistake of ours or of a tool: the run is left where it stands, and says so, unless it is the journal itself that failed.
    if (!(thrown instanceof LonglineError && /^(storage|journal)\./.test(thrown.code)))
      await suspend('interrupted').catch(() => undefined);
    throw thrown;
  } finally {
    over.abort();
    signal.removeEventListener('abort', rouse);
    for (const { abort } of underWay.values()) abort.abort();
    // A journal that has failed cannot take the claim back; it lapses by itself.
    await journal.release(claim).catch(() => undefined);
  }

  function hasCome(): boolean {
    return stirred || arrived.length > 0 || failure !== null || signal.aborted;
  }

  function isAtWork(): boolean {
    for (const { isTimeLimit } of underWay.values()) if (!isTimeLimit) return true;
    return false;
  }

  // Waits for the first outcome, command, interruption or failure; what came in the meantime is already there.
  async function arrival(): Promise<void> {
    if (hasCome()) return;
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

  function takeInCommands(): void {
    for (const draft of inbox?.take() ?? []) {
      if (applies(state, draft)) fold(draft);
      else inbox?.passedOver?.(draft);
    }
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
      const isAskedAlready = effect.type === 'ask-human' && state.due.get(effect.id)?.requested === true;
      const draft = isAskedAlready ? null : requestEvent(effect, hands.now());
      if (draft !== null) fold(draft);
      starting.push(effect);
    }
    return starting;
  }

  // Hands what was recorded to the journal; resolves when that and everything before it is durable and published, in order.
  function flush(): Promise<void> {
    if (recorded.length === 0) return flushed;
    const events = recorded;
    recorded = [];
    const drafts = events.map(({ runId: _, seq: __, ...draft }) => draft as EventDraft);
    const before = flushed;
    const stored = journal.append(claim, drafts, events[0]?.seq);
    // What went wrong first is what is told; a later write only failed because of it.
    stored.catch(() => undefined);
    flushed = before.then(() => stored).then(() => options.onEvents(events));
    flushed.catch((thrown: unknown) => {
      failure ??= thrown;
      wake();
    });
    return flushed;
  }

  // What was under way and is due no more has lost its purpose.
  function endUnwanted(): void {
    for (const [id, { abort }] of underWay) if (!state.due.has(id)) abort.abort();
  }

  function start(effect: ExternalEffect): void {
    const abort = new AbortController();
    underWay.set(effect.id, { abort, isTimeLimit: effect.type === 'wait' && effect.phase !== null });
    const begun = hands.now();
    const done: Promise<void> = perform(effect, begun, abort.signal)
      .then(
        (draft) => {
          // A wait that was cut short has not come to its end; it may be due anew.
          if (effect.type === 'wait' && abort.signal.aborted) stirred = true;
          else if (draft === null) unanswerable.add(effect.id);
          else arrived.push(draft);
        },
        (thrown: unknown) => {
          failure ??= thrown;
        },
      )
      .finally(() => {
        // An answer from elsewhere takes the question away from whoever is asked here.
        if (effect.type === 'ask-human') abort.abort();
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
        const { call, question, choices, purpose, approves } = effect;
        const exact = approves?.exact ?? null;
        const asked = { runId, effect: id, activation, question, choices, purpose, exact };
        const answer = await hands.askHuman(asked, ended);
        return answer === null
          ? null
          : { type: 'human.answered', at: hands.now(), effect: id, activation, call, answer };
      }
      case 'wait': {
        await hands.wait(effect.delayMs, ended);
        const at = hands.now();
        return effect.phase === null
          ? { type: 'wait.finished', at, effect: id, activation }
          : { type: 'time.expired', at, effect: id, phase: effect.phase };
      }
    }
  }

  async function callModel(effect: CallModelEffect, ended: AbortSignal): Promise<EventDraft> {
    const { activation, step, attempt, messages, count, last, maxOutputTokens, repair } = effect;
    const binding = modelOf(effect);
    const functions = declarationsOf(effect.tools);
    const conversation = `${runId}/${activation}`;
    const place = { runId, activation, step, attempt };
    const onPiece = (piece: DeltaPiece | StatusPiece) =>
      options.onDelta(
        'status' in piece ? { type: 'model.status', ...place, ...piece } : { type: 'model.delta', ...place, ...piece },
      );
    const asked = { conversation, binding, messages, count, functions, last, maxOutputTokens, repair };
    const outcome = await hands.callModel(asked, onPiece, ended);
    const bytes = 'error' in outcome ? (outcome.raw ?? null) : null;
    const raw = bytes === null ? null : await journal.putBlob(bytes);
    return modelEvent({ effect, binding, outcome, raw, at: hands.now(), jitter: hands.random() });
  }

  function modelOf(effect: CallModelEffect): ModelBinding {
    const binding = state.models[effect.model];
    if (binding === undefined)
      throw new LonglineError('run.no_model', `The run names no model for "${effect.activation}".`);
    return binding;
  }

  // What is still under way is ended; model requests among it have cost something and are recorded before the end is.
  async function finish(effect: FinishEffect): Promise<DriveResult> {
    for (const { abort } of underWay.values()) abort.abort();
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
    for (const { abort } of underWay.values()) abort.abort();
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

// Whether a command still changes something.
function applies(state: RunState, draft: EventDraft): boolean {
  if (state.complete || state.ending !== null) return false;
  if (draft.type === 'run.paused') return !state.paused;
  if (draft.type === 'run.continued') return state.paused;
  if (draft.type === 'run.steered') return !state.steered.has(draft.id);
  return true;
}

function onlyReads(effect: ExternalEffect): boolean {
  return effect.type === 'call-tool' && effect.effect === 'read';
}

// An outcome that the interruption did not cut short: recording it saves repeating the work.
function isWhole(draft: EventDraft): boolean {
  return (
    draft.type === 'model.responded' ||
    (draft.type === 'tool.finished' && draft.outcome.status === 'ok') ||
    draft.type === 'human.answered'
  );
}
