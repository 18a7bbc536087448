// What has happened, said at the bottom of the window for a while. A word stays as long as somebody points at it or has the focus in it.

import { CircleAlert, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { useWorkspace, useWorkspaceState, type Toast } from '../workspace.ts';

/** How long a word stays: one that can be acted on longer, one that tells of a failure longest. */
const stayMs = { plain: 6000, action: 9000, fail: 12_000 } as const;

export function Toasts() {
  const t = useWords();
  const workspace = useWorkspace();
  const toasts = useWorkspaceState((state) => state.toasts);
  const [held, setHeld] = useState({ pointer: false, focus: false });
  const list = useRef<HTMLElement>(null);
  const dismiss = (id: number) => {
    const focused = list.current?.contains(document.activeElement) === true;
    workspace.unsay(id);
    // What is gone tells of no pointer that leaves it.
    setHeld({ pointer: false, focus: false });
    // The focus goes to what is left, or back to the canvas.
    if (!focused) return;
    setTimeout(() => {
      const next = list.current?.querySelector<HTMLElement>('button');
      if (next === null || next === undefined) workspace.store.getState().canvas?.focus();
      else next.focus();
    });
  };
  return (
    <section
      ref={list}
      aria-label={t('toasts.name')}
      className="pointer-events-none fixed bottom-10 left-1/2 z-60 flex w-[min(480px,92vw)] -translate-x-1/2 flex-col items-center gap-2"
      onMouseEnter={() => setHeld((before) => ({ ...before, pointer: true }))}
      onMouseLeave={() => setHeld((before) => ({ ...before, pointer: false }))}
      onFocus={() => setHeld((before) => ({ ...before, focus: true }))}
      onBlur={(event) => {
        const inside = event.currentTarget.contains(event.relatedTarget);
        if (!inside) setHeld((before) => ({ ...before, focus: false }));
      }}
      onKeyDown={(event) => {
        const newest = toasts.at(-1);
        if (event.key !== 'Escape' || newest === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        dismiss(newest.id);
      }}
    >
      {toasts.map((toast) => (
        <Word key={toast.id} toast={toast} held={held.pointer || held.focus} onDismiss={() => dismiss(toast.id)} />
      ))}
    </section>
  );
}

function Word({
  toast: { text, tone, action, id },
  held,
  onDismiss,
}: {
  readonly toast: Toast;
  readonly held: boolean;
  readonly onDismiss: () => void;
}) {
  const t = useWords();
  const { unsay } = useWorkspace();
  const left = useRef<number>(tone === 'fail' ? stayMs.fail : action === undefined ? stayMs.plain : stayMs.action);
  useEffect(() => {
    if (held) return;
    const from = Date.now();
    const timer = setTimeout(() => unsay(id), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(1500, left.current - (Date.now() - from));
    };
  }, [held, id, unsay]);
  const failed = tone === 'fail';
  return (
    <div
      role={failed ? 'alert' : 'status'}
      className="pointer-events-auto flex max-w-full items-start gap-2 rounded-lg border bg-surface py-1.5 pr-1.5 pl-3 shadow-float transition-[opacity,translate] duration-150 starting:translate-y-2 starting:opacity-0"
    >
      {failed && <CircleAlert size={14} className="mt-1.5 shrink-0 text-fail" />}
      <p className="max-h-40 min-w-0 flex-1 overflow-auto py-1 break-words">{text}</p>
      {action !== undefined && (
        <Button
          onClick={() => {
            onDismiss();
            action.run();
          }}
        >
          {action.text}
        </Button>
      )}
      <IconButton name={t('toasts.dismiss')} onClick={onDismiss}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
