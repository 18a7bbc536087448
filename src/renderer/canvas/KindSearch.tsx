// The search of kinds that opens on the canvas: all of them, or those that a loose wire fits. Arrows choose, Enter adds.

import { useEffect, useRef, useState } from 'react';
import type { KindCard } from '../../shared/tool/kind.ts';
import { kindsFor, searchKinds, type LooseEnd } from '../document/fitting-kinds.ts';
import { kindHelp, kindTitle } from '../i18n/kind-words.ts';
import { useWords } from '../i18n/words.ts';
import { KindIcon } from '../ui/KindIcon.tsx';
import { useWorkspaceState } from '../workspace.ts';

export interface KindSearchProps {
  readonly at: { readonly x: number; readonly y: number };
  readonly end: LooseEnd | null;
  readonly onChoose: (card: KindCard) => void;
  readonly onClose: () => void;
}

export function KindSearch({ at, end, onChoose, onClose }: KindSearchProps) {
  const t = useWords();
  const catalog = useWorkspaceState((state) => state.catalog);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const cards = catalog === null ? [] : searchKinds(kindsFor(catalog, end), text, { title: kindTitle, help: kindHelp });
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      className="nodrag nopan nowheel absolute z-30 flex max-h-80 w-72 flex-col rounded-lg border bg-surface shadow-float"
      style={{ left: at.x, top: at.y }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        if (event.key === 'ArrowDown') setActive((index) => Math.min(index + 1, cards.length - 1));
        if (event.key === 'ArrowUp') setActive((index) => Math.max(index - 1, 0));
        const card = cards[active];
        if (event.key === 'Enter' && card !== undefined) onChoose(card);
        if (!['ArrowDown', 'ArrowUp', 'Enter', 'Tab', 'Escape'].includes(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls="kind-search-list"
        aria-label={t('search.kinds')}
        placeholder={end === null ? t('search.kinds') : t('search.fitting')}
        className="h-9 border-b bg-transparent px-3 outline-none placeholder:text-muted"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
      />
      <ul
        ref={list}
        id="kind-search-list"
        role="listbox"
        aria-label={t('search.kinds')}
        className="min-h-0 overflow-auto p-1"
      >
        {cards.map((card, index) => (
          <li
            key={card.kind}
            role="option"
            aria-selected={index === active}
            className={`flex cursor-default items-center gap-2 rounded-sm px-2 py-1 ${index === active ? 'bg-hover' : ''}`}
            onMouseMove={() => setActive(index)}
            onMouseDown={(event) => {
              event.preventDefault();
              onChoose(card);
            }}
          >
            <KindIcon name={card.icon} className="shrink-0 text-dim" />
            <span className="shrink-0">{kindTitle(card)}</span>
            <span className="truncate text-caption text-dim">{kindHelp(card)}</span>
          </li>
        ))}
        {cards.length === 0 && <li className="p-3 text-center text-dense text-dim">{t('search.nothing')}</li>}
      </ul>
    </div>
  );
}
