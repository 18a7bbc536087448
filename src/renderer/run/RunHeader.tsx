// What is always in sight of a run: its state and the buttons for it, its figures, and what there is to know about its health.

import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { RunMark } from '../library/RunMark.tsx';
import { useRun } from '../workspace.ts';
import { RunControls } from './RunControls.tsx';
import { FiguresLine, RunFigures } from './RunFigures.tsx';
import { RunHealth } from './RunHealth.tsx';
import { shownStatus } from './run-life.ts';

/** `short`: there is little height; the figures are one line then, which opens. */
export function RunHeader({ short }: { readonly short: boolean }) {
  const t = useWords();
  const phase = useRun((run) => run.phase);
  const status = useRun(shownStatus);
  const [open, setOpen] = useState(false);
  return (
    <header className={`shrink-0 border-b px-3 ${short ? 'py-2' : 'py-3'}`}>
      <div className="flex min-h-7 flex-wrap items-center gap-x-2 gap-y-1">
        <RunMark status={status} />
        <span className="font-semibold">
          {phase === 'loading' ? t('common.loading') : phase === 'lost' ? t('status.lost') : t(`status.${status}`)}
        </span>
        <RunControls />
      </div>
      {short && (
        <button
          type="button"
          aria-expanded={open}
          className="-mx-1 mt-1 flex h-5 max-w-full items-center gap-1 rounded-sm px-1 text-dense text-soft tabular hover:bg-hover"
          onClick={() => setOpen(!open)}
        >
          <ChevronRight size={13} className={`shrink-0 transition-transform ${open ? 'rotate-90' : ''}`} />
          <span className="sr-only">{t('figure.name')}: </span>
          <span className="truncate">
            <FiguresLine />
          </span>
        </button>
      )}
      {(open || !short) && (
        <>
          <RunFigures />
          <RunHealth />
        </>
      )}
    </header>
  );
}
