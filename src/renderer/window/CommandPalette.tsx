// The command palette: everything that can be done and gone to, by name. The focus stays in its field; what is chosen is done once the
// palette is gone and the focus is back on the canvas.

import { useVirtualizer } from '@tanstack/react-virtual';
import { Check, Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { isPress } from '../actions/chords.ts';
import { useLanguage, useOptionalWords, useWords } from '../i18n/words.ts';
import { Keys } from '../ui/Keys.tsx';
import { KindIcon } from '../ui/KindIcon.tsx';
import { useWorkspace, useWorkspaceState, type PaletteMode } from '../workspace.ts';
import { placeAfter } from './list-keys.ts';
import { paletteEntries, type PaletteEntry } from './palette-entries.ts';
import { searchPalette, type PaletteSection } from './palette-search.ts';
import { recentChoices, rememberChoice } from './recent-choices.ts';

export function CommandPalette() {
  const mode = useWorkspaceState(({ overlay }) => (overlay?.of === 'palette' ? overlay.mode : null));
  return mode === null ? null : <Palette key={mode} mode={mode} />;
}

type Row =
  | { readonly of: 'heading'; readonly section: PaletteSection | 'recent' }
  | { readonly of: 'entry'; readonly entry: PaletteEntry; readonly place: number };

const placeholders = {
  everything: 'command.search',
  pipelines: 'command.search_pipelines',
  wires: 'command.search_wires',
} as const;
const headingPx = 28;
const entryPx = 32;
const page = 9;

function Palette({ mode }: { readonly mode: PaletteMode }) {
  const t = useWords();
  const workspace = useWorkspace();
  const entries = useEntries(mode);
  const [recent] = useState(recentChoices);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [before] = useState(() => document.activeElement);
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, found, rowOf } = useMemo(() => rowsOf(entries, text, recent), [entries, text, recent]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.of === 'heading' ? headingPx : entryPx),
    overscan: 8,
    paddingEnd: 4,
    // Heights depend on what the rows are.
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : row.of === 'heading' ? row.section : row.entry.id;
    },
  });
  useEffect(() => {
    virtual.measure();
    scroller.current?.scrollTo({ top: 0 });
  }, [virtual, rows]);

  const go = (place: number) => {
    setActive(place);
    const row = rowOf[place];
    if (row === undefined) return;
    // The heading above the first of a section comes into view with it.
    if (place === 0) virtual.scrollToOffset(0);
    else virtual.scrollToIndex(rows[row - 1]?.of === 'heading' ? row - 1 : row, { align: 'auto' });
    virtual.scrollToIndex(row, { align: 'auto' });
  };
  const close = () => {
    flushSync(() => workspace.set({ overlay: null }));
    if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus();
    else workspace.store.getState().canvas?.focus();
  };
  const choose = (entry: PaletteEntry | undefined) => {
    if (entry === undefined || !entry.able) return;
    rememberChoice(entry.id);
    flushSync(() => workspace.set({ overlay: null }));
    workspace.store.getState().canvas?.focus();
    entry.run();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const again = isPress('Ctrl+K', event.nativeEvent);
    // The palette of pipelines opens from the one of everything; no other key of the window holds meanwhile.
    if (isPress('Ctrl+O', event.nativeEvent) && mode !== 'pipelines') return;
    event.stopPropagation();
    const next =
      event.ctrlKey || event.metaKey || event.altKey ? null : placeAfter(event.key, active, found.length, page);
    if (again || event.key === 'Escape') close();
    else if (event.key === 'Enter') choose(found[active]);
    else if (next !== null) go(next);
    else if (event.key !== 'Tab') return;
    event.preventDefault();
  };

  return (
    <div
      className="fixed inset-0 z-50 bg-scrim"
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) {
          event.preventDefault();
          close();
        }
      }}
    >
      <div
        role="dialog"
        aria-modal
        aria-label={t('do.palette')}
        className="absolute top-[10vh] left-1/2 flex max-h-[min(560px,80vh)] w-[min(640px,94vw)] -translate-x-1/2 flex-col overflow-hidden rounded-lg border bg-surface shadow-float transition-[opacity,translate] duration-120 starting:-translate-y-1 starting:opacity-0"
        onKeyDown={onKeyDown}
      >
        <div className="flex h-11 shrink-0 items-center gap-2 border-b px-3">
          <Search size={16} className="shrink-0 text-dim" />
          <input
            autoFocus
            role="combobox"
            aria-expanded
            aria-controls="palette-list"
            aria-activedescendant={found.length === 0 ? undefined : optionId(active)}
            aria-autocomplete="list"
            aria-label={t('do.palette')}
            placeholder={t(placeholders[mode])}
            spellCheck={false}
            autoComplete="off"
            className="h-full min-w-0 flex-1 bg-transparent text-title outline-none placeholder:text-muted"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setActive(0);
            }}
          />
          <Keys keys="Esc" />
        </div>
        <span role="status" className="sr-only">
          {t('command.results', { count: found.length })}
        </span>
        {found.length === 0 && (
          <p className="p-6 text-center text-dense break-words text-dim">
            {text.trim() === ''
              ? t(mode === 'wires' ? 'command.no_wires' : 'command.empty')
              : t('command.nothing', { text: text.trim() })}
          </p>
        )}
        <div
          ref={scroller}
          id="palette-list"
          role="listbox"
          aria-label={t('do.palette')}
          className="min-h-0 flex-1 overflow-auto overflow-x-hidden"
          style={{ height: 560 }}
        >
          <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, key, start, size }) => {
              const row = rows[index];
              if (row === undefined) return null;
              const style = { height: size, transform: `translateY(${start}px)` };
              return row.of === 'heading' ? (
                <div
                  key={key}
                  role="presentation"
                  className="absolute top-0 left-0 flex w-full items-end px-3 pb-1 text-caption font-medium text-dim"
                  style={style}
                >
                  {t(`section.${row.section}`)}
                </div>
              ) : (
                <Option
                  key={key}
                  row={row}
                  count={found.length}
                  active={row.place === active}
                  style={style}
                  onPoint={() => setActive(row.place)}
                  onChoose={() => choose(row.entry)}
                />
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function Option({
  row: { entry, place },
  count,
  active,
  style,
  onPoint,
  onChoose,
}: {
  readonly row: Extract<Row, { readonly of: 'entry' }>;
  readonly count: number;
  readonly active: boolean;
  readonly style: React.CSSProperties;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}) {
  const t = useWords();
  return (
    <div
      id={optionId(place)}
      role="option"
      aria-selected={active}
      aria-disabled={!entry.able}
      aria-setsize={count}
      aria-posinset={place + 1}
      className="absolute top-0 left-0 w-full px-1"
      style={style}
      onMouseMove={onPoint}
      onMouseDown={(event) => {
        event.preventDefault();
        if (event.button === 0) onChoose();
      }}
    >
      <div
        className={`flex h-full items-center gap-2 rounded-md px-2 ${active ? 'bg-hover' : ''} ${entry.able ? '' : 'opacity-45'}`}
      >
        <KindIcon name={entry.icon} className="shrink-0 text-dim" />
        <span className="max-w-[70%] shrink-0 truncate">{entry.name}</span>
        <span className="min-w-0 flex-1 truncate text-caption text-dim">{entry.detail}</span>
        {entry.chosen === true && (
          <Check size={14} aria-label={t('command.chosen')} className="shrink-0 text-accent-text" />
        )}
        {entry.keys.map((chord) => (
          <Keys key={chord} keys={chord} />
        ))}
      </div>
    </div>
  );
}

function optionId(place: number): string {
  return `palette-option-${place}`;
}

// The entries as the window was when the palette opened, and again when a list arrives.
function useEntries(mode: PaletteMode): readonly PaletteEntry[] {
  const t = useWords();
  const word = useOptionalWords();
  const workspace = useWorkspace();
  const [language, chooseLanguage] = useLanguage();
  const library = useWorkspaceState((state) => state.library);
  const runs = useWorkspaceState((state) => state.runs);
  const open = useWorkspaceState((state) => state.open);
  return useMemo(
    () => paletteEntries({ workspace, t, word, language, chooseLanguage }, mode),
    // oxlint-disable-next-line react/exhaustive-deps -- the lists are read from the workspace, and `word` is new with every render
    [workspace, t, language, mode, library, runs, open],
  );
}

function rowsOf(entries: readonly PaletteEntry[], text: string, recent: readonly string[]) {
  const rows: Row[] = [];
  const found: PaletteEntry[] = [];
  const rowOf: number[] = [];
  for (const { section, entries: list } of searchPalette(entries, text, recent)) {
    rows.push({ of: 'heading', section });
    for (const entry of list) {
      rowOf.push(rows.length);
      rows.push({ of: 'entry', entry, place: found.length });
      found.push(entry);
    }
  }
  return { rows, found, rowOf };
}
