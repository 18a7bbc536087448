// Why a wire was refused, where it was refused, with the node that would make it fit where there is one.

import { CircleSlash, Replace, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Point } from '../../shared/pipeline/view/placement.ts';
import { useWords } from '../i18n/words.ts';
import { Button, IconButton } from '../ui/Button.tsx';

export interface Refused {
  readonly text: string;
  readonly at: Point;
  /** Puts the converting node in; null: none converts. */
  readonly offer: (() => void) | null;
}

const shownMs = 6000;
const offeredMs = 20_000;

export function Refusal({ refused, onClose }: { readonly refused: Refused; readonly onClose: () => void }) {
  const t = useWords();
  const { text, at, offer } = refused;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setTimeout(onClose, offer === null ? shownMs : offeredMs);
    // Whoever goes on with something else has read it.
    const onPointerDown = ({ target }: PointerEvent) => {
      if (!(target instanceof Node) || box.current?.contains(target) !== true) onClose();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (!reachingKeys.includes(event.key)) onClose();
    };
    window.addEventListener('pointerdown', onPointerDown, true);
    window.addEventListener('keydown', onKeyDown, true);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pointerdown', onPointerDown, true);
      window.removeEventListener('keydown', onKeyDown, true);
    };
  }, [refused, offer, onClose]);
  return (
    <div
      ref={box}
      role="alert"
      className="absolute z-30 flex w-80 items-start gap-2 rounded-md border bg-surface p-2.5 text-dense shadow-float"
      style={{ left: at.x, top: at.y }}
    >
      <CircleSlash size={14} className="mt-0.5 shrink-0 text-fail" />
      <div className="flex min-w-0 flex-1 flex-col items-start gap-2">
        <p className="break-words">{text}</p>
        {offer !== null && (
          <Button
            onClick={() => {
              offer();
              onClose();
            }}
          >
            <Replace size={14} /> {t('canvas.insert_converter')}
          </Button>
        )}
      </div>
      <IconButton name={t('common.close')} keys="Esc" className="-mt-1 -mr-1 size-6" onClick={onClose}>
        <X size={14} />
      </IconButton>
    </div>
  );
}

const reachingKeys = ['Tab', 'Shift', 'Enter', ' '];
