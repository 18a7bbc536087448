// The run from its inputs to its answer, one row for each step and for what happened between steps, drawn only where it is looked at.
// Follows the tail until somebody scrolls up, and shows the row that another part of the panel asks for.

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { timelineRows, type TimelineRow } from '../../shared/run/panel/rows.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Empty, Loading } from '../ui/Notice.tsx';
import { useRun } from '../workspace.ts';
import { ContextRow, ForkRow, SteerRow } from './BetweenRows.tsx';
import { Ending } from './Ending.tsx';
import { panelState } from './panel-state.ts';
import { isAsking } from './run-life.ts';
import { RunStrip } from './RunStrip.tsx';
import { StepRow } from './StepRow.tsx';

/** `short`: the panel has little height. */
export function Timeline({ short }: { readonly short: boolean }) {
  const t = useWords();
  const rows = useRows();
  const phase = useRun((run) => run.phase);
  const over = useRun((run) => run.view.stateHash !== null);
  // What waits for a person goes before what has been.
  const asked = useRun(isAsking);
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  // Functions that stay the same: new ones would have every row measured again with every word of the model.
  const latest = useRef(rows);
  latest.current = rows;
  const estimateSize = useCallback((index: number) => (latest.current[index]?.type === 'step' ? 120 : 40), []);
  const getItemKey = useCallback((index: number) => latest.current[index]?.key ?? index, []);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    overscan: 6,
    getItemKey,
  });
  const total = virtual.getTotalSize();
  const items = virtual.getVirtualItems();
  useEffect(() => {
    const element = scroller.current;
    if (following && !over && element !== null) element.scrollTop = element.scrollHeight;
  }, [following, total, rows, over, short, asked]);
  // Whoever followed the run reads the answer from its beginning.
  useEffect(() => {
    if (over && following) virtual.scrollToIndex(rows.length - 1, { align: 'start' });
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the run ends
  }, [over]);
  const jump = useStore(panelState, (state) => state.jump);
  // What was asked for before this run was on screen is another run's.
  const [before] = useState(jump?.count ?? 0);
  const [shown, setShown] = useState(before);
  useEffect(() => {
    if (jump === null || jump.count === shown) return;
    setShown(jump.count);
    const index = rows.findIndex(({ key }) => key === jump.row);
    if (index < 0) return;
    setFollowing(false);
    virtual.scrollToIndex(index, { align: 'start' });
  }, [jump, shown, rows, virtual]);

  if (rows.length === 0)
    return (
      <div className="min-h-0 flex-1">
        {phase === 'loading' ? <Loading text={t('common.loading')} /> : <Empty title={t('run.no_steps')} />}
      </div>
    );
  const target = jump !== null && jump.count > before ? jump.row : null;
  return (
    <>
      <RunStrip at={target} />
      <div className={`relative flex-1 ${asked ? 'min-h-0' : short ? 'min-h-20' : 'min-h-36'}`}>
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
            {/* The rows in view stand in normal flow beneath each other: one that grows moves what follows at once. */}
            <div className="absolute inset-x-0 top-0" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
              {items.map((item) => {
                const row = rows[item.index];
                return row === undefined ? null : (
                  <div
                    key={item.key}
                    ref={virtual.measureElement}
                    data-index={item.index}
                    className={row.key === target ? 'shadow-[inset_3px_0_0_var(--accent)]' : ''}
                  >
                    <RowView row={row} />
                  </div>
                );
              })}
            </div>
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
    </>
  );
}

function useRows(): readonly TimelineRow[] {
  const steps = useRun((run) => run.view.steps);
  const steers = useRun((run) => run.view.steers);
  const contextChanges = useRun((run) => run.view.contextChanges);
  const forked = useRun((run) => run.view.forked);
  const stateHash = useRun((run) => run.view.stateHash);
  return useMemo(
    () => timelineRows({ steps, steers, contextChanges, forked, stateHash }),
    [steps, steers, contextChanges, forked, stateHash],
  );
}

function RowView({ row }: { readonly row: TimelineRow }) {
  switch (row.type) {
    case 'step':
      return <StepRow step={row.step} number={row.number} inherited={row.inherited} />;
    case 'steer':
      return <SteerRow steer={row.steer} />;
    case 'context':
      return <ContextRow change={row.change} />;
    case 'fork':
      return <ForkRow from={row.from} step={row.step} />;
    case 'ending':
      return <Ending />;
  }
}
