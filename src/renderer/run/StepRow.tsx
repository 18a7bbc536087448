// One step: its reasoning, streaming while it comes and folded to its first line after, its calls as cards, what it says, and what
// happened around it.

import { ChevronRight, Ellipsis, Flag, GitFork, ScrollText } from 'lucide-react';
import { memo, useState } from 'react';
import { nodePathOf, trajectoryOf } from '../../shared/run/panel/activation-path.ts';
import type { StepView } from '../../shared/run/view.ts';
import { useWords } from '../i18n/words.ts';
import { cost, duration, oneLine, tokens } from '../ui/format.ts';
import { visible } from '../ui/hidden-characters.ts';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { useRun } from '../workspace.ts';
import { CallCard } from './CallCard.tsx';
import { openDialog } from './panel-state.ts';
import { courseOf } from './run-life.ts';
import { FailureNote, GuardNote, HeldNote } from './StepNotes.tsx';

export interface StepRowProps {
  readonly step: StepView;
  /** Null for a request that only sums the conversation up. */
  readonly number: number | null;
  /** Another run took this step and paid for it. */
  readonly inherited: boolean;
}

export const StepRow = memo(function StepRow({ step, number, inherited }: StepRowProps) {
  const t = useWords();
  const summary = step.purpose === 'summary';
  const name = number === null ? t('step.summary') : t('step.name', { number });
  const over = useRun((run) => courseOf(run) === 'over');
  const thinking = step.status === 'thinking' && !over;
  const failing = step.status === 'failed' || step.status === 'retrying';
  return (
    <article
      className={`group border-b px-3 py-2.5 ${inherited ? 'bg-sunken' : ''} ${summary ? 'border-l-3 border-l-accent' : ''}`}
      aria-label={name}
    >
      <Header step={step} name={name} inherited={inherited} forkable={number !== null} />
      {step.failures.map((failure, index) => (
        <FailureNote
          key={failure.attempt}
          failure={failure}
          ends={step.status === 'failed' && index === step.failures.length - 1}
        />
      ))}
      {step.held !== undefined && <HeldNote held={step.held} />}
      {step.reasoning !== '' && <Reasoning text={step.reasoning} live={thinking} />}
      {thinking && step.held === undefined && step.reasoning === '' && step.content === '' && (
        <p className="mt-1 animate-pulse text-dense text-dim">{t('step.thinking')}</p>
      )}
      {step.calls.map((call) => (
        <CallCard key={call.index} call={call} over={over} />
      ))}
      {step.content !== '' && (step.calls.length > 0 || step.status === 'thinking') && (
        <p className="mt-1.5 whitespace-pre-wrap break-words text-ink">{visible(step.content)}</p>
      )}
      {summary && step.content !== '' && step.status === 'done' && <Reasoning text={step.content} live={false} />}
      {step.guards.map((guard) => (
        <GuardNote key={guard.guard} guard={guard} />
      ))}
      {over && step.status === 'thinking' && <p className="mt-1 text-caption text-dim">{t('step.stopped')}</p>}
      {failing && !over && step.status === 'retrying' && (
        <p className="mt-1 text-caption text-dim">{t('step.retrying')}</p>
      )}
    </article>
  );
});

function Header({
  step,
  name,
  inherited,
  forkable,
}: {
  readonly step: StepView;
  readonly name: string;
  readonly inherited: boolean;
  readonly forkable: boolean;
}) {
  const t = useWords();
  const { usage } = step.ledger;
  const trajectory = trajectoryOf(step.activation);
  const figures = [
    ...(step.durationMs === undefined ? [] : [duration(step.durationMs)]),
    ...(usage.promptTokens === 0
      ? []
      : [t('step.tokens', { input: tokens(usage.promptTokens), output: tokens(usage.completionTokens) })]),
    ...(step.ledger.attempts === 0 ? [] : [cost(step.ledger.cost) ?? t('cost.unknown')]),
  ];
  return (
    <header className="flex flex-wrap items-center gap-x-2 text-caption text-dim tabular">
      <span className="flex items-center gap-1 font-semibold text-soft">
        {step.purpose === 'summary' && <ScrollText size={12} />}
        {name}
      </span>
      <span className="max-w-40 min-w-0 truncate" title={step.activation}>
        {nodePathOf(step.activation)}
        {trajectory !== null && ` · ${t('step.trajectory', { number: trajectory })}`}
      </span>
      {step.last && (
        <span className="flex items-center gap-1 text-wait" title={t('step.last_hint')}>
          <Flag size={11} /> {t('step.last')}
        </span>
      )}
      {inherited && (
        <span className="flex items-center gap-1" title={t('step.inherited_hint')}>
          <GitFork size={11} /> {t('step.inherited')}
        </span>
      )}
      <span className="ml-auto flex shrink-0 items-center gap-1 whitespace-nowrap">
        <span>{figures.join(' · ')}</span>
        {forkable && (
          <Menu
            align="end"
            trigger={
              <button
                type="button"
                aria-label={t('step.more', { name })}
                className="flex size-5 items-center justify-center rounded-sm text-dim opacity-60 group-hover:opacity-100 hover:bg-hover focus-visible:opacity-100"
              >
                <Ellipsis size={13} />
              </button>
            }
          >
            <MenuItem onClick={() => openDialog({ of: 'fork', step: step.key, activation: step.activation })}>
              <GitFork size={14} /> {t('fork.here')}
            </MenuItem>
          </Menu>
        )}
      </span>
    </header>
  );
}

function Reasoning({ text, live }: { readonly text: string; readonly live: boolean }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const shown = open || live;
  return (
    <div className="mt-1">
      <button
        type="button"
        aria-expanded={shown}
        disabled={live}
        className="flex w-full items-start gap-1 text-left text-dense text-dim"
        onClick={() => setOpen(!open)}
      >
        <span className="sr-only">{t('step.reasoning')}: </span>
        <ChevronRight size={13} className={`mt-0.5 shrink-0 transition-transform ${shown ? 'rotate-90' : ''}`} />
        {shown ? (
          <span className="min-w-0 whitespace-pre-wrap break-words">{visible(text)}</span>
        ) : (
          <span className="truncate">{visible(oneLine(text, 200))}</span>
        )}
      </button>
    </div>
  );
}
