// All samples as templates: what each is made of and does, to be opened, or opened and run at once.

import { useEffect, useState } from 'react';
import type { PipelineDocument } from '../../shared/pipeline/document.ts';
import { useWords } from '../i18n/words.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Empty } from '../ui/Notice.tsx';
import { useWorkspace, useWorkspaceState, type LibraryEntry } from '../workspace.ts';
import { Chip } from './Chip.tsx';
import { kindsOf, type UsedKind } from './document-facts.ts';
import { useEntriesInWords } from './entry-words.ts';
import { tagCounts } from './library-rows.ts';
import { openAndRun } from './start/open-and-run.ts';
import { SampleCard } from './start/SampleCard.tsx';

export function Gallery() {
  const t = useWords();
  const { set } = useWorkspace();
  const open = useWorkspaceState((state) => state.overlay?.of === 'gallery');
  return (
    <Dialog size="full" open={open} onClose={() => set({ overlay: null })} title={t('gallery.title')}>
      {open && <Samples />}
    </Dialog>
  );
}

function Samples() {
  const t = useWords();
  const workspace = useWorkspace();
  const library = useEntriesInWords();
  const samples = (library ?? []).filter((entry) => entry.sample);
  const [tag, setTag] = useState<string | null>(null);
  const kinds = useSampleKinds(samples);
  const tags = tagCounts(samples);
  const close = () => workspace.set({ overlay: null });
  if (samples.length === 0) return <Empty title={t('gallery.empty')} />;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-soft">{t('gallery.text')}</p>
      <div className="flex flex-wrap gap-1" role="group" aria-label={t('gallery.filter')}>
        <Chip on={tag === null} onClick={() => setTag(null)}>
          {t('gallery.all')}
        </Chip>
        {tags.map(([name]) => (
          <Chip key={name} on={tag === name} onClick={() => setTag(tag === name ? null : name)}>
            {name}
          </Chip>
        ))}
      </div>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(300px,100%),1fr))] gap-4">
        {samples
          .filter((entry) => tag === null || entry.tags.includes(tag))
          .map((entry) => (
            <SampleCard
              key={entry.id}
              entry={entry}
              kinds={kinds.get(entry.id) ?? []}
              run={t('gallery.run')}
              onOpen={() => {
                close();
                void workspace.openPipeline(entry.id);
              }}
              onRun={() => {
                close();
                void openAndRun(workspace, entry.id);
              }}
            />
          ))}
      </div>
    </div>
  );
}

// Opening a sample changes nothing, not even when it was last opened. A card without its kinds still says what the sample does.
function useSampleKinds(samples: readonly LibraryEntry[]): ReadonlyMap<string, readonly UsedKind[]> {
  const { host } = useWorkspace();
  const catalog = useWorkspaceState((state) => state.catalog);
  const [documents, setDocuments] = useState<ReadonlyMap<string, PipelineDocument>>(new Map());
  const ids = samples.map(({ id }) => id).join('\n');
  useEffect(() => {
    let left = false;
    for (const id of ids.split('\n')) {
      host['library.open']({ id }).then(
        ({ document }) => left || setDocuments((before) => new Map([...before, [id, document]])),
        () => undefined,
      );
    }
    return () => {
      left = true;
    };
  }, [host, ids]);
  return new Map([...documents].map(([id, document]) => [id, catalog === null ? [] : kindsOf(document, catalog)]));
}
