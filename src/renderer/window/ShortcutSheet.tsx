// The sheet of keys, opened by `?`: every action that has some, and what the pointer does on the canvas.

import { Search } from 'lucide-react';
import { useRef, useState, type RefObject } from 'react';
import { actions } from '../actions/index.ts';
import { useWords } from '../i18n/words.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Keys, keyNames } from '../ui/Keys.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { shortcutGroups, type Shortcut, type ShortcutGroup } from './shortcuts.ts';

export function ShortcutSheet() {
  const t = useWords();
  const { set } = useWorkspace();
  const shown = useWorkspaceState(({ overlay }) => overlay?.of === 'shortcuts');
  const field = useRef<HTMLInputElement>(null);
  return (
    <Dialog large open={shown} onClose={() => set({ overlay: null })} title={t('shortcuts.name')} initialFocus={field}>
      <Sheet field={field} />
    </Dialog>
  );
}

const groups = shortcutGroups(actions);

function Sheet({ field }: { readonly field: RefObject<HTMLInputElement | null> }) {
  const t = useWords();
  const [text, setText] = useState('');
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ group }: ShortcutGroup, { name, ways }: Shortcut) => {
    const told = ways.flatMap(({ keys, how }) => [
      keys ?? '',
      keys === undefined ? '' : keyNames(keys).flat().join('+'),
      how === undefined ? '' : t(how),
    ]);
    const hay = [t(name), t(`actions.${group}`), ...told].join('\n').toLowerCase();
    return words.every((word) => hay.includes(word));
  };
  const found = groups
    .map((group) => ({ ...group, shortcuts: group.shortcuts.filter((shortcut) => fits(group, shortcut)) }))
    .filter(({ shortcuts }) => shortcuts.length > 0);
  return (
    <>
      <label className="sticky top-0 z-10 flex h-8 items-center gap-2 rounded-md border border-line-strong/70 bg-surface px-2">
        <Search size={14} className="shrink-0 text-dim" />
        <input
          ref={field}
          type="search"
          aria-label={t('shortcuts.search')}
          placeholder={t('shortcuts.search')}
          spellCheck={false}
          className="h-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-muted"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {found.length === 0 && (
        <p role="status" className="p-6 text-center text-dense break-words text-dim">
          {t('command.nothing', { text: text.trim() })}
        </p>
      )}
      <div className="mt-3 columns-1 gap-8 sm:columns-2">
        {found.map(({ group, shortcuts }) => (
          <section key={group} className="mb-4" aria-label={t(`actions.${group}`)}>
            <h3 className="break-after-avoid text-caption font-semibold text-dim">{t(`actions.${group}`)}</h3>
            <ul>
              {shortcuts.map((shortcut) => (
                <Line key={shortcut.name} shortcut={shortcut} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

function Line({ shortcut: { name, ways } }: { readonly shortcut: Shortcut }) {
  const t = useWords();
  return (
    <li className="flex min-h-7 break-inside-avoid items-center justify-between gap-3 border-b py-1">
      <span className="min-w-0 break-words">{t(name)}</span>
      <span className="flex max-w-[60%] flex-wrap items-center justify-end gap-x-2 gap-y-1 text-right">
        {ways.map(({ keys, how }) => (
          <span key={`${keys ?? ''} ${how ?? ''}`} className="inline-flex items-center gap-1">
            {keys !== undefined && <Keys keys={keys} />}
            {how !== undefined && <span className="text-dense text-dim">{t(how)}</span>}
          </span>
        ))}
      </span>
    </li>
  );
}
