// Why a server's prefix cache was missed: which message of a conversation was not as before, and what reading everything after it again
// cost. Folded from events; needs nothing else.

import { nanoPerToken, type Pricing } from '../cost/price.ts';
import { AppendList } from './append-list.ts';
import type { ModelBinding, RunEvent, RunEventOf } from './events.ts';
import { PersistentMap } from './persistent-map.ts';

/** One request whose cached part was smaller than what it had in common with the request before it. */
export interface PrefixBreak {
  readonly activation: string;
  readonly step: number;
  readonly attempt: number;
  /**
   * `changed`: Longline shortened the conversation; `model`: another model was asked; `fork`: the run parted from another one; `server`:
   * the messages were the same, and the server's cache did not have them.
   */
  readonly cause: 'changed' | 'model' | 'fork' | 'server';
  /** Position of the first message that differs, null when none does. */
  readonly message: number | null;
  /** What it was, for a person: `result of search in step 12`. */
  readonly what: string;
  /** Tokens read again that a cache would have had. */
  readonly tokens: number;
  /** What that cost above the cached price, in nano-USD; null when the price is unknown. */
  readonly costNanoUsd: number | null;
}

export interface PrefixReport {
  readonly breaks: readonly PrefixBreak[];
  /** Requests whose server told how much came from its cache. */
  readonly measured: number;
}

export const emptyPrefixReport: PrefixReport = { breaks: [], measured: 0 };

/** What is remembered between events, with the report so far. */
export interface PrefixState {
  readonly report: PrefixReport;
  readonly models: Readonly<Record<string, ModelBinding>>;
  readonly activations: PersistentMap<PrefixActivation>;
  /** How often the run was forked from another one. */
  readonly forks: number;
}

interface PrefixActivation {
  /** What stands at each position of the conversation, as far as it was sent. */
  readonly labels: AppendList<Label>;
  /** What joins behind the newest reply: the names of the functions that it called. */
  readonly joining: readonly Label[];
  /** The request under way. */
  readonly sent: RunEventOf<'model.requested'> | null;
  /** The newest step's request that the server has read. */
  readonly read: ReadRequest | null;
  /** The first change of the conversation since that request. */
  readonly changed: { readonly message: number; readonly what: string } | null;
}

interface ReadRequest {
  readonly model: ModelBinding | undefined;
  readonly promptTokens: number;
  readonly forks: number;
}

interface Label {
  readonly step: number;
  readonly what: string;
}

export const emptyPrefix: PrefixState = {
  report: emptyPrefixReport,
  models: {},
  activations: PersistentMap.empty(),
  forks: 0,
};

/** Servers cache in blocks and read their template's last tokens anew: only what is missing beyond this is a break. */
const tolerance = { tokens: 256, share: 0.02 };

/** What a request for a summary has behind the conversation, at the most; the cache cannot know it. */
const requestTokens = 512;

/** The state after one more event. */
export function prefixEvent(state: PrefixState, event: RunEvent): PrefixState {
  switch (event.type) {
    case 'run.started':
      return { ...state, models: event.models };
    case 'run.forked':
      return { ...state, models: { ...state.models, ...event.models }, forks: state.forks + 1 };
    case 'model.requested':
      return requested(state, event);
    case 'model.responded':
      return replied(answered(state, event), event);
    case 'model.failed':
      return answered(state, event);
    case 'context.changed':
      return shortened(state, event);
    case 'run.resumed':
    case 'run.suspended':
    case 'run.paused':
    case 'run.continued':
    case 'run.steered':
    case 'run.finished':
    case 'limits.changed':
    case 'time.expired':
    case 'guard.raised':
    case 'node.finished':
    case 'node.failed':
    case 'wait.finished':
    case 'tool.requested':
    case 'tool.finished':
    case 'human.asked':
    case 'human.answered':
      return state;
  }
}

function requested(state: PrefixState, event: RunEventOf<'model.requested'>): PrefixState {
  const before = activationAt(state, event.activation);
  if (event.purpose === 'summary') return withActivation(state, event.activation, { ...before, sent: event });
  const opening = before.labels.length === 0;
  const joined = before.labels.push(...before.joining.slice(0, Math.max(0, event.messages - before.labels.length)));
  const others = Array.from(
    { length: Math.max(0, event.messages - joined.length) },
    (): Label =>
      opening
        ? { step: 0, what: 'instructions and task' }
        : { step: event.step, what: `message before step ${event.step}` },
  );
  return withActivation(state, event.activation, {
    ...before,
    labels: joined.push(...others),
    joining: [],
    sent: event,
  });
}

function replied(state: PrefixState, event: RunEventOf<'model.responded'>): PrefixState {
  const before = activationAt(state, event.activation);
  const { step } = event;
  if (before.sent?.purpose === 'summary') return withActivation(state, event.activation, { ...before, sent: null });
  const joining = [
    { step, what: `reply of step ${step}` },
    ...event.reply.calls.map(({ name }): Label => ({ step, what: `result of ${name} in step ${step}` })),
  ];
  return withActivation(state, event.activation, { ...before, joining, sent: null });
}

