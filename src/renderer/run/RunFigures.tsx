// The figures of a run with the limits that they are measured against. What they mean is computed in shared/run/panel.

import { useMemo } from 'react';
import {
  cacheShare,
  contextFill,
  forecast,
  stepCap,
  stepsTaken,
  tokensUsed,
  writingSpeed,
} from '../../shared/run/panel/figures.ts';
import { workedAt } from '../../shared/run/panel/working-time.ts';
import { useLanguage, useWords } from '../i18n/words.ts';
import { clock, cost, count, duration, money, tokens } from '../ui/format.ts';
import { useClock } from '../ui/use-clock.ts';
import { useRun } from '../workspace.ts';
import { isLive } from './run-life.ts';

export function RunFigures() {
  const t = useWords();
  const [language] = useLanguage();
  const view = useRun((run) => run.view);
  const plan = useRun((run) => run.plan);
  const { steps, limits, ledger } = view;
  const taken = useMemo(() => stepsTaken({ steps }), [steps]);
  const cap = useMemo(() => stepCap({ limits }, plan), [limits, plan]);
  const context = useMemo(() => contextFill(view, plan), [view, plan]);
  const ahead = useMemo(() => forecast(view, plan), [view, plan]);
  const speed = useMemo(() => writingSpeed(steps), [steps]);
  const cache = cacheShare(view);
  const used = tokensUsed(view);
  const spent = cost(ledger.cost);
  const budget = limits.budgetNanoUsd;
  const maxTokens = limits.maxTokens ?? null;
  return (
    <dl className="mt-2 grid grid-cols-3 gap-x-3 gap-y-1.5 text-dense tabular">
      <Figure
        title={t('figure.step')}
        value={String(taken)}
        most={cap === null ? null : String(cap)}
        part={share(taken, cap)}
      />
      <Elapsed />
      <Figure
        title={t('figure.cost')}
        value={spent ?? t('cost.unknown')}
        most={budget === null ? null : money(budget)}
        part={ledger.cost === null ? null : share(ledger.cost.high, budget)}
      />
      <Figure
        title={t('figure.input')}
        value={tokens(ledger.usage.promptTokens)}
        note={
          cache === null
            ? ledger.usage.promptTokens > 0
              ? t('figure.cache_unknown')
              : ''
            : t('figure.cached_part', { percent: Math.round((cache.hit / (cache.hit + cache.miss)) * 100) })
        }
        hint={
          cache === null
            ? t('figure.cache_unknown_hint')
            : t('figure.cached', { hit: count(cache.hit, language), miss: count(cache.miss, language) })
        }
      />
      <Figure
        title={t('figure.output')}
        value={tokens(ledger.usage.completionTokens)}
        hint={count(ledger.usage.completionTokens, language)}
        note={[
          ...(maxTokens === null ? [] : [t('figure.of_tokens', { used: tokens(used), most: tokens(maxTokens) })]),
          ...(speed === null ? [] : [t('figure.per_second', { count: tokens(Math.round(speed)) })]),
        ].join(' · ')}
        part={share(used, maxTokens)}
      />
      <Figure
        title={t('figure.context')}
        value={context === null ? '–' : tokens(context.tokens)}
        most={context === null || context.limit === null ? null : tokens(context.limit)}
        part={context === null ? null : share(context.tokens, context.limit)}
        {...(context === null || context.window === null
          ? {}
          : { hint: t('figure.window', { window: count(context.window, language), node: context.activation }) })}
      />
      {ahead !== null && (
        <Figure
          wide
          title={t('figure.pace')}
          value={t('figure.per_step', { cost: cost(ahead.perStep) ?? '' })}
          note={
            ahead.budgetStep !== null
              ? t('figure.budget_until', { step: ahead.budgetStep })
              : ahead.atCap !== null
                ? t('figure.at_cap', { cost: cost(ahead.atCap) ?? '', step: cap ?? 0 })
                : ''
          }
        />
      )}
    </dl>
  );
}

/** The figures that matter most, in one line. */
export function FiguresLine() {
  const t = useWords();
  const plan = useRun((run) => run.plan);
  const steps = useRun((run) => run.view.steps);
  const limits = useRun((run) => run.view.limits);
  const ledger = useRun((run) => run.view.ledger);
  const taken = useMemo(() => stepsTaken({ steps }), [steps]);
  const cap = useMemo(() => stepCap({ limits }, plan), [limits, plan]);
  return (
    <>
      {t('figure.step')} {taken}
      {cap !== null && ` / ${cap}`} · <ElapsedText /> · {cost(ledger.cost) ?? t('cost.unknown')} ·{' '}
      {t('step.tokens', {
        input: tokens(ledger.usage.promptTokens),
        output: tokens(ledger.usage.completionTokens),
      })}
    </>
  );
}

function ElapsedText() {
  const { worked, inWords } = useElapsed();
  return inWords(worked);
}

// What grows is a clock, what stands still a duration, as on the nodes.
function useElapsed(): { readonly worked: number; readonly inWords: (ms: number) => string } {
  const running = useRun((run) => isLive(run) && run.work.since !== null);
  const work = useRun((run) => run.work);
  const now = useClock(running);
  return { worked: running ? workedAt(work, now) : work.workedMs, inWords: running ? clock : duration };
}

// By itself, so that the clock redraws nothing else.
function Elapsed() {
  const t = useWords();
  const { worked, inWords } = useElapsed();
  const most = useRun((run) => run.view.limits.maxWallMs ?? null);
  return (
    <Figure
      title={t('figure.elapsed')}
      value={inWords(worked)}
      most={most === null ? null : inWords(most)}
      hint={t('figure.elapsed_hint')}
      part={share(worked, most)}
    />
  );
}

interface FigureProps {
  readonly title: string;
  readonly value: string;
  /** The limit; null: there is none. */
  readonly most?: string | null;
  readonly hint?: string;
  /** In small, beneath the value, or beside it where there is room. */
  readonly note?: string;
  /** How much of its limit is used, from 0 on; null: nothing limits it. */
  readonly part?: number | null;
  readonly wide?: boolean;
}

function Figure({ title, value, most = null, hint, note = '', part = null, wide = false }: FigureProps) {
  return (
    <div className={`min-w-0 ${wide ? 'col-span-3' : ''}`} title={hint}>
      <dt className="truncate text-caption text-dim">{title}</dt>
      <dd className="flex flex-wrap gap-x-1 font-medium">
        {value} {wide && note !== '' && <span className="ml-2 font-normal text-dim">{note}</span>}
        {most !== null && <span className="font-normal whitespace-nowrap text-soft">/ {most}</span>}
      </dd>
      {part !== null && <Bar title={title} part={part} />}
      {!wide && note !== '' && <dd className="text-caption text-dim">{note}</dd>}
    </div>
  );
}

function Bar({ title, part }: { readonly title: string; readonly part: number }) {
  const percent = Math.round(part * 100);
  // A limit that comes near is a warning only while something can still be done about it.
  const live = useRun(isLive);
  const colour = !live ? 'bg-muted' : part >= 1 ? 'bg-fail' : part >= 0.8 ? 'bg-wait-mark' : 'bg-accent';
  return (
    <dd>
      <div
        role="meter"
        aria-label={title}
        aria-valuenow={Math.min(100, percent)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={`${percent} %`}
        className="mt-0.5 h-1 overflow-hidden rounded-full bg-active"
      >
        <span className={`block h-full rounded-full ${colour}`} style={{ width: `${Math.min(100, part * 100)}%` }} />
      </div>
    </dd>
  );
}

function share(used: number, most: number | null): number | null {
  return most === null || most === 0 ? null : used / most;
}
