// The window: bar on top, library, canvas, inspector and run side by side, problems and log beneath. Panes resize, collapse and remember
// their sizes; focus mode leaves the canvas alone.

import { LoaderCircle } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { useActionKeys } from './actions/index.ts';
import { Canvas } from './canvas/Canvas.tsx';
import type { OpenDocument } from './document/open-document.ts';
import { SheetContext, sheetOf } from './document/sheet.ts';
import { useWords } from './i18n/words.ts';
import { Inspector } from './inspector/Inspector.tsx';
import { previewFile } from './library/files.ts';
import { Gallery } from './library/Gallery.tsx';
import { ImportDialog } from './library/import/ImportDialog.tsx';
import { LeftPane } from './library/LibraryPane.tsx';
import { StartPage } from './library/start/StartPage.tsx';
import { Tour } from './library/tour/Tour.tsx';
import { VersionsDialog } from './library/versions/VersionsDialog.tsx';
import { RunPane } from './run/RunPane.tsx';
import { SourceDialog } from './run/SourceDialog.tsx';
import { memory } from './ui/memory.ts';
import { Failure, Loading } from './ui/Notice.tsx';
import { Tabs } from './ui/Tabs.tsx';
import { BottomPane } from './window/BottomPane.tsx';
import { CommandPalette } from './window/CommandPalette.tsx';
import { PinDialog } from './window/PinDialog.tsx';
import { RunAnnouncer } from './window/RunAnnouncer.tsx';
import { ShortcutSheet } from './window/ShortcutSheet.tsx';
import { sidePaneProps } from './window/side-panes.ts';
import { StatusBar } from './window/StatusBar.tsx';
import { Toasts } from './window/Toasts.tsx';
import { TopBar } from './window/TopBar.tsx';
import { useRun, useWorkspace, useWorkspaceState } from './workspace.ts';

export function App() {
  const workspace = useWorkspace();
  const catalog = useWorkspaceState((state) => state.catalog);
  const open = useWorkspaceState((state) => state.open);
  const levels = useWorkspaceState((state) => state.levels);
  const sheet = useMemo(() => (open === null ? null : sheetOf(open, levels)), [open, levels]);
  useWindowTitle();
  useActionKeys();
  useEffect(() => {
    const onShown = () => document.visibilityState === 'visible' && workspace.refreshOpen();
    document.addEventListener('visibilitychange', onShown);
    window.addEventListener('focus', onShown);
    return () => {
      document.removeEventListener('visibilitychange', onShown);
      window.removeEventListener('focus', onShown);
    };
  }, [workspace]);
  useFileDrop();
  if (catalog === null) return <Connecting />;
  return (
    <SheetContext value={sheet}>
      <Window />
    </SheetContext>
  );
}

// A file dropped anywhere opens its preview; nothing is taken in before that.
function useFileDrop(): void {
  const workspace = useWorkspace();
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      const [file] = event.dataTransfer?.files ?? [];
      if (file === undefined) return;
      event.preventDefault();
      void previewFile(workspace, file);
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('drop', onDrop);
    };
  }, [workspace]);
}

