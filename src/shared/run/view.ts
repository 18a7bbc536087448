// A run as people look at it: steps with reasoning and calls, states of nodes, usage and cost, evidence. The panel and the command
// line fold the same events (and live deltas) with these two functions; what a run *does* is decided by the machine in evolve.ts.

import { addAttempt, emptyLedger, type Cost, type Ledger, type Usage } from '../cost/usage.ts';
import type { JsonObject } from '../json/value.ts';
import type { Passage } from '../tool/ports.ts';
import { passagesOf } from './evidence.ts';
import type {
  Limits,
  ModelBinding,
  ModelDelta,
  RecordedError,
  RunEvent,
  RunEventOf,
  RunStatus,
  Verdict,
} from './events.ts';

export interface CallView {
  readonly index: number;
  readonly name: string;
  /** JSON text as the model wrote it, growing while it streams. */
  readonly arguments: string;
  readonly status: 'writing' | 'waiting' | 'running' | 'asking' | 'ok' | 'error';
  readonly outputs?: JsonObject;
  readonly error?: RecordedError;
  readonly startedAt?: number;
  readonly durationMs?: number;
}

export interface StepView {
  /** `ACTIVATION@STEP`. */
  readonly key: string;
  readonly activation: string;
  readonly step: number;
  readonly attempt: number;
  readonly last: boolean;
  readonly model: string;
  readonly status: 'thinking' | 'calling' | 'done' | 'retrying' | 'failed';
  readonly startedAt: number;
  readonly durationMs?: number;
  readonly firstTokenMs?: number;
  readonly reasoning: string;
  readonly content: string;
  readonly calls: readonly CallView[];
  readonly verdict?: Verdict;
  readonly error?: RecordedError;
  /** Set aside for the attempt under way, in nano-USD; null when the price is unknown. */
  readonly reservedNanoUsd: number | null;
  /** All attempts of the step together. */
  readonly ledger: Ledger;
}

export interface NodeView {
  readonly status: 'running' | 'asking' | 'done' | 'failed';
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly steps: number;
  readonly ledger: Ledger;
  readonly outputs?: JsonObject;
  readonly error?: RecordedError;
}

export interface QuestionView {
  readonly effect: string;
  readonly activation: string;
  readonly question: string;
  readonly choices: readonly string[];
}

export interface RunView {
  readonly runId: string;
  readonly title: string;
  readonly status: 'running' | 'waiting' | 'interrupted' | RunStatus;
  readonly reason: RecordedError | null;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly lastSeq: number;
  readonly inputs: JsonObject;
  readonly limits: Limits;
  readonly models: Readonly<Record<string, ModelBinding>>;
  /** True when every model of the run is the rehearsal endpoint, so that there is no model behind any answer. */
  readonly rehearsal: boolean;
  readonly steps: readonly StepView[];
  /** By activation. */
  readonly nodes: Readonly<Record<string, NodeView>>;
  readonly questions: readonly QuestionView[];
  readonly ledger: Ledger;
  /** Every passage that a tool returned, by id. */
  readonly evidence: Readonly<Record<string, Passage>>;
  readonly outputs: JsonObject;
  readonly stateHash: string | null;
}

export const emptyRunView: RunView = {
  runId: '',
  title: '',
  status: 'running',
  reason: null,
  startedAt: 0,
  updatedAt: 0,
  lastSeq: 0,
  inputs: {},
  limits: { maxSteps: null, agentSteps: null, budgetNanoUsd: null },
  models: {},
  rehearsal: false,
  steps: [],
  nodes: {},
  questions: [],
  ledger: emptyLedger,
  evidence: {},
  outputs: {},
  stateHash: null,
};

/** The view after one recorded event. Events that it has already taken in are passed over. */
export function viewEvent(view: RunView, event: RunEvent): RunView {
  if (event.seq <= view.lastSeq) return view;
  return foldEvent({ ...view, updatedAt: event.at, lastSeq: event.seq }, event);
}

/** The view after live pieces. A piece of an attempt that is over changes nothing; one with offset 0 replaces its channel. */
export function viewDeltas(view: RunView, deltas: readonly ModelDelta[]): RunView {
  let steps: StepView[] | null = null;
  for (const delta of deltas) {
    if (delta.runId !== view.runId) continue;
    const list: readonly StepView[] = steps ?? view.steps;
    const index = list.findLastIndex((step) => step.activation === delta.activation && step.step === delta.step);
    const step = list[index];
    if (step === undefined || step.attempt !== delta.attempt || step.status !== 'thinking') continue;
    steps ??= [...view.steps];
    steps[index] = withDelta(step, delta);
  }
  return steps === null ? view : { ...view, steps };
}

/** What the whole answer of a run says: its text outputs, in order of their names, joined. */
export function answerText(outputs: JsonObject): string {
  return Object.values(outputs)
    .filter((value) => typeof value === 'string')
    .join('\n\n');
}

