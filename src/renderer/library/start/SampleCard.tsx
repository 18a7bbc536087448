// A sample as a card: its picture large, what it does, and the two ways into it.

import { Play } from 'lucide-react';
import { useWords } from '../../i18n/words.ts';
import { Button } from '../../ui/Button.tsx';
import type { LibraryEntry } from '../../workspace.ts';
import { Tag } from '../Chip.tsx';
import type { UsedKind } from '../document-facts.ts';
import { KindChips } from '../KindChips.tsx';
import { shownTags } from '../library-rows.ts';
import { PipelinePicture } from '../PipelinePicture.tsx';

export interface SampleCardProps {
  readonly entry: LibraryEntry;
  /** Absent: they are not shown. */
  readonly kinds?: readonly UsedKind[];
  readonly onOpen: () => void;
  readonly onRun: () => void;
  readonly run: string;
}

export function SampleCard({ entry, kinds, onOpen, onRun, run }: SampleCardProps) {
  const t = useWords();
  return (
    <article
      aria-label={entry.title}
      className="flex min-w-0 flex-col overflow-hidden rounded-lg border bg-surface shadow-low transition-colors duration-120 hover:border-line-strong"
    >
      <button
        type="button"
        aria-label={t('gallery.open_title', { title: entry.title })}
        className="block bg-canvas p-2 outline-offset-[-3px]"
        onClick={onOpen}
      >
        <PipelinePicture picture={entry.picture} className="h-32 w-full" />
      </button>
      <div className="flex flex-1 flex-col gap-2 border-t p-3">
        <h3 className="font-medium break-words">{entry.title}</h3>
        {entry.description !== null && (
          <p
            className={`text-dense text-soft ${kinds === undefined ? 'line-clamp-3' : 'line-clamp-5'}`}
            title={entry.description}
          >
            {entry.description}
          </p>
        )}
        <div className="flex flex-wrap gap-1">
          {shownTags(entry).map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </div>
        {kinds !== undefined && <KindChips kinds={kinds} />}
        <div className="mt-auto flex flex-wrap gap-2 pt-1">
          <Button look="primary" onClick={onRun} aria-label={`${run}: ${entry.title}`}>
            <Play size={13} /> {run}
          </Button>
          <Button onClick={onOpen} aria-label={t('gallery.open_title', { title: entry.title })}>
            {t('library.open')}
          </Button>
        </div>
      </div>
    </article>
  );
}
