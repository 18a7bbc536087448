// What is always in sight of a run: its state and the buttons for it, its figures, and what there is to know about its health.

import { useWords } from '../i18n/words.ts';
import { RunMark } from '../library/RunMark.tsx';
import { useRun } from '../workspace.ts';
import { RunControls } from './RunControls.tsx';
import { RunFigures } from './RunFigures.tsx';
import { RunHealth } from './RunHealth.tsx';
import { shownStatus } from './run-life.ts';

export function RunHeader() {
  const t = useWords();
  const phase = useRun((run) => run.phase);
  const status = useRun(shownStatus);
  return (
    <header className="shrink-0 border-b p-3">
      <div className="flex min-h-7 flex-wrap items-center gap-x-2 gap-y-1">
        <RunMark status={status} />
        <span className="font-semibold">
          {phase === 'loading' ? t('common.loading') : phase === 'lost' ? t('status.lost') : t(`status.${status}`)}
        </span>
        <RunControls />
      </div>
      <RunFigures />
      <RunHealth />
    </header>
  );
}
