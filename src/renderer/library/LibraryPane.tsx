// The left pane: the library, and the palette of kinds beside it.

import { useWords } from '../i18n/words.ts';
import { Tabs } from '../ui/Tabs.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { Library } from './Library.tsx';
import { Palette } from './Palette.tsx';

export function LeftPane() {
  const t = useWords();
  const { set } = useWorkspace();
  const left = useWorkspaceState((state) => state.left);
  return (
    <Tabs
      name={t('left.name')}
      value={left}
      onChange={(value) => set({ left: value === 'nodes' ? 'nodes' : 'library' })}
      tabs={[
        { value: 'library', label: t('left.library'), panel: <Library /> },
        { value: 'nodes', label: t('left.nodes'), panel: <Palette /> },
      ]}
    />
  );
}
