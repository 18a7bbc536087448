// The sheet of keys, opened by `?`.

import { useWords, type MessageKey } from '../i18n/words.ts';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { Dialog } from './Dialog.tsx';
import { Keys } from './Keys.tsx';

const shortcuts = [
  ['key.add', ['Tab']],
  ['key.undo', ['Ctrl+Z']],
  ['key.redo', ['Ctrl+Shift+Z', 'Ctrl+Y']],
  ['key.clipboard', ['Ctrl+C', 'Ctrl+X', 'Ctrl+V']],
  ['key.duplicate', ['Ctrl+D']],
  ['key.delete', ['Delete']],
  ['key.select_all', ['Ctrl+A']],
  ['key.nudge', ['Ctrl+↑', 'Ctrl+↓', 'Ctrl+←', 'Ctrl+→']],
  ['key.actual_size', ['Ctrl+0']],
  ['key.fit', ['Ctrl+1']],
  ['key.fit_selection', ['.']],
  ['key.zoom', ['+', '-']],
  ['key.run', ['Ctrl+Enter']],
  ['key.pause', ['Ctrl+Alt+Enter']],
  ['key.save', ['Ctrl+S']],
  ['key.sheet', ['?']],
] as const satisfies readonly (readonly [MessageKey, readonly string[]])[];

export function ShortcutSheet() {
  const t = useWords();
  const { set } = useWorkspace();
  const shown = useWorkspaceState((state) => state.overlay === 'shortcuts');
  return (
    <Dialog open={shown} onClose={() => set({ overlay: null })} title={t('shortcuts.name')}>
      <ul className="flex flex-col">
        {shortcuts.map(([name, chords]) => (
          <li key={name} className="flex min-h-8 items-center justify-between gap-4 border-b last:border-0">
            <span>{t(name)}</span>
            <span className="flex gap-2">
              {chords.map((chord) => (
                <Keys key={chord} keys={chord} />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
