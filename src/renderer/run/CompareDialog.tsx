// The run on screen beside another one of the same pipeline: their steps aligned by what was done, the first difference in sight.

import { useVirtualizer } from '@tanstack/react-virtual';
import { Equal, Flag, MoveLeft, MoveRight, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { toEnvelope, type ErrorEnvelope } from '../../shared/errors.ts';
import type { RunDiff, StepDigest } from '../../shared/run/diff.ts';
import { useLanguage, useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { moments } from '../ui/format.ts';
import { visible } from '../ui/hidden-characters.ts';
import { Empty, Failure, Loading } from '../ui/Notice.tsx';
import { Select } from '../ui/Select.tsx';
import { useRun, useWorkspace, useWorkspaceState } from '../workspace.ts';
import { openDialog, panelState } from './panel-state.ts';

export function CompareDialog() {
  const t = useWords();
  const open = useStore(panelState, ({ dialog }) => dialog?.of === 'compare');
  const runId = useRun((run) => run.runId);
  return (
    <Dialog large open={open} onClose={() => openDialog(null)} title={t('compare.title')}>
      {open && runId !== null && <Compare key={runId} runId={runId} />}
    </Dialog>
  );
}

function Compare({ runId }: { readonly runId: string }) {
  const t = useWords();
  const { host } = useWorkspace();
  const [language] = useLanguage();
  const runs = useWorkspaceState((state) => state.runs) ?? [];
  const parent = useRun((run) => run.view.forked?.from ?? null);
  const others = runs.filter((run) => run.runId !== runId);
  const [other, setOther] = useState(parent ?? others[0]?.runId ?? null);
  const [diff, setDiff] = useState<RunDiff | null>(null);
  const [failure, setFailure] = useState<ErrorEnvelope | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    setDiff(null);
    setFailure(null);
    if (other === null) return;
    let left = false;
    host['runs.diff']({ left: other, right: runId }).then(
      (made) => left || setDiff(made),
      (thrown: unknown) => left || setFailure(toEnvelope(thrown)),
    );
    return () => {
      left = true;
    };
  }, [host, runId, other, asked]);
  if (other === null) return <Empty title={t('compare.none')}>{t('compare.none_hint')}</Empty>;
  const times = moments(
    others.map(({ createdAt }) => createdAt),
    language,
  );
  const options = others.map((run, index) => ({
    value: run.runId,
    label: `${times[index] ?? ''} · ${t(`status.${run.status}`)}`,
    detail: run.runId === parent ? t('compare.parent') : run.runId,
  }));
  const known = options.some(({ value }) => value === other);
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-4 text-dense">
        <div className="min-w-0">
          <Select
            name={t('compare.other')}
            value={other}
            options={known ? options : [{ value: other, label: t('compare.parent') }, ...options]}
            onChange={setOther}
          />
        </div>
        <p className="flex h-7 items-center font-medium">{t('compare.this')}</p>
      </div>
      {failure !== null && <Failure error={failure} onRetry={() => setAsked(asked + 1)} />}
      {diff === null && failure === null && <Loading text={t('compare.loading')} />}
      {diff !== null && <Result diff={diff} />}
    </div>
  );
}

function Result({ diff }: { readonly diff: RunDiff }) {
  const t = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: diff.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 56,
    overscan: 8,
  });
  const first = diff.first?.row ?? null;
  const toFirst = () => {
    if (first !== null) virtual.scrollToIndex(first, { align: 'center' });
  };
  useEffect(() => {
    if (first !== null) virtual.scrollToIndex(first, { align: 'center' });
    // oxlint-disable-next-line react/exhaustive-deps -- once for each comparison
  }, [first]);
  return (
    <>
      {diff.setup.length > 0 && (
        <section aria-label={t('compare.setup')}>
          <h3 className="text-dense font-semibold">{t('compare.setup')}</h3>
          <ul className="mt-1 flex flex-col gap-0.5 text-dense text-soft">
            {diff.setup.map((sentence) => (
              <li key={sentence} className="break-words">
                {visible(sentence)}
              </li>
            ))}
          </ul>
        </section>
      )}
      <div
        className={`flex items-start gap-2 rounded-md p-2 text-dense ${diff.first === null ? 'bg-done-soft' : 'bg-wait-soft'}`}
        data-testid="first-difference"
      >
        {diff.first === null ? (
          <Equal size={14} className="mt-0.5 shrink-0 text-done" />
        ) : (
          <Flag size={14} className="mt-0.5 shrink-0 text-wait" />
        )}
        <span className="min-w-0 flex-1 break-words">
          {diff.first === null ? t('compare.same') : visible(diff.first.what)}
        </span>
        {diff.first !== null && <Button onClick={toFirst}>{t('compare.show_first')}</Button>}
      </div>
      <div
        ref={scroller}
        className="h-[50vh] overflow-auto rounded-md border"
        tabIndex={0}
        aria-label={t('compare.rows')}
      >
        <div className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = diff.rows[item.index];
            return row === undefined ? null : (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                className="absolute top-0 left-0 w-full"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <DiffRow row={row} first={item.index === first} />
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}

type Row = RunDiff['rows'][number];

const backgrounds = {
  same: '',
  changed: 'bg-wait-soft',
  left: 'bg-fail-soft',
  right: 'bg-done-soft',
} as const satisfies Record<Row['kind'], string>;

function DiffRow({ row, first }: { readonly row: Row; readonly first: boolean }) {
  const t = useWords();
  return (
    <div
      className={`grid grid-cols-[minmax(0,1fr)_20px_minmax(0,1fr)] gap-2 border-b px-2 py-1.5 text-caption ${backgrounds[row.kind]} ${first ? 'shadow-[inset_3px_0_0_var(--wait-mark)]' : ''}`}
      data-kind={row.kind}
    >
      <Did step={row.left} />
      <span className="flex justify-center pt-0.5 text-dim" title={t(`diff.${row.kind}`)}>
        <Sign kind={row.kind} />
        <span className="sr-only">{t(`diff.${row.kind}`)}</span>
      </span>
      <Did step={row.right} />
    </div>
  );
}

function Sign({ kind }: { readonly kind: Row['kind'] }) {
  switch (kind) {
    case 'same':
      return <Equal size={12} />;
    case 'changed':
      return <TriangleAlert size={12} className="text-wait" />;
    case 'left':
      return <MoveLeft size={12} className="text-fail" />;
    case 'right':
      return <MoveRight size={12} className="text-done" />;
  }
}

function Did({ step }: { readonly step: StepDigest | null }) {
  const t = useWords();
  if (step === null) return <span />;
  return (
    <span className="min-w-0">
      <span className="block truncate text-dim tabular">
        {step.activation} · {t('step.name', { number: step.step })}
      </span>
      {step.calls.map((call, index) => (
        <code key={index} className="line-clamp-3 font-mono break-all text-ink">
          {visible(call)}
        </code>
      ))}
      {step.answer !== null && step.calls.length === 0 && (
        <span className="line-clamp-3 break-words text-ink">{visible(step.answer)}</span>
      )}
    </span>
  );
}