function foldEvent(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'run.started': {
      const models = Object.values(event.models);
      return {
        ...view,
        runId: event.runId,
        title: event.title,
        startedAt: event.at,
        inputs: event.inputs,
        limits: event.limits,
        models: event.models,
        rehearsal: models.length > 0 && models.every((model) => model.rehearsal),
      };
    }
    case 'run.resumed':
      return { ...withLostAttempts(view), status: 'running' };
    case 'run.suspended':
      return { ...view, status: event.reason };
    case 'run.finished': {
      const { status, reason, outputs, stateHash } = event;
      return { ...withEnds(view, event), status, reason, outputs, stateHash, questions: [] };
    }
    case 'node.finished':
      return withNode(withPassages(view, event.outputs), event.activation, event.at, {
        status: 'done',
        endedAt: event.at,
        outputs: event.outputs,
      });
    case 'node.failed':
      return withNode(view, event.activation, event.at, { status: 'failed', endedAt: event.at, error: event.error });
    case 'model.requested':
      return modelRequested(view, event);
    case 'model.responded':
      return modelResponded(view, event);
    case 'model.failed':
      return modelFailed(view, event);
    case 'wait.finished':
      return view;
    case 'tool.requested':
      return event.call === null
        ? withNode(view, event.activation, event.at, { status: 'running' })
        : withCall(view, event, event.call, { status: 'running', startedAt: event.at });
    case 'tool.finished':
      return toolFinished(view, event);
    case 'human.asked': {
      const { effect, activation, question, choices } = event;
      const asked = { ...view, questions: [...view.questions, { effect, activation, question, choices }] };
      return event.call === null
        ? withNode(asked, activation, event.at, { status: 'asking' })
        : withCall(asked, event, event.call, { status: 'asking', startedAt: event.at });
    }
    case 'human.answered': {
      const answered = { ...view, questions: view.questions.filter((question) => question.effect !== event.effect) };
      const outputs = { answer: event.answer };
      return event.call === null
        ? withNode(answered, event.activation, event.at, { status: 'done', endedAt: event.at, outputs })
        : withCall(answered, event, event.call, { status: 'ok', outputs });
    }
  }
}

// An attempt that a crash cut off is made again; nobody knows what it cost, at most its reservation.
function withLostAttempts(view: RunView): RunView {
  return view.steps.reduce((left, step) => {
    if (step.status !== 'thinking') return left;
    const cost = step.reservedNanoUsd === null ? null : { low: 0, high: step.reservedNanoUsd };
    const charged = withAttempt(left, step.activation, null, cost);
    return withStep(charged, step.activation, step.step, (lost) => ({
      ...lost,
      status: 'retrying',
      reasoning: '',
      content: '',
      calls: [],
      ledger: addAttempt(lost.ledger, null, cost),
    }));
  }, view);
}

// What was still under way when the run ended has ended with it.
function withEnds(view: RunView, event: RunEventOf<'run.finished'>): RunView {
  const open = (status: string) => status === 'thinking' || status === 'calling' || status === 'retrying';
  const steps = view.steps.map((step) => (open(step.status) ? { ...step, status: 'failed' as const } : step));
  const error = event.reason === null ? {} : { error: event.reason };
  const nodes = Object.entries(view.nodes).map(([path, node]) => {
    const ended = node.status === 'done' || node.status === 'failed';
    return [path, ended ? node : { ...node, status: 'failed' as const, endedAt: event.at, ...error }] as const;
  });
  return { ...view, steps, nodes: Object.fromEntries(nodes) };
}

function modelRequested(view: RunView, event: RunEventOf<'model.requested'>): RunView {
  const key = `${event.activation}@${event.step}`;
  const index = view.steps.findLastIndex((step) => step.key === key);
  const before = view.steps[index];
  const fresh: StepView = {
    key,
    activation: event.activation,
    step: event.step,
    attempt: event.attempt,
    last: event.last,
    model: view.models[event.model]?.model ?? '',
    status: 'thinking',
    startedAt: before?.startedAt ?? event.at,
    reasoning: '',
    content: '',
    calls: [],
    reservedNanoUsd: event.reservedNanoUsd,
    ledger: before?.ledger ?? emptyLedger,
  };
  const steps = before === undefined ? [...view.steps, fresh] : view.steps.with(index, fresh);
  const node = view.nodes[event.activation];
  const counted = before === undefined ? (node?.steps ?? 0) + 1 : (node?.steps ?? 1);
  return withNode({ ...view, steps }, event.activation, event.at, { status: 'running', steps: counted });
}

