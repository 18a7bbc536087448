// What is in the middle while no pipeline is on screen: where one was, samples that run at once, and the ways to begin.

import { ArrowRight, FileInput, LayoutGrid, Plus, Route, X } from 'lucide-react';
import { useStore } from 'zustand';
import { useLanguage, useWords } from '../../i18n/words.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { moment } from '../../ui/format.ts';
import { Failure, Loading } from '../../ui/Notice.tsx';
import { prefer, preferences } from '../../ui/preferences.ts';
import { useWorkspace, useWorkspaceState, type LibraryEntry } from '../../workspace.ts';
import { useEntriesInWords } from '../entry-words.ts';
import { chooseFileToImport } from '../files.ts';
import { PipelinePicture } from '../PipelinePicture.tsx';
import { useLibrary } from '../use-library.ts';
import { ConnectEndpoint } from './ConnectEndpoint.tsx';
import { openAndRun } from './open-and-run.ts';
import { lastAt, recentOf } from './recent.ts';
import { SampleCard } from './SampleCard.tsx';

const featured = ['sample:news-brief', 'sample:evidence-review', 'sample:second-opinion'];

export function StartPage() {
  const t = useWords();
  const workspace = useWorkspace();
  const library = useEntriesInWords();
  const failure = useWorkspaceState(
    ({ failures, library: known }) => failures.open ?? (known === null ? failures.library : undefined),
  );
  const recent = recentOf(library ?? []);
  return (
    <div className="h-full overflow-auto bg-canvas">
      <div className="mx-auto flex w-full max-w-5xl flex-col gap-8 px-8 py-10">
        <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
          <div className="max-w-xl min-w-0">
            <h1 className="text-display font-semibold">{t('start.title')}</h1>
            <p className="mt-1 text-soft">{t(recent.length === 0 ? 'start.first' : 'start.text')}</p>
          </div>
          <div className="flex flex-wrap gap-2">
            <Button look="primary" onClick={() => void workspace.newPipeline(t('library.untitled'))}>
              <Plus size={14} /> {t('library.new')}
            </Button>
            <Button onClick={() => chooseFileToImport(workspace)}>
              <FileInput size={14} /> {t('start.import')}
            </Button>
          </div>
        </header>
        <TourOffer />
        {failure !== undefined && <Failure error={failure} onRetry={() => void workspace.loadLibrary()} />}
        {library === null && failure === undefined && <Loading text={t('common.loading')} />}
        {recent.length > 0 && <Recent entries={recent} />}
        {library !== null && <Featured library={library} />}
        <ConnectEndpoint />
      </div>
    </div>
  );
}

function TourOffer() {
  const t = useWords();
  const { set } = useWorkspace();
  const toured = useStore(preferences, (state) => state.toured);
  if (toured) return null;
  return (
    <section
      aria-label={t('tour.name')}
      className="flex flex-wrap items-center gap-3 rounded-lg border bg-accent-soft py-2 pr-2 pl-4"
    >
      <Route size={16} aria-hidden className="shrink-0 text-accent-text" />
      <p className="min-w-60 flex-1">{t('start.tour')}</p>
      <Button look="primary" onClick={() => set({ overlay: { of: 'tour' } })}>
        {t('tour.take')}
      </Button>
      <IconButton name={t('start.no_tour')} onClick={() => prefer({ toured: true })}>
        <X size={15} />
      </IconButton>
    </section>
  );
}

function Recent({ entries }: { readonly entries: readonly LibraryEntry[] }) {
  const t = useWords();
  const acts = useLibrary();
  const [language] = useLanguage();
  return (
    <section aria-labelledby="start-recent">
      <h2 id="start-recent" className="font-semibold">
        {t('start.recent')}
      </h2>
      <div className="mt-3 grid grid-cols-[repeat(auto-fill,minmax(min(240px,100%),1fr))] gap-3">
        {entries.map((entry) => (
          <button
            key={entry.id}
            type="button"
            className="flex min-w-0 items-center gap-3 overflow-hidden rounded-lg border bg-surface p-2 text-left shadow-low transition-colors duration-120 hover:border-line-strong"
            title={entry.description ?? entry.title}
            onClick={() => acts.open(entry)}
          >
            <PipelinePicture picture={entry.picture} className="h-13 w-20 shrink-0 rounded-sm border bg-canvas" />
            <span className="min-w-0 flex-1">
              <span className="line-clamp-2 font-medium break-words">{entry.title}</span>
              <span className="block truncate text-caption text-dim">
                {[lastAt(entry) === 0 ? '' : moment(lastAt(entry), language), entry.folder ?? '']
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}

function Featured({ library }: { readonly library: readonly LibraryEntry[] }) {
  const t = useWords();
  const workspace = useWorkspace();
  const acts = useLibrary();
  const samples = featuredOf(library);
  if (samples.length === 0) return null;
  return (
    <section aria-labelledby="start-samples">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div>
          <h2 id="start-samples" className="font-semibold">
            {t('start.samples')}
          </h2>
          <p className="text-dense text-dim">{t('start.samples_text')}</p>
        </div>
        <Button look="quiet" onClick={() => workspace.set({ overlay: { of: 'gallery' } })}>
          <LayoutGrid size={14} /> {t('start.all')} <ArrowRight size={14} />
        </Button>
      </div>
      <div className="mt-3 grid grid-cols-[repeat(auto-fill,minmax(min(260px,100%),1fr))] gap-3">
        {samples.map((entry) => (
          <SampleCard
            key={entry.id}
            entry={entry}
            run={t('start.run')}
            onOpen={() => acts.open(entry)}
            onRun={() => void openAndRun(workspace, entry.id)}
          />
        ))}
      </div>
    </section>
  );
}

// Where one of the three is missing, the next sample takes its place.
function featuredOf(library: readonly LibraryEntry[]): readonly LibraryEntry[] {
  const samples = library.filter((entry) => entry.sample);
  const rank = ({ id }: LibraryEntry) => (featured.includes(id) ? featured.indexOf(id) : featured.length);
  return samples.toSorted((left, right) => rank(left) - rank(right)).slice(0, featured.length);
}
