// The library: search, filters, own pipelines in their folders, samples; beneath them the runs of the open pipeline and the endpoints.

import { ArrowDownAZ, Clock3, FolderPlus, Plus, Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useWords } from '../i18n/words.ts';
import { IconButton, Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Fields.tsx';
import { Failure, Loading } from '../ui/Notice.tsx';
import { useWorkspace, useWorkspaceState } from '../workspace.ts';
import { Chip } from './Chip.tsx';
import { useEntriesInWords } from './entry-words.ts';
import { EndpointsSection } from './EndpointsSection.tsx';
import { libraryRows, tagCounts, type Wanted } from './library-rows.ts';
import { libraryView, viewLibrary } from './library-view.ts';
import { RunsSection } from './RunsSection.tsx';
import { Section } from './Section.tsx';
import { LibraryTree } from './tree/LibraryTree.tsx';

const searchMs = 180;
const nothingFound: ReadonlyMap<string, string> = new Map();

export function Library() {
  const t = useWords();
  const workspace = useWorkspace();
  const entries = useEntriesInWords();
  const folders = useWorkspaceState((state) => state.folders);
  const open = useWorkspaceState((state) => state.open);
  const failure = useWorkspaceState((state) => state.failures.library ?? state.failures.open);
  const { sorting, closed } = useStore(libraryView);
  const [search, setSearch] = useState('');
  const [tags, setTags] = useState<ReadonlySet<string>>(new Set());
  const [newFolderIn, setNewFolderIn] = useState<string | null | undefined>(undefined);
  const found = useFound(search);
  const wanted: Wanted = { sorting, closed: new Set(closed), search, tags, found };
  const own = (entries ?? []).filter((entry) => !entry.sample);
  const samples = (entries ?? []).filter((entry) => entry.sample);
  const rows = libraryRows(own, folders, wanted);
  const sampleRows = libraryRows(samples, [], { ...wanted, sorting: 'name' });
  const known = tagCounts(own);
  const filtered = search.trim() !== '' || tags.size > 0;
  return (
    <div className="flex h-full flex-col" data-tour="library">
      <div className="shrink-0 px-3 pt-3">
        <div className="relative">
          <Search size={14} aria-hidden className="pointer-events-none absolute top-1.75 left-2 text-dim" />
          <TextField
            type="search"
            className="pr-7 pl-7 [&::-webkit-search-cancel-button]:hidden"
            aria-label={t('library.search')}
            placeholder={t('library.search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && search !== '') {
                event.stopPropagation();
                setSearch('');
              }
            }}
          />
          {search !== '' && (
            <button
              type="button"
              aria-label={t('library.clear_search')}
              className="absolute top-1 right-1 flex size-5 items-center justify-center rounded-sm text-dim hover:bg-hover hover:text-ink"
              onClick={() => setSearch('')}
            >
              <X size={13} />
            </button>
          )}
        </div>
        {known.length > 0 && (
          <div
            className="mt-2 flex max-h-19 flex-wrap gap-1 overflow-auto"
            role="group"
            aria-label={t('library.filter_tags')}
          >
            {known.map(([tag]) => (
              <Chip key={tag} on={tags.has(tag)} onClick={() => setTags(toggled(tags, tag))}>
                {tag}
              </Chip>
            ))}
          </div>
        )}
        <span role="status" className="sr-only">
          {filtered ? t('library.results', { count: rows.length + sampleRows.length }) : ''}
        </span>
      </div>
      <div className="min-h-0 flex-1 overflow-auto pb-4">
        <Section
          name="own"
          title={t('library.own')}
          action={
            <>
              <IconButton
                name={t(sorting === 'recent' ? 'library.by_name' : 'library.by_recent')}
                className="size-6"
                onClick={() => viewLibrary({ sorting: sorting === 'recent' ? 'name' : 'recent' })}
              >
                {sorting === 'recent' ? <Clock3 size={14} /> : <ArrowDownAZ size={14} />}
              </IconButton>
              <IconButton name={t('library.new_folder')} className="size-6" onClick={() => setNewFolderIn(null)}>
                <FolderPlus size={14} />
              </IconButton>
              <IconButton
                name={t('library.new')}
                className="size-6"
                onClick={() => void workspace.newPipeline(t('library.untitled'))}
              >
                <Plus size={15} />
              </IconButton>
            </>
          }
        >
          {failure !== undefined && <Failure error={failure} onRetry={() => void workspace.loadLibrary()} />}
          {entries === null && failure === undefined && <Loading text={t('common.loading')} />}
          {entries !== null && own.length === 0 && !filtered && (
            <p className="px-2 py-1 text-dense text-dim">{t('library.empty')}</p>
          )}
          {filtered && rows.length === 0 && sampleRows.length === 0 && (
            <div className="px-2 py-1 text-dense text-dim">
              <p>{t('library.nothing_found')}</p>
              <Button
                className="mt-2"
                onClick={() => {
                  setSearch('');
                  setTags(new Set());
                }}
              >
                {t('library.show_all')}
              </Button>
            </div>
          )}
          {(rows.length > 0 || newFolderIn !== undefined) && (
            <LibraryTree
              name={t('library.own')}
              rows={rows}
              fixed={false}
              newFolderIn={newFolderIn}
              onNewFolder={setNewFolderIn}
            />
          )}
        </Section>
        {sampleRows.length > 0 && (
          <Section
            name="samples"
            title={t('library.samples')}
            action={
              <Button
                look="quiet"
                className="h-6 text-caption"
                onClick={() => workspace.set({ overlay: { of: 'gallery' } })}
              >
                {t('library.gallery')}
              </Button>
            }
          >
            <LibraryTree name={t('library.samples')} rows={sampleRows} fixed />
          </Section>
        )}
        {!filtered && open !== null && <RunsSection open={open} />}
        {!filtered && <EndpointsSection />}
      </div>
    </div>
  );
}

// What the host finds in the contents, a moment after the last letter.
function useFound(search: string): ReadonlyMap<string, string> {
  const { host } = useWorkspace();
  const [found, setFound] = useState(nothingFound);
  const text = search.trim().slice(0, 200);
  useEffect(() => {
    if (text.length < 2) {
      setFound(nothingFound);
      return;
    }
    let left = false;
    const timer = setTimeout(() => {
      host['library.search']({ text }).then(
        (rows) => left || setFound(new Map(rows.map((row) => [row.id, row.found]))),
        // Names and tags are searched without the host; what it cannot find now is found with the next letter.
        () => left || setFound(nothingFound),
      );
    }, searchMs);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [host, text]);
  return found;
}

function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  return new Set(set.has(value) ? [...set].filter((other) => other !== value) : [...set, value]);
}
