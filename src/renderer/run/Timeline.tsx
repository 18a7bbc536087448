// The run from its inputs to its answer, one row for each step, drawn only where it is looked at. Follows the tail until somebody
// scrolls up.

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { QuestionView, StepView } from '../../shared/run/view.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Empty, Loading } from '../ui/Notice.tsx';
import { useRun } from '../workspace.ts';
import { Ending } from './Ending.tsx';
import { QuestionCard } from './QuestionCard.tsx';
import { StepRow } from './StepRow.tsx';

type Row =
  | { readonly type: 'step'; readonly step: StepView; readonly number: number }
  | { readonly type: 'question'; readonly question: QuestionView }
  | { readonly type: 'ending' };

export function Timeline() {
  const t = useWords();
  const steps = useRun((run) => run.view.steps);
  const questions = useRun((run) => run.view.questions);
  const phase = useRun((run) => run.phase);
  const over = useRun((run) => run.view.stateHash !== null);
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const rows = useMemo<readonly Row[]>(
    () => [
      ...steps.map((step, index) => ({ type: 'step' as const, step, number: index + 1 })),
      ...questions.map((question) => ({ type: 'question' as const, question })),
      ...(over ? [{ type: 'ending' as const }] : []),
    ],
    [steps, questions, over],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 120,
    overscan: 6,
    getItemKey: (index) => keyOf(rows[index]),
  });
  const total = virtual.getTotalSize();
  useEffect(() => {
    const element = scroller.current;
    if (following && !over && element !== null) element.scrollTop = element.scrollHeight;
  }, [following, total, rows, over]);
  // Whoever followed the run reads the answer from its beginning.
  useEffect(() => {
    if (over && following) virtual.scrollToIndex(rows.length - 1, { align: 'start' });
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the run ends
  }, [over]);

  if (rows.length === 0)
    return (
      <div className="min-h-0 flex-1">
        {phase === 'loading' ? <Loading text={t('common.loading')} /> : <Empty title={t('run.no_steps')} />}
      </div>
    );
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        className="h-full overflow-auto overflow-x-hidden"
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('run.timeline')}
        onWheel={(event) => {
          if (event.deltaY < 0) setFollowing(false);
        }}
        onKeyDown={(event) => {
          if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) setFollowing(false);
        }}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          if (scrollHeight - scrollTop - clientHeight < 8) setFollowing(true);
          else if (scrollHeight - scrollTop - clientHeight > 400 && !following) setFollowing(false);
        }}
      >
        <div className="relative w-full" style={{ height: total }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="absolute top-0 left-0 w-full"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <RowView row={row} />
              </div>
            );
          })}
        </div>
      </div>
      {!following && (
        <Button
          className="absolute bottom-3 left-1/2 -translate-x-1/2 shadow-float"
          onClick={() => {
            setFollowing(true);
            if (over) virtual.scrollToIndex(rows.length - 1, { align: 'start' });
          }}
        >
          <ArrowDown size={14} /> {over ? t('run.to_answer') : t('run.follow')}
        </Button>
      )}
    </div>
  );
}

function RowView({ row }: { readonly row: Row }) {
  switch (row.type) {
    case 'step':
      return <StepRow step={row.step} number={row.number} />;
    case 'question':
      return <QuestionCard question={row.question} />;
    case 'ending':
      return <Ending />;
  }
}

function keyOf(row: Row | undefined): string {
  if (row === undefined) return '';
  return row.type === 'step' ? row.step.key : row.type === 'question' ? row.question.effect : 'ending';
}
