// The left pane: own pipelines, samples, runs of the open pipeline, endpoints; and the palette of kinds beside it.

import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  Ellipsis,
  Hand,
  LoaderCircle,
  OctagonMinus,
  Plus,
  Plug,
  Workflow,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useOptionalWords, useWords } from '../i18n/words.ts';
import { searchKinds } from '../document/fitting-kinds.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/Fields.tsx';
import { moment } from '../ui/format.ts';
import { KindIcon } from '../ui/KindIcon.tsx';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { Failure, Loading } from '../ui/Notice.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { kindCategories } from '../../shared/tool/kind.ts';
import { useLanguage } from '../i18n/words.ts';
import { useDocument, useRun, useWorkspace, useWorkspaceState, type LibraryEntry, type RunRow } from '../workspace.ts';
import type { OpenDocument } from '../document/open-document.ts';

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

function Library() {
  const t = useWords();
  const workspace = useWorkspace();
  const entries = useWorkspaceState((state) => state.library);
  const open = useWorkspaceState((state) => state.open);
  const endpoints = useWorkspaceState((state) => state.endpoints) ?? [];
  const failure = useWorkspaceState((state) => state.failures.library ?? state.failures.open);
  const [removed, setRemoved] = useState<LibraryEntry | null>(null);
  const own = (entries ?? []).filter((entry) => !entry.sample);
  const samples = (entries ?? []).filter((entry) => entry.sample);
  return (
    <div className="h-full overflow-auto pb-4">
      <Section
        title={t('library.own')}
        action={
          <IconButton name={t('library.new')} onClick={() => void workspace.newPipeline(t('library.untitled'))}>
            <Plus size={15} />
          </IconButton>
        }
      >
        {failure !== undefined && <Failure error={failure} onRetry={() => void workspace.loadLibrary()} />}
        {entries === null && failure === undefined && <Loading text={t('common.loading')} />}
        {removed !== null && (
          <div role="status" className="mb-1 flex items-center gap-2 rounded-md bg-sunken px-2 py-1 text-dense">
            <span className="min-w-0 flex-1 truncate">{t('library.removed', { title: removed.title })}</span>
            <Button
              look="quiet"
              onClick={() => {
                void workspace.restorePipeline(removed.id);
                setRemoved(null);
              }}
            >
              {t('common.undo')}
            </Button>
          </div>
        )}
        {entries !== null && own.length === 0 && <p className="px-2 py-1 text-dense text-dim">{t('library.empty')}</p>}
        {own.map((entry) => (
          <Entry
            key={entry.id}
            entry={entry}
            onRemove={() => {
              setRemoved(entry);
              void workspace.removePipeline(entry.id);
            }}
          />
        ))}
      </Section>
      <Section title={t('library.samples')}>
        {samples.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </Section>
      {open !== null && <Runs open={open} />}
      <Section title={t('library.endpoints')}>
        {endpoints.map((endpoint) => (
          <div key={endpoint.name} className="flex min-h-8 items-center gap-2 px-2">
            <Plug size={14} className="shrink-0 text-dim" />
            <span className="min-w-0 flex-1">
              <span className="block truncate">
                {endpoint.rehearsal ? t('endpoint.rehearsal_title') : endpoint.title}
              </span>
              <span className="block truncate text-caption text-dim">
                {endpoint.rehearsal
                  ? t('endpoint.rehearsal')
                  : endpoint.key?.set === false
                    ? t('endpoint.no_key', { variable: endpoint.key.variable })
                    : endpoint.url}
              </span>
            </span>
          </div>
        ))}
      </Section>
    </div>
  );
}

function Section({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="px-2 pt-3" aria-label={title}>
      <div className="flex h-7 items-center justify-between px-2">
        <h2 className="text-caption font-semibold text-dim">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

const row = 'group flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left';

function Entry({ entry, onRemove }: { readonly entry: LibraryEntry; readonly onRemove?: () => void }) {
  const t = useWords();
  const workspace = useWorkspace();
  const open = useWorkspaceState((state) => state.open);
  const opening = useWorkspaceState((state) => state.opening === entry.id);
  const [renaming, setRenaming] = useState<string | null>(null);
  const current = open?.store.getState().id === entry.id;
  return (
    <div className={`${row} ${current ? 'bg-active' : 'hover:bg-hover'}`}>
      <button
        type="button"
        className="flex min-w-0 flex-1 items-center gap-2 self-stretch text-left"
        title={entry.description ?? entry.title}
        aria-current={current}
        onClick={() => void workspace.openPipeline(entry.id)}
      >
        {opening ? (
          <LoaderCircle size={14} className="shrink-0 animate-spin text-dim" />
        ) : (
          <Workflow size={14} className="shrink-0 text-dim" />
        )}
        <span className="truncate">{entry.title}</span>
      </button>
      {onRemove !== undefined && (
        <Menu
          trigger={
            <button
              type="button"
              aria-label={t('library.more', { title: entry.title })}
              className="flex size-6 items-center justify-center rounded-sm text-dim opacity-0 group-hover:opacity-100 hover:bg-active focus-visible:opacity-100"
            >
              <Ellipsis size={14} />
            </button>
          }
        >
          <MenuItem onClick={() => setRenaming(entry.title)}>{t('library.rename')}</MenuItem>
          <MenuItem danger onClick={onRemove}>
            {t('library.remove')}
          </MenuItem>
        </Menu>
      )}
      <Dialog open={renaming !== null} onClose={() => setRenaming(null)} title={t('library.rename')}>
        <form
          className="flex gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (renaming !== null && renaming.trim() !== '') void workspace.renamePipeline(entry.id, renaming.trim());
            setRenaming(null);
          }}
        >
          <TextField
            autoFocus
            aria-label={t('inspector.title')}
            value={renaming ?? ''}
            onChange={(event) => setRenaming(event.target.value)}
          />
          <Button look="primary" type="submit">
            {t('library.rename')}
          </Button>
        </form>
      </Dialog>
    </div>
  );
}

function Runs({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const workspace = useWorkspace();
  const [language] = useLanguage();
  const runs = useWorkspaceState((state) => state.runs);
  const failure = useWorkspaceState((state) => state.failures.runs);
  const shown = useRun((run) => run.runId);
  const title = useDocument(open, (state) => state.document.meta.title);
  return (
    <Section title={t('library.runs', { title })}>
      {failure !== undefined && <Failure error={failure} onRetry={() => void workspace.loadRuns()} />}
      {runs === null && failure === undefined && <Loading text={t('common.loading')} />}
      {runs?.length === 0 && <p className="px-2 py-1 text-dense text-dim">{t('library.no_runs')}</p>}
      {runs?.map((run) => (
        <button
          key={run.runId}
          type="button"
          className={`${row} ${shown === run.runId ? 'bg-active' : 'hover:bg-hover'}`}
          onClick={() => {
            workspace.set({ right: 'run' });
            workspace.run.show(run.runId);
          }}
        >
          <RunMark status={run.status} />
          <span className="min-w-0 flex-1 truncate tabular">{moment(run.createdAt, language)}</span>
          <span className="text-caption text-dim">{t(`status.${run.status}`)}</span>
        </button>
      ))}
    </Section>
  );
}

/** The state of a run as an icon. */
export function RunMark({ status }: { readonly status: RunRow['status'] }) {
  switch (status) {
    case 'running':
      return <LoaderCircle size={14} className="shrink-0 animate-spin text-run" />;
    case 'paused':
      return <CirclePause size={14} className="shrink-0 text-wait" />;
    case 'waiting':
      return <Hand size={14} className="shrink-0 text-wait" />;
    case 'interrupted':
      return <CircleDashed size={14} className="shrink-0 text-dim" />;
    case 'done':
      return <CircleCheck size={14} className="shrink-0 text-done" />;
    case 'failed':
      return <CircleX size={14} className="shrink-0 text-fail" />;
    case 'limited':
      return <OctagonMinus size={14} className="shrink-0 text-wait" />;
  }
}

function Palette() {
  const t = useWords();
  const word = useOptionalWords();
  const workspace = useWorkspace();
  const catalog = useWorkspaceState((state) => state.catalog);
  const [text, setText] = useState('');
  const cards =
    catalog === null
      ? []
      : searchKinds(
          [...catalog.values()].map(({ card }) => card),
          text,
          (card) => word(`kind.${card.kind}`, card.title),
        );
  const open = useWorkspaceState((state) => state.open);
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
            <Section key={category} title={t(`category.${category}`)}>
              {found.map((card) => (
                <button
                  key={card.kind}
                  type="button"
                  draggable
                  disabled={open === null}
                  title={card.description}
                  className={`${row} hover:bg-hover disabled:opacity-50`}
                  onDragStart={(event) => {
                    event.dataTransfer.setData('application/x-longline-kind', card.kind);
                    event.dataTransfer.effectAllowed = 'copy';
                  }}
                  onClick={() => workspace.addKind(card.kind)}
                >
                  <KindIcon name={card.icon} className="shrink-0 text-dim" />
                  <span className="truncate">{word(`kind.${card.kind}`, card.title)}</span>
                </button>
              ))}
            </Section>
          );
        })}
        {cards.length === 0 && <p className="p-4 text-center text-dense text-dim">{t('search.nothing')}</p>}
      </div>
    </div>
  );
}
