// What kind of run it is, and its health as a row of chips; each opens to what is behind it, in plain words and with a way to the step.

import {
  BrainCircuit,
  CircleCheck,
  Clock,
  DatabaseZap,
  Hourglass,
  RotateCw,
  Scissors,
  ShieldAlert,
  type LucideIcon,
} from 'lucide-react';
import { useMemo } from 'react';
import { findingsOf, type Finding, type Grade } from '../../shared/run/panel/findings.ts';
import { useWords } from '../i18n/words.ts';
import { Popover } from '../ui/Popover.tsx';
import { useRun } from '../workspace.ts';
import { FindingDetails } from './FindingDetails.tsx';

export function RunHealth() {
  const t = useWords();
  const view = useRun((run) => run.view);
  const findings = useMemo(() => findingsOf(view), [view]);
  return (
    <ul className="mt-2 flex flex-wrap gap-1" aria-label={t('health.name')}>
      {view.rehearsal && <Badge>{t('run.rehearsal')}</Badge>}
      {view.forked !== null && <Badge>{t('run.fork')}</Badge>}
      {findings.length === 0 && view.steps.length > 0 && (
        <li className="inline-flex h-5.5 items-center gap-1 text-caption text-dim">
          <CircleCheck size={12} className="text-done" /> {t('health.fine')}
        </li>
      )}
      {findings.map((finding) => (
        <li key={finding.of}>
          <Chip finding={finding} />
        </li>
      ))}
    </ul>
  );
}

function Badge({ children }: { readonly children: string }) {
  return (
    <li className="inline-flex h-5.5 items-center rounded-sm bg-sunken px-1.5 text-caption text-dim">{children}</li>
  );
}

const icons = {
  held: Hourglass,
  time: Clock,
  guards: ShieldAlert,
  retention: BrainCircuit,
  failures: RotateCw,
  cache: DatabaseZap,
  context: Scissors,
} as const satisfies Record<Finding['of'], LucideIcon>;

const looks = {
  bad: 'border-fail/40 bg-fail-soft text-fail',
  warn: 'border-wait-mark/50 bg-wait-soft text-wait',
  note: 'border-line-strong/60 bg-surface text-soft',
} as const satisfies Record<Grade, string>;

function Chip({ finding }: { readonly finding: Finding }) {
  const t = useWords();
  const Icon = icons[finding.of];
  const title = useTitle(finding);
  return (
    <Popover
      title={t(`health.${finding.of}`)}
      trigger={
        <button
          type="button"
          className={`inline-flex h-5.5 max-w-full items-center gap-1 rounded-sm border px-1.5 text-caption tabular ${looks[finding.grade]}`}
        >
          <Icon size={12} className="shrink-0" aria-hidden />
          <span className="truncate">{title}</span>
        </button>
      }
    >
      <FindingDetails finding={finding} />
    </Popover>
  );
}

function useTitle(finding: Finding): string {
  const t = useWords();
  switch (finding.of) {
    case 'held':
      return t('chip.held', { count: finding.held.length });
    case 'time':
      return t(`expired.${finding.phase}`);
    case 'guards': {
      const newest = finding.guards.at(-1);
      const kind = newest === undefined ? '' : t(`guard.${newest.guard}`);
      return t('chip.guards', { count: finding.guards.length, newest: kind });
    }
    case 'retention': {
      const verdict = finding.conversations[0]?.retention.verdict ?? 'unknown';
      return t(`retention.${verdict}`);
    }
    case 'failures':
      return t('chip.failures', { count: finding.failures.length });
    case 'cache':
      return t('chip.cache', { count: finding.breaks.length });
    case 'context':
      return t('chip.context', { count: finding.changes.length });
  }
}