// Takes in how much of a request came from the cache.
function answered(state: PrefixState, event: RunEventOf<'model.responded'> | RunEventOf<'model.failed'>): PrefixState {
  const activation = activationAt(state, event.activation);
  const { sent, read } = activation;
  if (sent === null || event.usage === null) return state;
  const { promptTokens, cachedTokens } = event.usage;
  const model = state.models[sent.model];
  const summary = sent.purpose === 'summary';
  const now: ReadRequest = { model, promptTokens, forks: state.forks };
  const after = summary ? state : withActivation(state, event.activation, { ...activation, read: now, changed: null });
  if (cachedTokens === null) return after;
  const measured = after.report.measured + 1;
  const inCommon = Math.min(read?.promptTokens ?? 0, summary ? promptTokens - requestTokens : promptTokens);
  const tokens = Math.max(0, inCommon - cachedTokens);
  if (read === null || tokens <= tolerance.tokens + inCommon * tolerance.share)
    return { ...after, report: { ...after.report, measured } };
  const found: PrefixBreak = {
    activation: event.activation,
    step: event.step,
    attempt: event.attempt,
    ...causeOf(activation, sent, read, now),
    tokens,
    costNanoUsd: model === undefined ? null : extraCost(tokens, model.pricing),
  };
  return { ...after, report: { breaks: [...after.report.breaks, found], measured } };
}

function causeOf(
  { changed }: PrefixActivation,
  sent: RunEventOf<'model.requested'>,
  read: ReadRequest,
  now: ReadRequest,
): Pick<PrefixBreak, 'cause' | 'message' | 'what'> {
  if (now.forks > read.forks) return { cause: 'fork', message: null, what: 'the run was forked here' };
  if (now.model?.model !== read.model?.model || now.model?.origin !== read.model?.origin)
    return {
      cause: 'model',
      message: null,
      what: `${now.model?.model ?? sent.model} was asked instead of ${read.model?.model ?? 'another'}`,
    };
  if (changed !== null) return { cause: 'changed', ...changed };
  if (sent.last && sent.purpose !== 'summary' && now.model?.dialect.toolChoiceNone === false)
    return { cause: 'changed', message: null, what: 'the functions, which the last step leaves out' };
  return { cause: 'server', message: null, what: 'the messages were the same; the server did not have them any more' };
}

function extraCost(tokens: number, pricing: Pricing): number | null {
  switch (pricing.kind) {
    case 'unknown':
      return null;
    case 'free':
      return 0;
    case 'row': {
      const { input, cachedInput } = nanoPerToken(pricing.row);
      return Math.round(tokens * (input - cachedInput));
    }
  }
}

function shortened(state: PrefixState, event: RunEventOf<'context.changed'>): PrefixState {
  const before = activationAt(state, event.activation);
  const joined = before.labels.push(...before.joining).from(0);
  const first = event.changed[0];
  if (first === undefined) return state;
  const changed = { message: first, what: changeText(event, joined) };
  const earlier = before.changed;
  const gone = new Set(event.changed);
  const left = event.stage === 'hide' ? joined : joined.filter((_, position) => !gone.has(position));
  const added = Array.from(
    { length: Math.max(0, event.messages - left.length) },
    (): Label => ({ step: event.step, what: 'notes' }),
  );
  return withActivation(state, event.activation, {
    ...before,
    labels: AppendList.of([...left.slice(0, first), ...added, ...left.slice(first)].slice(0, event.messages)),
    joining: [],
    changed: earlier !== null && earlier.message <= first ? earlier : changed,
  });
}

function changeText(event: RunEventOf<'context.changed'>, labels: readonly Label[]): string {
  const concerned = event.changed.flatMap((position) => labels[position] ?? []);
  const steps = concerned.map(({ step }) => step).filter((step) => step > 0);
  const span = steps.length === 0 ? 'earlier messages' : `steps ${Math.min(...steps)} to ${Math.max(...steps)}`;
  switch (event.stage) {
    case 'hide': {
      const more = event.changed.length - 1;
      return `${concerned[0]?.what ?? 'a result'}${more === 0 ? '' : ` and ${more} more`}, hidden`;
    }
    case 'summarise':
      return `${span}, summed up`;
    case 'discard':
      return `${span}, left out`;
  }
}

function activationAt(state: PrefixState, path: string): PrefixActivation {
  return state.activations.get(path) ?? nothing;
}

const nothing: PrefixActivation = {
  labels: AppendList.of<Label>([]),
  joining: [],
  sent: null,
  read: null,
  changed: null,
};

function withActivation(state: PrefixState, path: string, activation: PrefixActivation): PrefixState {
  return { ...state, activations: state.activations.with(path, activation) };
}
