// The first tour: a small card that points at one part of the window after the other and ends with a run. It blocks nothing, goes on
// where a part is missing, and is remembered as taken however it ends.

import { ArrowLeft, ArrowRight, Play, X } from 'lucide-react';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useWords } from '../../i18n/words.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { prefer } from '../../ui/preferences.ts';
import { useStable } from '../../ui/use-stable.ts';
import { useWorkspace, useWorkspaceState } from '../../workspace.ts';
import { runOnRehearsal } from '../start/open-and-run.ts';
import { cardPlace } from './card-place.ts';
import { tourSteps, type TourStep, type Trip } from './tour-steps.ts';
import { useTargetRect } from './use-target-rect.ts';

export function Tour() {
  const shown = useWorkspaceState((state) => state.overlay?.of === 'tour');
  return shown ? <Steps /> : null;
}

function Steps() {
  const workspace = useWorkspace();
  const [at, setAt] = useState(0);
  const trip = useRef<Trip>({ tab: null });
  const step = tourSteps[at];
  const before = useRef(globalThis.document.activeElement);
  const end = useStable(() => {
    prefer({ toured: true });
    if (workspace.store.getState().overlay?.of === 'tour') workspace.set({ overlay: null });
    const back = before.current;
    requestAnimationFrame(() => {
      if (globalThis.document.activeElement !== globalThis.document.body) return;
      if (back instanceof HTMLElement && back.isConnected) back.focus();
      else workspace.store.getState().canvas?.focus();
    });
  });
  useEffect(() => {
    void step?.prepare?.(workspace, trip.current);
  }, [step, workspace]);
  if (step === undefined) return null;
  return (
    <Card
      step={step}
      at={at}
      onGo={(to) => {
        if (to >= tourSteps.length) end();
        else if (to >= 0) setAt(to);
      }}
      onRun={() => {
        runOnRehearsal(workspace);
        setAt(at + 1);
      }}
      onEnd={end}
    />
  );
}

interface CardProps {
  readonly step: TourStep;
  readonly at: number;
  readonly onGo: (to: number) => void;
  readonly onRun: () => void;
  readonly onEnd: () => void;
}

function Card({ step, at, onGo, onRun, onEnd }: CardProps) {
  const t = useWords();
  const id = useId();
  const card = useRef<HTMLDivElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const workspace = useWorkspace();
  const opening = useWorkspaceState((state) => state.opening);
  const [height, setHeight] = useState(200);
  const target = useTargetRect(step, workspace);
  const place = cardPlace(target, { width: innerWidth, height: innerHeight }, height);
  const last = at === tourSteps.length - 1;
  useLayoutEffect(() => setHeight(card.current?.offsetHeight ?? 200), [step]);
  useEffect(() => next.current?.focus({ preventScroll: true }), [step]);
  // Escape ends it from wherever the focus is, as long as nobody else wants the key.
  const onEscape = useStable((event: globalThis.KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onEnd();
  });
  useEffect(() => {
    window.addEventListener('keydown', onEscape);
    return () => window.removeEventListener('keydown', onEscape);
  }, [onEscape]);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = event.key === 'ArrowRight' ? at + 1 : event.key === 'ArrowLeft' ? at - 1 : null;
    if (to === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (to > at && (step.runs === true || last)) return;
    onGo(to);
  };
  return (
    <>
      {target !== null && (
        <div
          aria-hidden
          className="pointer-events-none fixed z-40 rounded-lg shadow-float ring-2 ring-accent transition-[left,top,width,height] duration-150"
          style={{ left: target.x - 3, top: target.y - 3, width: target.width + 6, height: target.height + 6 }}
        />
      )}
      <div
        ref={card}
        role="dialog"
        aria-labelledby={`${id}title`}
        aria-describedby={`${id}text`}
        data-testid="tour"
        className="fixed z-50 flex w-80 max-w-[calc(100vw-24px)] flex-col gap-2 rounded-lg border bg-surface p-4 shadow-float transition-[left,top] duration-150"
        style={{ left: place.x, top: place.y }}
        onKeyDown={onKeyDown}
      >
        <div className="flex items-start justify-between gap-2">
          <h2 id={`${id}title`} className="text-title font-semibold">
            {t(step.title)}
          </h2>
          <IconButton name={t('tour.skip')} keys="Esc" className="-mt-1 -mr-2" onClick={onEnd}>
            <X size={15} />
          </IconButton>
        </div>
        <p id={`${id}text`} className="text-soft">
          {t(step.text)}
        </p>
        <div className="mt-2 flex items-center gap-2">
          <span className="flex-1 text-caption text-dim tabular" role="status">
            {t('tour.step', { at: at + 1, count: tourSteps.length })}
          </span>
          {at > 0 && (
            <IconButton name={t('tour.back')} keys="←" onClick={() => onGo(at - 1)}>
              <ArrowLeft size={15} />
            </IconButton>
          )}
          {step.runs === true ? (
            <Button ref={next} look="primary" disabled={opening !== null} onClick={onRun}>
              <Play size={13} /> {t('tour.start')}
            </Button>
          ) : (
            <Button ref={next} look="primary" onClick={() => onGo(at + 1)}>
              {last ? t('tour.done') : t('tour.next')} {!last && <ArrowRight size={14} />}
            </Button>
          )}
        </div>
      </div>
    </>
  );
}
