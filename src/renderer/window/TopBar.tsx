// The bar on top: tabs, what the library has of the pipeline, undo, the palette, run, settings.

import {
  Keyboard,
  Map as MapIcon,
  Minimize2,
  PanelLeft,
  PanelRight,
  Search,
  Settings2,
  TriangleAlert,
} from 'lucide-react';
import { useStore } from 'zustand';
import logo from '../../../resources/icons/longline.svg';
import type { OpenDocument } from '../document/open-document.ts';
import { errorText } from '../i18n/said.ts';
import { languages, useLanguage, useWords } from '../i18n/words.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Keys } from '../ui/Keys.tsx';
import { Menu, MenuChoice, MenuItem } from '../ui/Menu.tsx';
import { prefer, preferences, type Preferences } from '../ui/preferences.ts';
import { chooseTheme, themes, themeStore, type Theme } from '../ui/theme.ts';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { HistoryButtons } from './HistoryButtons.tsx';
import { RunButton } from './RunButton.tsx';
import { sidePanes, toggleSide, type Side } from './side-panes.ts';
import { TabStrip } from './TabStrip.tsx';

export function TopBar() {
  const t = useWords();
  const workspace = useWorkspace();
  const open = useWorkspaceState((state) => state.open);
  const focus = useWorkspaceState((state) => state.focus && state.open !== null);
  return (
    <header data-region="bar" className="flex h-11 shrink-0 items-center gap-2 border-b bg-pane pr-3 pl-3">
      <img src={logo} alt="Longline" className="size-5" />
      {!focus && <SideButton side="left" />}
      <div className="h-full min-w-0 flex-1">
        <TabStrip />
      </div>
      {open !== null && <SaveState open={open} />}
      <HistoryButtons open={open} />
      <Button
        look="quiet"
        title={t('do.palette')}
        onClick={() => workspace.set({ overlay: { of: 'palette', mode: 'everything' } })}
      >
        <Search size={14} /> <span className="sr-only">{t('do.palette')}</span> <Keys keys="Ctrl+K" />
      </Button>
      {open !== null && <RunButton open={open} />}
      {focus ? (
        <Button look="quiet" onClick={() => workspace.set({ focus: false })}>
          <Minimize2 size={14} /> {t('bar.leave_focus')} <Keys keys="F" />
        </Button>
      ) : (
        open !== null && <SideButton side="right" />
      )}
      <Settings />
    </header>
  );
}

const sideIcons = { left: PanelLeft, right: PanelRight } as const;
const sideKeys = { left: '[', right: ']' } as const;

function SideButton({ side }: { readonly side: Side }) {
  const t = useWords();
  const collapsed = useStore(sidePanes, (state) => state[side]);
  const Icon = sideIcons[side];
  return (
    <IconButton
      name={t(`do.toggle_${side}`)}
      keys={sideKeys[side]}
      aria-pressed={!collapsed}
      className={collapsed ? 'text-muted' : ''}
      onClick={() => toggleSide(side)}
    >
      <Icon size={16} />
    </IconButton>
  );
}

function SaveState({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const saving = useStore(open.store, (state) => state.saving);
  const failure = useStore(open.store, (state) => state.failure);
  const sample = useStore(open.store, (state) => state.sample);
  const unsaved = useStore(open.store, (state) => state.document !== state.saved);
  const word =
    failure !== null
      ? t('save.failed')
      : saving
        ? t('save.saving')
        : unsaved
          ? t('save.unsaved')
          : sample
            ? t('save.sample')
            : t('save.saved');
  return (
    <span
      role="status"
      className={`flex shrink-0 items-center gap-1 text-caption ${failure === null ? 'text-dim' : 'text-fail'}`}
      title={failure === null ? undefined : errorText(failure)}
    >
      {failure !== null && <TriangleAlert size={12} />}
      {word}
    </span>
  );
}

function Settings() {
  const t = useWords();
  const workspace = useWorkspace();
  const [language, chooseLanguage] = useLanguage();
  const theme = useStore(themeStore, (state) => state.theme);
  const scrolling = useStore(preferences, (state) => state.scrolling);
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={t('settings.name')}
          className="flex size-7 shrink-0 items-center justify-center rounded-md text-soft hover:bg-hover hover:text-ink"
        >
          <Settings2 size={16} />
        </button>
      }
    >
      <MenuChoice
        title={t('settings.theme')}
        value={theme}
        onChoose={(value) => chooseTheme(value as Theme)}
        options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
      />
      <MenuChoice
        title={t('settings.language')}
        value={language}
        onChoose={(value) => chooseLanguage(languages.find((known) => known === value) ?? 'en')}
        options={[
          { value: 'en', label: 'English' },
          { value: 'zh-CN', label: '简体中文' },
        ]}
      />
      <MenuChoice
        title={t('settings.scrolling')}
        value={scrolling}
        onChoose={(value) => prefer({ scrolling: value as Preferences['scrolling'] })}
        options={[
          { value: 'zoom', label: t('scrolling.zoom') },
          { value: 'pan', label: t('scrolling.pan') },
        ]}
      />
      <MenuItem onClick={() => workspace.set({ overlay: { of: 'shortcuts' } })}>
        <Keyboard size={14} /> {t('shortcuts.name')}
      </MenuItem>
      <MenuItem onClick={() => workspace.set({ overlay: { of: 'tour' } })}>
        <MapIcon size={14} /> {t('do.tour')}
      </MenuItem>
    </Menu>
  );
}
