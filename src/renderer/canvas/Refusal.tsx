// Why a wire was refused, where it was refused, with the node that would make it fit where there is one.

import { Replace } from 'lucide-react';
import { useEffect } from 'react';
import type { Point } from '../../shared/pipeline/view/placement.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';

export interface Refused {
  readonly text: string;
  readonly at: Point;
  /** Puts the converting node in; null: none converts. */
  readonly offer: (() => void) | null;
}

const shownMs = 5000;
const offeredMs = 15_000;

export function Refusal({ refused, onClose }: { readonly refused: Refused; readonly onClose: () => void }) {
  const t = useWords();
  const { text, at, offer } = refused;
  useEffect(() => {
    const timer = setTimeout(onClose, offer === null ? shownMs : offeredMs);
    return () => clearTimeout(timer);
  }, [refused, offer, onClose]);
  return (
    <div
      role="alert"
      className="absolute z-30 flex max-w-80 flex-col items-start gap-2 rounded-md bg-ink px-3 py-2 text-dense text-surface shadow-float"
      style={{ left: at.x, top: at.y }}
    >
      <p>{text}</p>
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
  );
}
