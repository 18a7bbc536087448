// Run and stop, with what the run on screen has cost so far of its budget.

import { Play, Square } from 'lucide-react';
import type { OpenDocument } from '../document/open-document.ts';
import { useWords } from '../i18n/words.ts';
import { isLive } from '../run/run-life.ts';
import { useStart } from '../run/use-start.ts';
import { Button } from '../ui/Button.tsx';
import { cost, money } from '../ui/format.ts';
import { useRun, useWorkspace, useWorkspaceState } from '../workspace.ts';

export function RunButton({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const workspace = useWorkspace();
  const { start } = useStart(open);
  const starting = useWorkspaceState((state) => state.starting);
  const live = useRun(isLive);
  const spent = useRun((run) => (run.runId === null ? null : (cost(run.view.ledger.cost) ?? 'unknown')));
  const budget = useRun((run) => run.view.limits.budgetNanoUsd);
  return (
    <>
      {spent !== null && (
        <span className="text-dense whitespace-nowrap text-soft tabular" title={t('figure.cost')}>
          {spent === 'unknown' ? t('cost.unknown') : spent}
          {budget !== null && ` / ${money(budget)}`}
        </span>
      )}
      {live ? (
        <Button look="danger" onClick={() => void workspace.stopRun()}>
          <Square size={13} /> {t('run.stop')}
        </Button>
      ) : (
        <Button look="primary" data-tour="run" disabled={starting} onClick={start}>
          <Play size={13} /> {t('run.start')}
        </Button>
      )}
    </>
  );
}
