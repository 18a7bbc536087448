// The kept versions of the open pipeline: by day, with names; what is different between two of them as a picture and as a list; and the
// way back to one, as a single edit that undo takes back, or as a copy.

import { Copy, History, RotateCcw } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { toEnvelope, type ErrorEnvelope } from '../../../shared/errors.ts';
import { differences, editBetween, type Difference } from '../../../shared/pipeline/compare.ts';
import type { PipelineDocument } from '../../../shared/pipeline/document.ts';
import { levelOf, type Within } from '../../../shared/pipeline/edits.ts';
import type { OpenDocument } from '../../document/open-document.ts';
import { useWords } from '../../i18n/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Empty, Failure, Loading } from '../../ui/Notice.tsx';
import { Select } from '../../ui/Select.tsx';
import { useDocument, useRun, useWorkspace, useWorkspaceState } from '../../workspace.ts';
import { Chip } from '../Chip.tsx';
import { DifferenceList } from './DifferenceList.tsx';
import { DiffCanvas } from './DiffCanvas.tsx';
import { mergedGraph } from './merged-graph.ts';
import { useRevision, useRevisions } from './use-revisions.ts';
import { VersionList, type Version } from './VersionList.tsx';

export function VersionsDialog() {
  const t = useWords();
  const { set } = useWorkspace();
  const shown = useWorkspaceState((state) => state.overlay?.of === 'versions');
  const open = useWorkspaceState((state) => state.open);
  return (
    <Dialog
      size="full"
      open={shown && open !== null}
      onClose={() => set({ overlay: null })}
      title={t('versions.title')}
    >
      {shown && open !== null && <Versions open={open} />}
    </Dialog>
  );
}

function Versions({ open }: { readonly open: OpenDocument }) {
  const t = useWords();
  const id = useDocument(open, (state) => state.id);
  const sample = useDocument(open, (state) => state.sample);
  const now = useDocument(open, (state) => state.document);
  const unsaved = useDocument(open, (state) => state.document !== state.saved);
  const ran = useRun((run) => run.document);
  const { rows, failure, reload, name } = useRevisions(sample ? null : id);
  const [chosen, setChosen] = useState<Version | null>(null);
  const [against, setAgainst] = useState<'now' | 'previous'>('now');
  const usual = unsaved ? rows?.[0] : (rows?.[1] ?? rows?.[0]);
  const version = chosen ?? usual?.revision ?? (ran === null ? null : 'run');
  const place = rows?.findIndex(({ revision }) => revision === version) ?? -1;
  const previous = place === -1 ? null : (rows?.[place + 1]?.revision ?? null);
  const withPrevious = against === 'previous' && version !== 'run';
  const selected = useRevision(id, typeof version === 'number' ? version : null);
  const older = useRevision(id, withPrevious ? previous : null);
  const document = version === 'run' ? ran : selected.document;
  const pair =
    document === null
      ? null
      : withPrevious
        ? older.document === null
          ? null
          : { before: older.document, after: document }
        : { before: document, after: now };

  if (rows === null && failure === null && !sample) return <Loading text={t('common.loading')} />;
  if ((rows ?? []).length === 0 && ran === null && failure === null)
    return <Empty title={t('versions.none')}>{t(sample ? 'versions.sample' : 'versions.none_hint')}</Empty>;
  return (
    <div className="grid h-full min-h-0 grid-cols-[208px_minmax(0,1fr)] gap-4 max-[860px]:h-auto max-[860px]:grid-cols-1">
      <div className="min-h-0 overflow-auto border-r pr-2 max-[860px]:max-h-40 max-[860px]:border-r-0 max-[860px]:border-b">
        {failure !== null && <Failure error={failure} onRetry={reload} />}
        <VersionList
          rows={rows ?? []}
          run={ran !== null}
          chosen={version}
          current={unsaved ? null : (rows?.[0]?.revision ?? null)}
          onChoose={setChosen}
          onName={name}
        />
      </div>
      <div className="flex min-h-0 min-w-0 flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          {version !== 'run' && (
            <div className="flex gap-1" role="group" aria-label={t('versions.compare')}>
              <Chip on={!withPrevious} onClick={() => setAgainst('now')}>
                {t('versions.against_now')}
              </Chip>
              <Chip on={withPrevious} onClick={() => setAgainst('previous')}>
                {t('versions.against_previous')}
              </Chip>
            </div>
          )}
          <span className="flex-1" />
          {document !== null && <Ways open={open} document={document} />}
        </div>
        {selected.failure !== null && <Failure error={selected.failure} onRetry={selected.retry} />}
        {older.failure !== null && <Failure error={older.failure} onRetry={older.retry} />}
        {withPrevious && previous === null ? (
          <Empty title={t('versions.oldest')} />
        ) : pair !== null ? (
          <Comparison key={`${String(version)} ${against}`} {...pair} />
        ) : (
          selected.failure === null && older.failure === null && <Loading text={t('common.loading')} />
        )}
      </div>
    </div>
  );
}

