// An entry of the log in words: what happened, to which node, and what came of it. The pane shows the parts in columns; filter and copy
// take the whole line.

import type { LogEntry, LogFact } from '../../shared/run/panel/log.ts';
import { nodeOfActivation, nodePathOf, trajectoryOf } from '../../shared/run/panel/activation-path.ts';
import type { Plan } from '../../shared/pipeline/plan.ts';
import type { ModelBinding } from '../../shared/run/events.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import { nodeTitle } from '../i18n/kind-words.ts';
import { errorText } from '../i18n/said.ts';
import type { Words } from '../i18n/words.ts';
import { clock, cost, duration, money, tokens } from '../ui/format.ts';

/** What the words of entries depend on besides the entries. */
export interface LogContext {
  readonly t: Words;
  readonly word: (key: string, otherwise: string) => string;
  readonly startedAt: number;
  readonly plan: Plan | null;
  readonly catalog: Catalog | null;
  readonly models: Readonly<Record<string, ModelBinding>>;
}

export interface LogLine {
  /** Since the run was started: `0:07.3`. */
  readonly time: string;
  readonly event: string;
  /** Empty for what is about the whole run. */
  readonly node: string;
  readonly step: string;
  /** What the event was mostly about. */
  readonly said: string;
  /** Tokens, cost and duration. */
  readonly figures: string;
}

/** Lines for entries; those of one context are made once. */
export function logLines(context: LogContext): (entry: LogEntry) => LogLine {
  const lines = new WeakMap<LogEntry, LogLine>();
  const titles = new Map<string, string>();
  const titleOf = (activation: string | null): string => {
    if (activation === null) return '';
    const title = titles.get(activation) ?? titleOfActivation(activation, context);
    titles.set(activation, title);
    return title;
  };
  return (entry) => {
    const known = lines.get(entry);
    if (known !== undefined) return known;
    const told = (measured: boolean) =>
      entry.facts
        .filter(({ of }) => measures.has(of) === measured)
        .map((fact) => factText(fact, context))
        .filter((text) => text !== '')
        .join(' · ');
    const line: LogLine = {
      time: sinceStart(entry.at - context.startedAt),
      event: context.t(`event.${entry.type}`),
      node: titleOf(entry.activation),
      step: entry.step === null ? '' : String(entry.step),
      said: told(false),
      figures: told(true),
    };
    lines.set(entry, line);
    return line;
  };
}

/** A line as text: for the clipboard, and for what a filter searches. */
export function lineText(entry: LogEntry, line: LogLine): string {
  return [line.time, entry.seq, line.event, line.node, line.step, line.said, line.figures].join('\t').trimEnd();
}

const measures: ReadonlySet<LogFact['of']> = new Set(['tokens', 'cost', 'duration', 'shortened', 'steps']);

function factText(fact: LogFact, { t, word, models }: LogContext): string {
  switch (fact.of) {
    case 'call':
      return fact.name;
    case 'kind':
      return word(`kind.${fact.kind}`, fact.kind);
    case 'model':
      return models[fact.key]?.model ?? '';
    case 'attempt':
      return t('step.attempt', { number: fact.number });
    case 'summary':
      return t('step.summary');
    case 'last':
      return t('step.last');
    case 'messages':
      return t('log.messages', { count: fact.count });
    case 'verdict':
      return t(`verdict.${fact.verdict}`);
    case 'calls':
      return fact.names.join(', ');
    case 'status':
      return t(`status.${fact.status}`);
    case 'purpose':
      return t(`ask.${fact.purpose}`);
    case 'guard':
      return t('log.guard', {
        guard: t(`guard.${fact.guard}`),
        number: fact.count,
        action: t(`action.${fact.action}`),
      });
    case 'context':
      return t(`context.${fact.stage}`, { count: fact.changed });
    case 'shortened':
      return t('context.tokens', { before: tokens(fact.before), after: tokens(fact.after) });
    case 'limits':
      return limitsText(fact.limits, t);
    case 'fork':
      return t('log.fork', { run: fact.from, step: fact.step });
    case 'expired':
      return t(`expired.${fact.phase}`);
    case 'shared':
      return t('log.shared', { number: fact.index + 1 });
    case 'steps':
      return t('node.steps', { count: fact.count });
    case 'tokens':
      return t('step.tokens', { input: tokens(fact.input), output: tokens(fact.output) });
    case 'cost':
      return cost(fact.cost) ?? '';
    case 'duration':
      return duration(fact.ms);
    case 'error':
      return `${fact.code}: ${errorText(fact)}`;
    case 'text':
      return fact.text;
  }
}

function limitsText(limits: Extract<LogFact, { readonly of: 'limits' }>['limits'], t: Words): string {
  const { budgetNanoUsd, maxTokens = null, maxWallMs = null, maxSteps, agentSteps } = limits;
  const parts = [
    ...(budgetNanoUsd === null ? [] : [money(budgetNanoUsd)]),
    ...(maxSteps === null ? [] : [t('node.steps', { count: maxSteps })]),
    ...(agentSteps === null ? [] : [t('log.agent_steps', { count: agentSteps })]),
    ...(maxTokens === null ? [] : [t('node.tokens', { tokens: tokens(maxTokens) })]),
    ...(maxWallMs === null ? [] : [duration(maxWallMs)]),
  ];
  return parts.length === 0 ? t('log.no_limits') : parts.join(', ');
}

function titleOfActivation(activation: string, { plan, catalog, t, word }: LogContext): string {
  const path = nodePathOf(activation);
  const node = plan === null ? undefined : nodeOfActivation(plan, activation);
  const title = node === undefined ? path : nodeTitle(node, catalog?.get(node.kind)?.card, word);
  const trajectory = trajectoryOf(activation);
  return trajectory === null ? title : `${title}, ${t('step.trajectory', { number: trajectory })}`;
}

function sinceStart(ms: number): string {
  const whole = Math.max(0, ms);
  return `${clock(whole)}.${Math.floor((whole % 1000) / 100)}`;
}
