// What is always in sight of a run: its state, step of the cap, time, tokens, cost of the budget, speed, and the buttons for it.

import { CirclePlay, Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLanguage, useWords } from '../i18n/words.ts';
import { RunMark } from '../library/LibraryPane.tsx';
import { Button } from '../ui/Button.tsx';
import { cost, count, duration, money, tokens } from '../ui/format.ts';
import { useRun, useWorkspace } from '../workspace.ts';

export function RunHeader() {
  const t = useWords();
  const workspace = useWorkspace();
  const [language] = useLanguage();
  const view = useRun((run) => run.view);
  const phase = useRun((run) => run.phase);
  const cap = useRun(stepCap);
  const active = view.status === 'running' || view.status === 'waiting';
  const abandoned = active && phase === 'still';
  const asked = !abandoned && view.status === 'running' && view.questions.length > 0;
  const status = asked ? 'waiting' : abandoned && view.status === 'running' ? 'interrupted' : view.status;
  const now = useClock(active && !abandoned);
  const { usage } = view.ledger;
  const spent = cost(view.ledger.cost);
  const budget = view.limits.budgetNanoUsd;
  const elapsed = Math.max(0, (active && !abandoned ? now : view.updatedAt) - view.startedAt);
  const last = view.steps.findLast((step) => step.durationMs !== undefined && step.ledger.usage.completionTokens > 0);
  const writingMs = last === undefined ? 0 : (last.durationMs ?? 0) - (last.firstTokenMs ?? 0);
  const speed = last === undefined || writingMs <= 0 ? null : (last.ledger.usage.completionTokens * 1000) / writingMs;
  return (
    <header className="shrink-0 border-b p-3">
      <div className="flex min-h-7 items-center gap-2">
        <RunMark status={status} />
        <span className="font-semibold">
          {phase === 'loading' ? t('common.loading') : phase === 'lost' ? t('status.lost') : t(`status.${status}`)}
        </span>
        {view.rehearsal && (
          <span className="truncate rounded-sm bg-sunken px-1.5 text-caption text-dim">{t('run.rehearsal')}</span>
        )}
        <span className="ml-auto flex gap-1">
          {active && !abandoned && (
            <Button look="danger" onClick={() => void workspace.stopRun()}>
              <Square size={12} /> {t('run.stop')}
            </Button>
          )}
          {(status === 'interrupted' || (abandoned && status === 'waiting')) && (
            <Button onClick={() => void workspace.resumeRun(view.runId)}>
              <CirclePlay size={14} /> {t('run.resume')}
            </Button>
          )}
        </span>
      </div>
      <p role="status" aria-live="polite" className="sr-only">
        {t(`status.${status}`)}
      </p>
      <dl className="mt-2 grid grid-cols-3 gap-x-3 gap-y-1.5 text-dense tabular">
        <Figure
          title={t('figure.step')}
          value={cap === null ? String(view.steps.length) : `${view.steps.length} / ${cap}`}
        />
        <Figure title={t('figure.elapsed')} value={duration(elapsed)} />
        <Figure
          title={t('figure.speed')}
          value={speed === null ? '–' : t('figure.per_second', { count: Math.round(speed) })}
        />
        <Figure
          title={t('figure.input')}
          value={tokens(usage.promptTokens)}
          hint={
            usage.cachedTokens === null
              ? t('figure.cache_unknown')
              : t('figure.cached', {
                  hit: count(usage.cachedTokens, language),
                  miss: count(usage.promptTokens - usage.cachedTokens, language),
                })
          }
        />
        <Figure
          title={t('figure.output')}
          value={tokens(usage.completionTokens)}
          hint={count(usage.completionTokens, language)}
        />
        <Figure
          title={t('figure.cost')}
          value={`${spent ?? t('cost.unknown')}${budget === null ? '' : ` / ${money(budget)}`}`}
        />
      </dl>
      {usage.promptTokens > 0 && usage.cachedTokens !== null && (
        <Bar
          part={usage.cachedTokens / usage.promptTokens}
          title={t('figure.cached_part', { percent: Math.round((usage.cachedTokens / usage.promptTokens) * 100) })}
        />
      )}
      {budget !== null && budget > 0 && view.ledger.cost !== null && (
        <Bar
          part={Math.min(1, view.ledger.cost.high / budget)}
          title={t('figure.budget_part', { percent: Math.round((view.ledger.cost.high / budget) * 100) })}
        />
      )}
    </header>
  );
}

function Figure({ title, value, hint }: { readonly title: string; readonly value: string; readonly hint?: string }) {
  return (
    <div className="min-w-0" title={hint}>
      <dt className="truncate text-caption text-dim">{title}</dt>
      <dd className="truncate font-medium">{value}</dd>
    </div>
  );
}

function Bar({ part, title }: { readonly part: number; readonly title: string }) {
  return (
    <div className="mt-2 flex items-center gap-2 text-caption text-dim" role="img" aria-label={title}>
      <span className="h-1 flex-1 overflow-hidden rounded-full bg-active">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${part * 100}%` }} />
      </span>
      <span className="tabular">{title}</span>
    </div>
  );
}

function stepCap({
  view,
  plan,
}: {
  readonly view: { readonly limits: { readonly maxSteps: number | null; readonly agentSteps: number | null } };
  readonly plan: {
    readonly nodes: readonly { readonly performer: string; readonly params: Readonly<Record<string, unknown>> }[];
  } | null;
}): number | null {
  const { maxSteps, agentSteps } = view.limits;
  const agents = (plan?.nodes ?? []).filter((node) => node.performer === 'agent');
  const own =
    agents.length === 0
      ? null
      : agents.reduce((sum, node) => sum + (agentSteps ?? Number(node.params['maxSteps'] ?? 0)), 0);
  if (maxSteps === null) return own === 0 ? null : own;
  return own === null || own === 0 ? maxSteps : Math.min(maxSteps, own);
}

function useClock(running: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
