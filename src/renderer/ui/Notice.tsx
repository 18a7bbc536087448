// The states of a pane that has nothing to show: empty, loading, failed; and a failure in a line of its own.

import { CircleAlert, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { actionText, errorText, isInWords, type Said } from '../i18n/said.ts';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { Button } from './Button.tsx';

/** A few words in the middle of an empty pane, and what to do. */
export function Empty({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-1 p-6 text-center">
      <p className="font-medium text-soft">{title}</p>
      {children !== undefined && <p className="max-w-72 text-dense text-dim">{children}</p>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}

/** Something is on its way. */
export function Loading({ text }: { readonly text: string }) {
  return (
    <p role="status" className="flex items-center justify-center gap-2 p-4 text-dense text-dim">
      <LoaderCircle size={14} className="animate-spin" />
      {text}
    </p>
  );
}

export interface FailureProps {
  readonly error: Said;
  readonly onRetry?: () => void;
  readonly retry?: string;
}

/** What went wrong, what to do next, and the button that tries again where that can help. */
export function Failure({ error, onRetry, retry }: FailureProps) {
  const t = useWords();
  const word = useOptionalWords();
  // What is said in full needs no short name above it.
  const title = isInWords(error) ? '' : word(`code.${error.code}`, '');
  const action = actionText(error);
  return (
    <div role="alert" className="flex gap-2 rounded-md bg-fail-soft p-2.5 text-dense">
      <CircleAlert size={14} className="mt-0.5 shrink-0 text-fail" />
      <div className="min-w-0 flex-1 break-words">
        {title !== '' && <p className="font-medium text-ink">{title}</p>}
        <p className="text-ink">{errorText(error)}</p>
        {action !== undefined && <p className="mt-0.5 text-soft">{action}</p>}
        {onRetry !== undefined && (
          <Button className="mt-2" onClick={onRetry}>
            {retry ?? t('common.retry')}
          </Button>
        )}
      </div>
    </div>
  );
}
