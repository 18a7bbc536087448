// The window: bar on top, library, canvas, inspector and run side by side, problems beneath. Panes resize and remember their sizes.

import { Keyboard, LoaderCircle, Play, Redo2, Save, Settings2, Square, TriangleAlert, Undo2 } from 'lucide-react';
import { useEffect } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { useStore } from 'zustand';
import logo from '../../resources/icons/longline.svg';
import { Canvas } from './canvas/Canvas.tsx';
import type { OpenDocument } from './document/open-document.ts';
import { languages, useLanguage, useWords } from './i18n/words.ts';
import { Inspector } from './inspector/Inspector.tsx';
import { LeftPane } from './library/LibraryPane.tsx';
import { ProblemsBar } from './library/ProblemsBar.tsx';
import { StartPage } from './library/start/StartPage.tsx';
import { RunPane } from './run/RunPane.tsx';
import { canGoOn, isLive } from './run/run-life.ts';
import { SourceDialog } from './run/SourceDialog.tsx';
import { useStart } from './run/use-start.ts';
import { Button, IconButton } from './ui/Button.tsx';
import { cost, money } from './ui/format.ts';
import { Menu, MenuChoice, MenuItem } from './ui/Menu.tsx';
import { Failure, Loading } from './ui/Notice.tsx';
import { ShortcutSheet } from './ui/ShortcutSheet.tsx';
import { Tabs } from './ui/Tabs.tsx';
import { chooseTheme, themes, themeStore, type Theme } from './ui/theme.ts';
import { useRun, useWorkspace, useWorkspaceState } from './workspace.ts';

export function App() {
  const t = useWords();
  const workspace = useWorkspace();
  const open = useWorkspaceState((state) => state.open);
  const catalog = useWorkspaceState((state) => state.catalog);
  const opening = useWorkspaceState((state) => state.opening);
  const failure = useWorkspaceState((state) => state.failures.start);
  const connection = useStore(workspace.connection, ({ status }) => status);
  const layout = useDefaultLayout({ id: 'longline.panes', storage: localStorage });
  useWindowTitle();
  useGlobalKeys();

  if (catalog === null) {
    return (
      <main className="flex h-full items-center justify-center p-6">
        <div className="w-96">
          {connection === 'refused' ? (
            <Failure
              error={{ code: 'host.refused', message: t('connection.refused'), action: t('connection.refused_action') }}
            />
          ) : failure === undefined || connection === 'connecting' ? (
            <Loading text={t('connection.connecting')} />
          ) : (
            <Failure error={failure} onRetry={() => void workspace.load()} />
          )}
        </div>
      </main>
    );
  }
  return (
    <div className="flex h-full flex-col">
      <TopBar open={open} />
      {connection === 'lost' && (
        <p
          role="alert"
          className="flex shrink-0 items-center justify-center gap-2 bg-wait-soft py-1 text-dense text-ink"
        >
          <LoaderCircle size={14} className="animate-spin" /> {t('connection.lost')}
        </p>
      )}
      {open !== null && <SaveFailure open={open} />}
      <Group className="min-h-0 flex-1" {...layout}>
        <Panel
          id="left"
          defaultSize="240px"
          minSize="180px"
          maxSize="420px"
          collapsible
          groupResizeBehavior="preserve-pixel-size"
          className="bg-pane"
        >
          <LeftPane />
        </Panel>
        <Divider />
        <Panel id="middle" minSize="320px">
          <main className="h-full bg-canvas">
            {opening !== null ? (
              <Loading text={t('common.opening')} />
            ) : open === null ? (
              <StartPage />
            ) : (
              <Canvas key={open.store.getInitialState().id} open={open} catalog={catalog} />
            )}
          </main>
        </Panel>
        {open !== null && (
          <>
            <Divider />
            <Panel
              id="right"
              defaultSize="380px"
              minSize="280px"
              maxSize="760px"
              collapsible
              groupResizeBehavior="preserve-pixel-size"
              className="bg-pane"
            >
              <RightPane open={open} />
            </Panel>
          </>
        )}
      </Group>
      {open !== null && <ProblemsBar />}
      <SourceDialog />
      <ShortcutSheet />
    </div>
  );
}

