// The log of a run: one short entry for each recorded event, with the facts that say what came of it. Entries hold the beginnings of
// texts and nothing that is big, so that ten thousand of them are light; in which words they are told is the window's.

import type { Cost } from '../../cost/usage.ts';
import { oneLine } from '../../pipeline/view/summary.ts';
import { textOf } from '../../tool/ports.ts';
import { AppendList } from '../append-list.ts';
import type {
  ContextStage,
  Guard,
  GuardAction,
  Limits,
  QuestionPurpose,
  RecordedError,
  RunEvent,
  RunEventType,
  RunStatus,
  Verdict,
} from '../events.ts';
import { PersistentMap } from '../persistent-map.ts';

/** Something that an event says, in the order in which a line tells it. */
export type LogFact =
  /** The function that was called. */
  | { readonly of: 'call'; readonly name: string }
  | { readonly of: 'kind'; readonly kind: string }
  /** Key into the models of the run. */
  | { readonly of: 'model'; readonly key: string }
  | { readonly of: 'attempt'; readonly number: number }
  | { readonly of: 'summary' | 'last' }
  | { readonly of: 'messages'; readonly count: number }
  | { readonly of: 'verdict'; readonly verdict: Verdict }
  | { readonly of: 'calls'; readonly names: readonly string[] }
  | { readonly of: 'status'; readonly status: RunStatus | 'waiting' | 'interrupted' }
  | { readonly of: 'purpose'; readonly purpose: QuestionPurpose }
  | { readonly of: 'guard'; readonly guard: Guard; readonly count: number; readonly action: GuardAction }
  | { readonly of: 'context'; readonly stage: ContextStage; readonly changed: number }
  | { readonly of: 'shortened'; readonly before: number; readonly after: number }
  | { readonly of: 'limits'; readonly limits: Limits }
  | { readonly of: 'fork'; readonly from: string; readonly step: string }
  | { readonly of: 'expired'; readonly phase: 'soft' | 'hard' }
  /** The earlier call of the step, counted from 0, whose result this is. */
  | { readonly of: 'shared'; readonly index: number }
  | { readonly of: 'steps'; readonly count: number }
  | { readonly of: 'tokens'; readonly input: number; readonly output: number }
  | { readonly of: 'cost'; readonly cost: Cost }
  | { readonly of: 'duration'; readonly ms: number }
  | { readonly of: 'error'; readonly code: string; readonly message: string }
  | { readonly of: 'text'; readonly text: string };

export interface LogEntry {
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type: RunEventType;
  /** null: it is about the run as a whole. */
  readonly activation: string | null;
  readonly step: number | null;
  /** `error`: something failed. `warning`: something was unusual. */
  readonly trouble: 'error' | 'warning' | null;
  readonly facts: readonly LogFact[];
}

export interface RunLog {
  /** Oldest first. */
  readonly entries: AppendList<LogEntry>;
  /** Names of the calls of each step, by `ACTIVATION@STEP`: outcomes name only their place. */
  readonly calls: PersistentMap<readonly string[]>;
}

export const emptyLog: RunLog = { entries: AppendList.of<LogEntry>([]), calls: PersistentMap.empty() };

/** The log after more events, in order. */
export function logEvents(log: RunLog, events: readonly RunEvent[]): RunLog {
  if (events.length === 0) return log;
  let { calls } = log;
  const fresh = events.map((event) => {
    if (event.type === 'model.responded' && event.reply.calls.length > 0)
      calls = calls.with(
        stepKey(event),
        event.reply.calls.map(({ name }) => name),
      );
    const call = 'call' in event && event.call !== null ? { activation: event.activation, ...event.call } : null;
    return logEntry(event, call === null ? null : (calls.get(stepKey(call))?.[call.index] ?? null));
  });
  return { entries: log.entries.push(...fresh), calls };
}

/** The entry of one event; `name`: of the function that was called, where the event is about a call. */
export function logEntry(event: RunEvent, name: string | null = null): LogEntry {
  const { seq, at, type } = event;
  const activation = 'activation' in event ? event.activation : null;
  const step = 'step' in event && typeof event.step === 'number' ? event.step : callStep(event);
  const named: LogFact[] = name === null ? [] : [{ of: 'call', name }];
  return { seq, at, type, activation, step, trouble: troubleOf(event), facts: [...named, ...factsOf(event)] };
}

