// The open pipelines as tabs on top of the window, with what is not saved marked; the start page is the first.

import { House, Plus, X } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { TitleField } from '../ui/TitleField.tsx';
import { setMeta } from '../document/gestures.ts';
import type { Tab } from '../document/tabs.ts';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/Button.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { useState } from 'react';

export function TabStrip() {
  const t = useWords();
  const workspace = useWorkspace();
  const tabs = useWorkspaceState((state) => state.tabs);
  const active = useWorkspaceState((state) => state.active);
  const strip = useRef<HTMLDivElement>(null);
  const keys = [null, ...tabs.map(({ key }) => key)];
  const step = (by: number) => {
    const next = keys[(keys.indexOf(active) + by + keys.length) % keys.length] ?? null;
    workspace.goToTab(next);
    strip.current?.querySelector<HTMLElement>(`[data-tab="${next ?? 'start'}"]`)?.focus();
  };
  return (
    <div className="flex h-full min-w-0 items-stretch gap-1">
      <div
        ref={strip}
        role="tablist"
        aria-label={t('tabs.name')}
        className="flex min-w-0 items-stretch gap-0.5 overflow-x-auto overflow-y-hidden [scrollbar-width:none]"
        onKeyDown={(event) => {
          if (event.target instanceof HTMLInputElement) return;
          if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
            event.preventDefault();
            step(event.key === 'ArrowRight' ? 1 : -1);
          }
          if (event.key === 'Delete' && active !== null) void workspace.closeTab(active);
        }}
      >
        <button
          type="button"
          role="tab"
          data-tab="start"
          aria-selected={active === null}
          aria-controls="main"
          aria-label={t('tabs.start')}
          title={t('tabs.start')}
          tabIndex={active === null ? 0 : -1}
          className="tab flex w-9 shrink-0 items-center justify-center"
          onClick={() => workspace.goToTab(null)}
        >
          <House size={15} />
        </button>
        {tabs.map((tab) => (
          <OneTab key={tab.key} tab={tab} active={tab.key === active} />
        ))}
      </div>
      <span className="flex items-center">
        <IconButton
          name={t('do.new')}
          keys="Ctrl+Alt+N"
          onClick={() => void workspace.newPipeline(t('library.untitled'))}
        >
          <Plus size={15} />
        </IconButton>
      </span>
    </div>
  );
}

function OneTab({ tab, active }: { readonly tab: Tab; readonly active: boolean }) {
  const t = useWords();
  const workspace = useWorkspace();
  const { open } = tab;
  const title = useStore(open.store, (state) => state.document.meta.title);
  const unsaved = useStore(open.store, (state) => state.document !== state.saved);
  const failed = useStore(open.store, (state) => state.failure !== null);
  const [typing, setTyping] = useState(false);
  return (
    // The button beside the tab is a pointer's way; Delete on the tab is the keyboard's.
    <div role="presentation" className="group relative flex min-w-24 max-w-52 shrink items-stretch">
      {typing ? (
        <span className="flex w-44 items-center px-1">
          <TitleField
            name={t('inspector.title')}
            value={title}
            onDone={(next) => {
              setTyping(false);
              if (next !== null && next !== '' && next !== title)
                open.edit(setMeta(open.store.getState().document, 'title', next));
            }}
          />
        </span>
      ) : (
        <button
          type="button"
          role="tab"
          data-tab={tab.key}
          aria-selected={active}
          aria-controls="main"
          tabIndex={active ? 0 : -1}
          title={title}
          className="tab min-w-0 flex-1 truncate pr-7 pl-3 text-left"
          onClick={() => workspace.goToTab(tab.key)}
          onDoubleClick={() => setTyping(true)}
          onAuxClick={(event) => {
            if (event.button === 1) void workspace.closeTab(tab.key);
          }}
        >
          {title}
        </button>
      )}
      <button
        type="button"
        tabIndex={-1}
        aria-hidden
        title={t('tabs.close', { title })}
        className="absolute top-1/2 right-1 flex size-5 -translate-y-1/2 items-center justify-center rounded-sm text-dim hover:bg-active hover:text-ink"
        onClick={() => void workspace.closeTab(tab.key)}
      >
        <X size={13} className={unsaved ? 'hidden group-hover:block' : ''} />
        {unsaved && (
          <span
            className={`size-2 rounded-full group-hover:hidden ${failed ? 'bg-fail' : 'bg-faint'}`}
            title={t(failed ? 'save.failed' : 'save.unsaved')}
          />
        )}
      </button>
    </div>
  );
}
