// The pane beneath the canvas: problems or the log, whichever is wanted. Its height is the caller's.

import { Tabs } from '@base-ui/react/tabs';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/Button.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { LogPane } from './LogPane.tsx';
import { ToolsPlace } from './PaneParts.tsx';
import { ProblemsPane } from './ProblemsPane.tsx';

const panes = ['problems', 'log'] as const;

export function BottomPane() {
  const t = useWords();
  const workspace = useWorkspace();
  const open = useWorkspaceState((state) => state.open);
  const bottom = useWorkspaceState((state) => state.bottom);
  const [tools, setTools] = useState<HTMLElement | null>(null);
  if (open === null || bottom === null) return null;
  const close = () => {
    workspace.set({ bottom: null });
    workspace.store.getState().canvas?.focus();
  };
  return (
    <Tabs.Root
      value={bottom}
      onValueChange={(next) => workspace.set({ bottom: next === 'log' ? 'log' : 'problems' })}
      className="@container flex h-full min-h-0 flex-col bg-pane"
      render={<section aria-label={t('bottom.name')} data-region="bottom" />}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <div className="flex h-8 shrink-0 items-stretch border-b pr-1">
        <Tabs.List aria-label={t('bottom.name')} className="flex shrink-0 items-stretch gap-3 px-3">
          {panes.map((pane) => (
            <Tabs.Tab
              key={pane}
              value={pane}
              className="border-b-2 border-transparent text-dense text-dim select-none hover:text-ink data-[active]:border-accent data-[active]:font-medium data-[active]:text-ink"
            >
              {t(`bottom.${pane}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <div ref={setTools} className="flex min-w-0 flex-1 items-center gap-1 pl-1" />
        <IconButton name={t('common.close')} className="self-center" onClick={close}>
          <X size={14} />
        </IconButton>
      </div>
      <ToolsPlace value={tools}>
        <Tabs.Panel value="problems" className="min-h-0 flex-1 outline-none">
          <ProblemsPane open={open} />
        </Tabs.Panel>
        <Tabs.Panel value="log" className="min-h-0 flex-1 outline-none">
          <LogPane open={open} />
        </Tabs.Panel>
      </ToolsPlace>
    </Tabs.Root>
  );
}
