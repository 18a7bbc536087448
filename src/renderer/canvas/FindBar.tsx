// Search in the graph: what holds the words in its title, its name, its kind or its settings, one after the other.

import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLevel, useSheet } from '../document/sheet.ts';
import { findInSheet } from '../document/find.ts';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/Button.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';

export function FindBar() {
  const finding = useWorkspaceState((state) => state.finding);
  return finding ? <Bar /> : null;
}

function Bar() {
  const t = useWords();
  const workspace = useWorkspace();
  const { levels } = useSheet();
  const catalog = useWorkspaceState((state) => state.catalog);
  const document = useLevel((level) => level);
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(-1);
  const found = useMemo(
    () => (catalog === null ? [] : findInSheet(document, catalog, levels, text)),
    [document, catalog, levels, text],
  );
  const close = () => {
    workspace.set({ finding: false });
    workspace.store.getState().canvas?.focus();
  };
  const show = (index: number) => {
    const hit = found[(index + found.length) % found.length];
    if (hit === undefined) return;
    setAt((index + found.length) % found.length);
    workspace.revealNode(hit.node, null, hit.levels);
    // Another level is another canvas with another bar.
    workspace.set({ finding: true });
    field.current?.focus();
  };
  // Before the first step back there is the last one.
  const step = (by: 1 | -1) => show(at === -1 && by === -1 ? -1 : at + by);
  useEffect(() => field.current?.select(), []);
  return (
    <div
      role="search"
      className="absolute top-2 right-2 z-20 flex items-center gap-1 rounded-md border bg-surface p-1 shadow-float"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
        if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
        if (['Escape', 'Enter'].includes(event.key)) {
          event.preventDefault();
          event.stopPropagation();
        }
      }}
    >
      <input
        ref={field}
        autoFocus
        type="text"
        role="searchbox"
        aria-label={t('find.name')}
        placeholder={t('find.name')}
        className="h-6 w-48 bg-transparent px-1.5 outline-none placeholder:text-muted"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(-1);
        }}
      />
      <span role="status" className="min-w-12 text-center text-caption text-dim tabular">
        {text.trim() === ''
          ? ''
          : at < 0
            ? t('find.found', { count: found.length })
            : t('find.count', { at: at + 1, count: found.length })}
      </span>
      <IconButton name={t('find.previous')} keys="Shift+Enter" onClick={() => step(-1)}>
        <ChevronUp size={14} />
      </IconButton>
      <IconButton name={t('find.next')} keys="Enter" onClick={() => step(1)}>
        <ChevronDown size={14} />
      </IconButton>
      <IconButton name={t('common.close')} keys="Esc" onClick={close}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
