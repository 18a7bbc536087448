// The kinds of nodes by category, to click or to drag to the canvas; what each does is told on hover and focus.

import { useState } from 'react';
import { kindCategories } from '../../shared/tool/kind.ts';
import { kindsFor, searchKinds } from '../document/fitting-kinds.ts';
import { kindHelp, kindTitle } from '../i18n/kind-words.ts';
import { useWords } from '../i18n/words.ts';
import { TextField } from '../ui/Fields.tsx';
import { KindIcon } from '../ui/KindIcon.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { Section } from './Section.tsx';

export function Palette() {
  const t = useWords();
  const workspace = useWorkspace();
  const catalog = useWorkspaceState((state) => state.catalog);
  const open = useWorkspaceState((state) => state.open);
  const [text, setText] = useState('');
  const cards =
    catalog === null ? [] : searchKinds(kindsFor(catalog, null), text, { title: kindTitle, help: kindHelp });
  return (
    <div className="flex h-full flex-col">
      <div className="p-3 pb-0">
        <TextField
          type="search"
          aria-label={t('search.kinds')}
          placeholder={t('search.kinds')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p className="mt-2 text-caption text-dim">{open === null ? t('palette.nothing_open') : t('palette.hint')}</p>
      </div>
      <div className="min-h-0 flex-1 overflow-auto pb-4">
        {kindCategories.map((category) => {
          const found = cards.filter((card) => card.category === category);
          if (found.length === 0) return null;
          return (
            <Section key={category} name={`kinds.${category}`} title={t(`category.${category}`)}>
              {found.map((card) => (
                <Tooltip key={card.kind} text={kindHelp(card)} side="right">
                  <button
                    type="button"
                    draggable={open !== null}
                    aria-disabled={open === null}
                    aria-description={kindHelp(card)}
                    className="flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover aria-disabled:opacity-50"
                    onDragStart={(event) => {
                      event.dataTransfer.setData('application/x-longline-kind', card.kind);
                      event.dataTransfer.effectAllowed = 'copy';
                    }}
                    onClick={() => {
                      if (open !== null) workspace.addKind(card.kind);
                    }}
                  >
                    <span
                      className={`flex size-6 shrink-0 items-center justify-center rounded-sm ${card.performer === 'agent' ? 'bg-accent text-on-accent' : 'bg-sunken text-soft'}`}
                    >
                      <KindIcon name={card.icon} size={13} />
                    </span>
                    <span className="truncate">{kindTitle(card)}</span>
                  </button>
                </Tooltip>
              ))}
            </Section>
          );
        })}
        {cards.length === 0 && <p className="p-4 text-center text-dense text-dim">{t('search.nothing')}</p>}
      </div>
    </div>
  );
}