function Connecting() {
  const t = useWords();
  const workspace = useWorkspace();
  const failure = useWorkspaceState((state) => state.failures.start);
  const connection = useStore(workspace.connection, ({ status }) => status);
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

function Window() {
  const t = useWords();
  const workspace = useWorkspace();
  const open = useWorkspaceState((state) => state.open);
  const focus = useWorkspaceState((state) => state.focus);
  const connection = useStore(workspace.connection, ({ status }) => status);
  return (
    <div className="flex h-full flex-col">
      <TopBar />
      {connection === 'lost' && (
        <p
          role="alert"
          className="flex shrink-0 items-center justify-center gap-2 bg-wait-soft py-1 text-dense text-ink"
        >
          <LoaderCircle size={14} className="animate-spin" /> {t('connection.lost')}
        </p>
      )}
      {open !== null && <SaveFailure open={open} />}
      <Panes open={open} alone={focus && open !== null} />
      {open !== null && !focus && <StatusBar />}
      <SourceDialog />
      <CommandPalette />
      <ShortcutSheet />
      <Gallery />
      <ImportDialog />
      {open !== null && <VersionsDialog />}
      {open !== null && <PinDialog />}
      <Tour />
      <RunAnnouncer />
      <Toasts />
    </div>
  );
}

// A collapsed pane is out of sight, for the Tab key and the screen reader too. `alone`: only the canvas, which stays the same element.
function Panes({ open, alone }: { readonly open: OpenDocument | null; readonly alone: boolean }) {
  const t = useWords();
  const bottom = useWorkspaceState((state) => state.bottom);
  const right = open !== null && !alone;
  const below = open !== null && bottom !== null && !alone;
  const panelIds = [...(alone ? [] : ['left']), 'middle', ...(right ? ['right'] : [])];
  const across = useDefaultLayout({ id: 'longline.panes', panelIds, storage: memory });
  const down = useDefaultLayout({
    id: 'longline.rows',
    panelIds: below ? ['top', 'bottom'] : ['top'],
    storage: memory,
  });
  return (
    <Group className="min-h-0 flex-1" {...across}>
      {!alone && (
        <>
          <Panel
            id="left"
            {...sidePaneProps.left}
            defaultSize="232px"
            minSize="180px"
            maxSize="420px"
            collapsible
            groupResizeBehavior="preserve-pixel-size"
            className="@container bg-pane"
          >
            <aside
              aria-label={t('left.name')}
              className="h-full @max-[6rem]:invisible"
              data-tour="library"
              data-region="library"
            >
              <LeftPane />
            </aside>
          </Panel>
          <Divider />
        </>
      )}
      <Panel key="middle" id="middle" minSize="320px">
        <Group orientation="vertical" {...down}>
          <Panel id="top" minSize="160px">
            <Middle />
          </Panel>
          {below && (
            <>
              <Divider flat />
              <Panel id="bottom" defaultSize="200px" minSize="90px" maxSize="70%" className="bg-pane">
                <BottomPane />
              </Panel>
            </>
          )}
        </Group>
      </Panel>
      {right && (
        <>
          <Divider />
          <Panel
            id="right"
            {...sidePaneProps.right}
            defaultSize="348px"
            minSize="280px"
            maxSize="760px"
            collapsible
            groupResizeBehavior="preserve-pixel-size"
            className="@container bg-pane"
          >
            <RightPane open={open} />
          </Panel>
        </>
      )}
    </Group>
  );
}

function Middle() {
  const t = useWords();
  const open = useWorkspaceState((state) => state.open);
  const active = useWorkspaceState((state) => state.active);
  const levels = useWorkspaceState((state) => state.levels);
  const catalog = useWorkspaceState((state) => state.catalog);
  const opening = useWorkspaceState((state) => state.opening);
  const place = levels.map(({ node }) => node).join('/');
  return (
    <main id="main" className="h-full min-h-0 flex-1 bg-canvas" data-tour="canvas" data-region="canvas">
      {open !== null && <Heading open={open} />}
      {opening !== null ? (
        <Loading text={t('common.opening')} />
      ) : open === null || catalog === null ? (
        <StartPage />
      ) : (
        <Canvas
          key={`${active} ${place}`}
          catalog={catalog}
          place={[open.store.getState().id, ...levels.map(({ pipeline }) => pipeline)].join('/')}
        />
      )}
    </main>
  );
}

// For screen readers: the tab says the same to the eye.
function Heading({ open }: { readonly open: OpenDocument }) {
  return <h1 className="sr-only">{useStore(open.store, titleOf)}</h1>;
}

function SaveFailure({ open }: { readonly open: OpenDocument }) {
  const failure = useStore(open.store, (state) => state.failure);
  if (failure === null) return null;
  return (
    <div className="shrink-0 border-b p-2">
      <Failure error={failure} onRetry={() => void open.save().catch(() => undefined)} />
    </div>
  );
}

function Divider({ flat = false }: { readonly flat?: boolean }) {
  return (
    <Separator
      className={`${flat ? 'h-px' : 'w-px'} bg-line outline-none transition-colors hover:bg-accent focus-visible:bg-accent data-[separator=active]:bg-accent`}
    />
  );
}

function RightPane({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const { set } = useWorkspace();
  const right = useWorkspaceState((state) => state.right);
  return (
    <aside
      aria-label={t('right.name')}
      className="h-full @max-[6rem]:invisible"
      data-tour="inspector"
      data-region="inspector"
    >
      <Tabs
        name={t('right.name')}
        value={right}
        onChange={(value) => set({ right: value === 'run' ? 'run' : 'inspector' })}
        tabs={[
          { value: 'inspector', label: t('right.inspector'), panel: <Inspector /> },
          { value: 'run', label: t('right.run'), panel: <RunPane open={open} /> },
        ]}
      />
    </aside>
  );
}

function useWindowTitle(): void {
  const t = useWords();
  const asking = useRun((run) => run.view.questions.length > 0);
  const open = useWorkspaceState((state) => state.open);
  const title = useStore(open?.store ?? (untitled as never), titleOf) as string | undefined;
  useEffect(() => {
    const name = title === undefined ? 'Longline' : `${title} – Longline`;
    document.title = asking ? `● ${t('question.name')} – ${name}` : name;
  }, [asking, title, t]);
}

const untitled = { getState: () => null, getInitialState: () => null, subscribe: () => () => undefined };

function titleOf(state: { readonly document: { readonly meta: { readonly title: string } } } | null) {
  return state?.document.meta.title;
}
