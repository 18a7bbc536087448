// What happened around a step besides its reply: attempts that failed, guards that spoke up, what holds its request up now. Each is one
// line, and opens where there is more to say.

import { ChevronRight, Hourglass, RotateCw, ShieldAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { FailureView, GuardView, StepView } from '../../shared/run/view.ts';
import { actionText, errorText } from '../i18n/said.ts';
import { useWords } from '../i18n/words.ts';
import { oneLine } from '../ui/format.ts';
import { visible } from '../ui/hidden-characters.ts';
import { Held } from './FindingDetails.tsx';

/** An attempt that failed. */
export function FailureNote({ failure, ends }: { readonly failure: FailureView; readonly ends: boolean }) {
  const t = useWords();
  return (
    <Note
      icon={<RotateCw size={12} className={`mt-0.5 shrink-0 ${ends ? 'text-fail' : 'text-wait'}`} />}
      look={ends ? 'bg-fail-soft' : 'bg-wait-soft'}
      title={`${t('step.attempt', { number: failure.attempt })} · ${t(`verdict.${failure.verdict}`)}`}
      line={errorText(failure.error)}
    >
      <p className="break-words">{visible(errorText(failure.error))}</p>
      {failure.error.action !== undefined && <p className="break-words text-soft">{actionText(failure.error)}</p>}
      <p className="text-dim">{failure.retryable ? t('failure.again') : t('failure.final')}</p>
      <p className="text-dim">
        <code className="font-mono">{failure.error.code}</code>
        {failure.raw !== null && (
          <>
            {' · '}
            <span title={failure.raw}>{t('failure.raw', { hash: failure.raw.slice(0, 12) })}</span>
          </>
        )}
      </p>
    </Note>
  );
}

/** A guard that spoke up after a step. */
export function GuardNote({ guard }: { readonly guard: GuardView }) {
  const t = useWords();
  return (
    <Note
      icon={<ShieldAlert size={12} className="mt-0.5 shrink-0 text-wait" />}
      look="bg-wait-soft"
      title={`${t(`guard.${guard.guard}`)} × ${guard.count} · ${t(`action.${guard.action}`)}`}
      line={guard.message}
    >
      <p className="break-words">{visible(guard.message)}</p>
    </Note>
  );
}

/** Why a request has not gone out yet. */
export function HeldNote({ held }: { readonly held: NonNullable<StepView['held']> }) {
  return (
    <p className="mt-1.5 flex gap-1.5 rounded-md bg-sunken p-1.5 text-caption text-soft">
      <Hourglass size={12} className="mt-0.5 shrink-0" />
      <Held until={held.until} reason={held.reason} />
    </p>
  );
}

function Note({
  icon,
  look,
  title,
  line,
  children,
}: {
  readonly icon: ReactNode;
  readonly look: string;
  readonly title: string;
  readonly line: string;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <div className={`mt-1.5 rounded-md text-caption ${look}`}>
      <button
        type="button"
        aria-expanded={open}
        className="flex w-full items-start gap-1.5 p-1.5 text-left"
        onClick={() => setOpen(!open)}
      >
        {icon}
        <span className="min-w-0 flex-1 truncate">
          <span className="font-medium text-ink">{title}</span>
          {!open && <span className="text-soft"> {visible(oneLine(line, 160))}</span>}
        </span>
        <ChevronRight size={12} className={`mt-0.5 shrink-0 transition-transform ${open ? 'rotate-90' : ''}`} />
      </button>
      {open && <div className="flex flex-col gap-0.5 px-6 pb-1.5 text-ink">{children}</div>}
    </div>
  );
}