// The ways back to a version.
function Ways({ open, document }: { readonly open: OpenDocument; readonly document: PipelineDocument }) {
  const t = useWords();
  const workspace = useWorkspace();
  const now = useDocument(open, (state) => state.document);
  const id = useDocument(open, (state) => state.id);
  const library = useWorkspaceState((state) => state.library);
  const edit = useMemo(() => editBetween(now, document, 'edit.restore'), [now, document]);
  const [failure, setFailure] = useState<ErrorEnvelope | null>(null);
  const restore = () => {
    try {
      open.edit(edit);
      workspace.set({ overlay: null });
      workspace.say(t('versions.restored'), { action: { text: t('common.undo'), run: () => void open.undo() } });
    } catch (thrown) {
      setFailure(toEnvelope(thrown));
    }
  };
  const copy = async () => {
    const folder = library?.find((entry) => entry.id === id)?.folder ?? null;
    await workspace.duplicatePipeline(
      { id, folder },
      t('library.copy_title', { title: document.meta.title }),
      document,
    );
    const failed = workspace.store.getState().failures.library;
    if (failed === undefined) workspace.set({ overlay: null });
    else setFailure(failed);
  };
  return (
    <>
      <Button onClick={() => void copy()}>
        <Copy size={13} /> {t('versions.copy')}
      </Button>
      <Button look="primary" disabled={edit.changes.length === 0} onClick={restore}>
        <RotateCcw size={13} /> {t('versions.restore')}
      </Button>
      {failure !== null && (
        <div className="w-full">
          <Failure error={failure} />
        </div>
      )}
    </>
  );
}

interface Shown {
  readonly of: string;
  readonly key: string;
  readonly count: number;
}

function Comparison({ before, after }: { readonly before: PipelineDocument; readonly after: PipelineDocument }) {
  const t = useWords();
  const catalog = useWorkspaceState((state) => state.catalog);
  const found = useMemo(() => differences(before, after), [before, after]);
  const paths = useMemo(() => levelPaths(before, after), [before, after]);
  const [path, setPath] = useState(() => firstPath(found));
  const [chosen, setChosen] = useState<Difference | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const within = useMemo(() => (path === '' ? [] : path.split('/')), [path]);
  const graph = useMemo(
    () => (catalog === null ? null : mergedGraph({ before, after }, within, found, catalog)),
    [before, after, within, found, catalog],
  );
  const show = useCallback(
    (of: string, key: string) => setShown((last) => ({ of, key, count: (last?.count ?? 0) + 1 })),
    [],
  );
  const choose = (difference: Difference) => {
    setChosen(difference);
    const { of, key } = difference;
    const level = of === 'pipeline' ? [...difference.within, key] : difference.within;
    setPath(level.join('/'));
    show(of, key);
  };
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(248px,320px)] gap-3 max-[860px]:flex max-[860px]:flex-col">
      <div className="flex min-h-0 flex-col gap-2 max-[860px]:h-64">
        {paths.length > 1 && (
          <div className="max-w-72">
            <Select
              name={t('versions.level')}
              value={path}
              options={paths.map((value) => ({
                value,
                label: value === '' ? t('versions.whole') : value.replaceAll('/', ' / '),
                detail: t('versions.count', {
                  count: found.filter((difference) => difference.within.join('/') === value).length,
                }),
              }))}
              onChange={setPath}
            />
          </div>
        )}
        <div className="min-h-0 flex-1">
          {graph !== null && (
            <DiffCanvas
              graph={graph}
              shown={shown}
              onChoose={(of, key) => {
                const hit = found.find(
                  (difference) =>
                    difference.within.join('/') === path && difference.of === of && difference.key === key,
                );
                setChosen(hit ?? null);
                setShown({ of, key, count: 0 });
              }}
            />
          )}
        </div>
        <Legend />
      </div>
      <div className="min-h-0 overflow-auto">
        <p role="status" className="flex items-center gap-1.5 px-1 pb-2 text-dense text-dim">
          <History size={13} />
          {found.length === 0 ? t('versions.same') : t('versions.count', { count: found.length })}
        </p>
        <DifferenceList differences={found} chosen={chosen} onChoose={choose} />
      </div>
    </div>
  );
}

const marks = [
  ['versions.added', 'border-done bg-done-soft'],
  ['versions.removed', 'border-dashed border-fail bg-fail-soft'],
  ['versions.changed', 'border-wait-mark bg-wait-soft'],
  ['versions.moved', 'border-accent bg-surface'],
] as const;

function Legend() {
  const t = useWords();
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-caption text-dim" aria-label={t('versions.legend')}>
      {marks.map(([name, look]) => (
        <li key={name} className="flex items-center gap-1.5">
          <span aria-hidden className={`h-3 w-4 rounded-sm border-2 ${look}`} />
          {t(name)}
        </li>
      ))}
    </ul>
  );
}

// Paths of all levels that are in either version, the outermost first.
function levelPaths(before: PipelineDocument, after: PipelineDocument): readonly string[] {
  const paths: string[] = [];
  const visit = (within: Within) => {
    paths.push(within.join('/'));
    const inner = [before, after].flatMap((document) => Object.keys(levelOf(document, within)?.pipelines ?? {}));
    for (const name of new Set(inner)) visit([...within, name]);
  };
  visit([]);
  return paths;
}

// The outermost level, unless everything that is different is inside.
function firstPath(found: readonly Difference[]): string {
  const paths = found.filter(({ of }) => of !== 'meta').map(({ within }) => within.join('/'));
  return paths.includes('') ? '' : (paths[0] ?? '');
}