function factsOf(event: RunEvent): readonly LogFact[] {
  switch (event.type) {
    case 'run.started':
      return begin(event.title);
    case 'run.resumed':
    case 'run.paused':
    case 'run.continued':
    case 'wait.finished':
      return [];
    case 'run.suspended':
      return [{ of: 'status', status: event.reason }];
    case 'run.steered':
      return begin(event.text);
    case 'limits.changed':
      return [{ of: 'limits', limits: event.limits }];
    case 'run.forked':
      return [{ of: 'fork', from: event.from, step: event.step }];
    case 'time.expired':
      return [{ of: 'expired', phase: event.phase }];
    case 'guard.raised':
      return [{ of: 'guard', guard: event.guard, count: event.count, action: event.action }];
    case 'context.changed':
      return [
        { of: 'context', stage: event.stage, changed: event.changed.length },
        { of: 'shortened', before: event.tokensBefore, after: event.tokensAfter },
      ];
    case 'run.finished':
      return [
        { of: 'status', status: event.status },
        ...failed(event.reason),
        { of: 'steps', count: event.steps },
        ...used(event.usage, event.costNanoUsd),
      ];
    case 'node.finished':
      return begin(outputText(event.outputs));
    case 'node.failed':
      return failed(event.error);
    case 'model.requested':
      return [
        { of: 'model', key: event.model },
        ...(event.purpose === 'summary' ? [{ of: 'summary' } as const] : []),
        ...(event.attempt > 1 ? [{ of: 'attempt', number: event.attempt } as const] : []),
        { of: 'messages', count: event.messages },
        ...(event.last ? [{ of: 'last' } as const] : []),
      ];
    case 'model.responded':
      return [
        { of: 'verdict', verdict: event.verdict },
        ...(event.reply.calls.length > 0
          ? [{ of: 'calls', names: event.reply.calls.map((call) => call.name) } as const]
          : begin(event.reply.content ?? '')),
        ...used(event.usage, event.costNanoUsd),
        { of: 'duration', ms: event.durationMs },
      ];
    case 'model.failed':
      return [
        { of: 'verdict', verdict: event.verdict },
        ...failed(event.error),
        ...used(event.usage, event.costNanoUsd),
        { of: 'duration', ms: event.durationMs },
      ];
    case 'tool.requested':
      return [{ of: 'kind', kind: event.kind }, ...begin(event.input)];
    case 'tool.finished':
      return [
        ...(event.outcome.status === 'error' ? failed(event.outcome.error) : begin(outputText(event.outcome.outputs))),
        ...(event.sharedWith === undefined ? [] : [{ of: 'shared', index: event.sharedWith } as const]),
        { of: 'duration', ms: event.durationMs },
      ];
    case 'human.asked':
      return [
        ...(event.purpose === undefined ? [] : [{ of: 'purpose', purpose: event.purpose } as const]),
        ...begin(event.question),
      ];
    case 'human.answered':
      return begin(textOf(event.answer));
  }
}

function troubleOf(event: RunEvent): LogEntry['trouble'] {
  switch (event.type) {
    case 'node.failed':
    case 'model.failed':
      return 'error';
    case 'tool.finished':
      return event.outcome.status === 'error' ? 'error' : null;
    case 'run.finished':
      return event.status === 'failed' ? 'error' : event.status === 'limited' ? 'warning' : null;
    case 'run.suspended':
      return event.reason === 'interrupted' ? 'warning' : null;
    case 'guard.raised':
    case 'time.expired':
      return 'warning';
    case 'run.started':
    case 'run.resumed':
    case 'run.paused':
    case 'run.continued':
    case 'run.steered':
    case 'run.forked':
    case 'limits.changed':
    case 'context.changed':
    case 'node.finished':
    case 'model.requested':
    case 'model.responded':
    case 'wait.finished':
    case 'tool.requested':
    case 'human.asked':
    case 'human.answered':
      return null;
  }
}

function callStep(event: RunEvent): number | null {
  return 'call' in event ? (event.call?.step ?? null) : null;
}

function stepKey({ activation, step }: { readonly activation: string; readonly step: number }): string {
  return `${activation}@${step}`;
}

function failed(error: RecordedError | null): readonly LogFact[] {
  return error === null ? [] : [{ of: 'error', code: error.code, message: beginning(error.message, 400) }];
}

function used(
  usage: { readonly promptTokens: number; readonly completionTokens: number } | null,
  cost: Cost | null,
): readonly LogFact[] {
  return [
    ...(usage === null || usage.promptTokens + usage.completionTokens === 0
      ? []
      : [{ of: 'tokens', input: usage.promptTokens, output: usage.completionTokens } as const]),
    ...(cost === null ? [] : [{ of: 'cost', cost } as const]),
  ];
}

function outputText(outputs: Readonly<Record<string, unknown>>): string {
  const values = Object.values(outputs);
  const text = values.find((value) => typeof value === 'string');
  return typeof text === 'string' ? text : Object.keys(outputs).join(', ');
}

function begin(text: string): readonly LogFact[] {
  const first = beginning(text, 160);
  return first === '' ? [] : [{ of: 'text', text: first }];
}

// One line, whatever the text holds.
function beginning(text: string, most: number): string {
  return oneLine(text.slice(0, 2 * most), most);
}