function modelResponded(view: RunView, event: RunEventOf<'model.responded'>): RunView {
  const { reply } = event;
  const charged = withAttempt(view, event.activation, event.usage, event.costNanoUsd);
  return withStep(charged, event.activation, event.step, (step) => ({
    ...step,
    status: event.verdict === 'tool_calls' ? 'calling' : 'done',
    verdict: event.verdict,
    reasoning: reply.reasoning ?? '',
    content: reply.content ?? '',
    calls: reply.calls.map((call, index) => ({ index, name: call.name, arguments: call.arguments, status: 'waiting' })),
    durationMs: event.at - step.startedAt,
    ...(event.firstTokenMs === null ? {} : { firstTokenMs: event.firstTokenMs }),
    ledger: addAttempt(step.ledger, event.usage, event.costNanoUsd),
  }));
}

// The pieces of an attempt that failed are taken back: what the next one says replaces them.
function modelFailed(view: RunView, event: RunEventOf<'model.failed'>): RunView {
  const charged = withAttempt(view, event.activation, event.usage, event.costNanoUsd);
  return withStep(charged, event.activation, event.step, (step) => ({
    ...step,
    status: event.retryable ? 'retrying' : 'failed',
    verdict: event.verdict,
    error: event.error,
    reasoning: '',
    content: '',
    calls: [],
    durationMs: event.at - step.startedAt,
    ledger: addAttempt(step.ledger, event.usage, event.costNanoUsd),
  }));
}

function toolFinished(view: RunView, event: RunEventOf<'tool.finished'>): RunView {
  const { outcome, durationMs } = event;
  const gathered = outcome.status === 'ok' ? withPassages(view, outcome.outputs) : view;
  if (event.call !== null) {
    const result = outcome.status === 'ok' ? { outputs: outcome.outputs } : { error: outcome.error };
    return withCall(gathered, event, event.call, { status: outcome.status, durationMs, ...result });
  }
  return outcome.status === 'ok'
    ? withNode(gathered, event.activation, event.at, { status: 'done', endedAt: event.at, outputs: outcome.outputs })
    : withNode(gathered, event.activation, event.at, { status: 'failed', endedAt: event.at, error: outcome.error });
}

function withDelta(step: StepView, delta: ModelDelta): StepView {
  switch (delta.channel) {
    case 'reasoning':
      return { ...step, reasoning: grown(step.reasoning, delta) };
    case 'content':
      return { ...step, content: grown(step.content, delta) };
    case 'arguments': {
      if (delta.call === null) return step;
      const { index, name } = delta.call;
      const before = step.calls.find((call) => call.index === index);
      const call: CallView = { index, name, arguments: grown(before?.arguments ?? '', delta), status: 'writing' };
      const others = step.calls.filter((other) => other.index !== index);
      return { ...step, calls: [...others, call].toSorted((left, right) => left.index - right.index) };
    }
  }
}

function grown(text: string, delta: ModelDelta): string {
  return text.length === delta.offset ? text + delta.text : text.slice(0, delta.offset) + delta.text;
}

function withStep(view: RunView, activation: string, number: number, change: (step: StepView) => StepView): RunView {
  const index = view.steps.findLastIndex((step) => step.activation === activation && step.step === number);
  const step = view.steps[index];
  return step === undefined ? view : { ...view, steps: view.steps.with(index, change(step)) };
}

function withCall(
  view: RunView,
  event: { readonly activation: string },
  at: { readonly step: number; readonly index: number },
  change: Partial<CallView>,
): RunView {
  return withStep(view, event.activation, at.step, (step) => {
    const calls = step.calls.map((call) => (call.index === at.index ? { ...call, ...change } : call));
    const settled = calls.every((call) => call.status === 'ok' || call.status === 'error');
    return { ...step, calls, status: settled && step.status === 'calling' ? 'done' : step.status };
  });
}

function withNode(view: RunView, activation: string, at: number, change: Partial<NodeView>): RunView {
  const before: NodeView = view.nodes[activation] ?? {
    status: 'running',
    startedAt: at,
    steps: 0,
    ledger: emptyLedger,
  };
  return { ...view, nodes: { ...view.nodes, [activation]: { ...before, ...change } } };
}

function withAttempt(view: RunView, activation: string, usage: Usage | null, cost: Cost | null): RunView {
  const charged = { ...view, ledger: addAttempt(view.ledger, usage, cost) };
  const node = view.nodes[activation];
  return node === undefined
    ? charged
    : { ...charged, nodes: { ...view.nodes, [activation]: { ...node, ledger: addAttempt(node.ledger, usage, cost) } } };
}

function withPassages(view: RunView, outputs: JsonObject): RunView {
  const fresh = passagesOf(outputs).filter((passage) => view.evidence[passage.id] === undefined);
  if (fresh.length === 0) return view;
  return {
    ...view,
    evidence: { ...view.evidence, ...Object.fromEntries(fresh.map((passage) => [passage.id, passage])) },
  };
}