function SaveFailure({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const failure = useStore(open.store, (state) => state.failure);
  if (failure === null) return null;
  const conflict = failure.code === 'library.conflict';
  const save = () => void (conflict ? open.saveCopy() : open.save()).catch(() => undefined);
  return (
    <div className="shrink-0 border-b p-2">
      <Failure error={failure} onRetry={save} {...(conflict ? { retry: t('save.as_copy') } : {})} />
    </div>
  );
}

function Divider() {
  return (
    <Separator className="w-px bg-line outline-none transition-colors hover:bg-accent focus-visible:bg-accent data-[separator=active]:bg-accent" />
  );
}

function RightPane({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const { set } = useWorkspace();
  const right = useWorkspaceState((state) => state.right);
  return (
    <Tabs
      name={t('right.name')}
      value={right}
      onChange={(value) => set({ right: value === 'run' ? 'run' : 'inspector' })}
      tabs={[
        { value: 'inspector', label: t('right.inspector'), panel: <Inspector open={open} /> },
        { value: 'run', label: t('right.run'), panel: <RunPane open={open} /> },
      ]}
    />
  );
}

function TopBar({ open }: { readonly open: OpenDocument | null }) {
  const t = useWords();
  const { set } = useWorkspace();
  const [language, chooseLanguage] = useLanguage();
  const theme = useStore(themeStore, (state) => state.theme);
  return (
    <header className="flex h-11 shrink-0 items-center gap-2 border-b bg-pane px-3">
      <img src={logo} alt="Longline" className="size-5" />
      {open === null ? <span className="flex-1 font-semibold">Longline</span> : <DocumentBar open={open} />}
      {open !== null && <RunButton open={open} />}
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            aria-label={t('settings.name')}
            className="flex size-7 items-center justify-center rounded-md text-soft hover:bg-hover hover:text-ink"
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
        <MenuItem onClick={() => set({ overlay: 'shortcuts' })}>
          <Keyboard size={14} /> {t('shortcuts.name')}
        </MenuItem>
      </Menu>
    </header>
  );
}

function DocumentBar({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const { document, saved, saving, failure, past, future, sample } = useStore(open.store);
  const state =
    failure !== null
      ? t('save.failed')
      : saving
        ? t('save.saving')
        : document !== saved
          ? t('save.unsaved')
          : sample
            ? t('save.sample')
            : t('save.saved');
  return (
    <>
      <h1 className="min-w-0 truncate font-semibold" title={document.meta.title}>
        {document.meta.title}
      </h1>
      <span
        className={`flex shrink-0 items-center gap-1 text-caption ${failure === null ? 'text-dim' : 'text-fail'}`}
        title={failure?.message}
        role="status"
      >
        {failure !== null && <TriangleAlert size={12} />}
        {state}
      </span>
      <span className="flex-1" />
      <IconButton name={t('edit.undo')} keys="Ctrl+Z" disabled={past.length === 0} onClick={open.undo}>
        <Undo2 size={16} />
      </IconButton>
      <IconButton name={t('edit.redo')} keys="Ctrl+Shift+Z" disabled={future.length === 0} onClick={open.redo}>
        <Redo2 size={16} />
      </IconButton>
      <IconButton
        name={t('edit.save')}
        keys="Ctrl+S"
        disabled={document === saved}
        onClick={() => void open.save().catch(() => undefined)}
      >
        <Save size={16} />
      </IconButton>
      <span className="mx-1 h-5 w-px bg-line" />
    </>
  );
}

function RunButton({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const workspace = useWorkspace();
  const { start } = useStart(open);
  const starting = useWorkspaceState((state) => state.starting);
  const live = useRun(isLive);
  const paused = useRun(canGoOn);
  const spent = useRun((run) => (run.runId === null ? null : (cost(run.view.ledger.cost) ?? 'unknown')));
  const budget = useRun((run) => run.view.limits.budgetNanoUsd);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== 'Enter') return;
      event.preventDefault();
      if (event.altKey) {
        if (paused) void workspace.resumeRun();
        else if (live) void workspace.pauseRun();
      } else if (live) void workspace.stopRun();
      else start();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
  return (
    <>
      {spent !== null && (
        <span className="text-dense whitespace-nowrap text-soft tabular" title={t('figure.cost')}>
          {spent === 'unknown' ? t('cost.unknown') : spent}
          {budget !== null && ` / ${money(budget)}`}
        </span>
      )}
      {live ? (
        <Button look="danger" onClick={() => void workspace.stopRun()}>
          <Square size={13} /> {t('run.stop')}
        </Button>
      ) : (
        <Button look="primary" disabled={starting} onClick={start}>
          <Play size={13} /> {t('run.start')}
        </Button>
      )}
    </>
  );
}

function useWindowTitle(): void {
  const t = useWords();
  const asking = useRun((run) => run.view.questions.length > 0);
  const open = useWorkspaceState((state) => state.open);
  const title = open?.store.getState().document.meta.title;
  useEffect(() => {
    const name = title === undefined ? 'Longline' : `${title} – Longline`;
    document.title = asking ? `● ${t('question.name')} – ${name}` : title === undefined ? 'Longline' : name;
  }, [asking, title, t]);
}

function useGlobalKeys(): void {
  const workspace = useWorkspace();
  const open = useWorkspaceState((state) => state.open);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const control = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      const typing = event.target instanceof Element && event.target.closest('input, textarea') !== null;
      const act = (): boolean => {
        if (!typing && event.key === '?') return workspace.set({ overlay: 'shortcuts' }), true;
        if (open === null) return false;
        if (control && key === 's') return void open.save().catch(() => undefined), true;
        if (typing) return false;
        if (control && key === 'z' && event.shiftKey) return open.redo(), true;
        if (control && key === 'z') return open.undo(), true;
        if (control && key === 'y') return open.redo(), true;
        return false;
      };
      if (act()) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [workspace, open]);
}
