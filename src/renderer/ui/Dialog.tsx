// A dialog in the middle of the window, and a large one for reading.

import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef, type ReactNode, type RefObject } from 'react';
import { useWords } from '../i18n/words.ts';
import { IconButton } from './Button.tsx';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly large?: boolean;
  /** `full`: as large as the window allows. */
  readonly size?: 'full';
  /** What has the focus when it opens, by default the first of its content that can, else the dialog; after it closes, what had it before. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

/** A dialog with a title; Escape, a click beside it and its button close it. */
export function Dialog({ open, onClose, title, large = false, size, initialFocus, children }: DialogProps) {
  const t = useWords();
  const popup = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Base.Popup
          ref={popup}
          // Not its close button: a tooltip would lie over what the dialog shows, and Escape would only close that.
          initialFocus={initialFocus ?? (() => firstStop(content.current) ?? popup.current)}
          className={`fixed top-1/2 left-1/2 z-50 flex -translate-x-1/2 -translate-y-1/2 flex-col rounded-lg border bg-surface shadow-float transition-[opacity,scale] duration-150 data-[ending-style]:scale-98 data-[ending-style]:opacity-0 data-[starting-style]:scale-98 data-[starting-style]:opacity-0 ${size === 'full' ? 'h-[92vh] w-[min(1280px,96vw)]' : large ? 'max-h-[88vh] w-[min(860px,94vw)]' : 'max-h-[88vh] w-[min(460px,94vw)]'}`}
        >
          <Base.Title className="min-h-11 pt-3.5 pr-14 pb-1 pl-4 text-title font-semibold break-words">
            {title}
          </Base.Title>
          <div ref={content} className="min-h-0 flex-1 overflow-auto px-4 pt-1 pb-4">
            {children}
          </div>
          {/* Last, so that the focus goes to what the dialog is for. */}
          <IconButton name={t('common.close')} className="absolute! top-3 right-3" onClick={onClose}>
            <X size={16} />
          </IconButton>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function firstStop(content: HTMLElement | null): HTMLElement | null {
  const stops = content?.querySelectorAll<HTMLElement>('button, [href], input, textarea, [tabindex]') ?? [];
  return [...stops].find((element) => element.tabIndex >= 0 && !element.matches(':disabled')) ?? null;
}
