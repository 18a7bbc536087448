// The tags of a pipeline: typed with commas between them, or taken from those that others have.

import { useState } from 'react';
import { useWords } from '../../i18n/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/Fields.tsx';
import { Labelled } from '../../ui/Labelled.tsx';
import { useWorkspaceState, type LibraryEntry } from '../../workspace.ts';
import { tagCounts, tagsFrom } from '../library-rows.ts';
import { Chip } from '../Chip.tsx';
import { useLibrary } from '../use-library.ts';

export function TagsDialog({ entry, onClose }: { readonly entry: LibraryEntry; readonly onClose: () => void }) {
  const t = useWords();
  const acts = useLibrary();
  const library = useWorkspaceState((state) => state.library);
  const [text, setText] = useState(entry.tags.join(', '));
  const typed = tagsFrom(text);
  const known = tagCounts(library ?? []).slice(0, 24);
  return (
    <Dialog open onClose={onClose} title={t('library.tags_of', { title: entry.title })}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          acts.tag(entry, typed);
          onClose();
        }}
      >
        <Labelled id="library-tags" title={t('library.tags')} hint={t('library.tags_hint')}>
          <TextField id="library-tags" autoFocus value={text} onChange={(event) => setText(event.target.value)} />
        </Labelled>
        {known.length > 0 && (
          <div className="flex flex-wrap gap-1" role="group" aria-label={t('library.tags_known')}>
            {known.map(([tag]) => (
              <Chip
                key={tag}
                on={typed.includes(tag)}
                onClick={() =>
                  setText((typed.includes(tag) ? typed.filter((other) => other !== tag) : [...typed, tag]).join(', '))
                }
              >
                {tag}
              </Chip>
            ))}
          </div>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit">
            {t('library.save_tags')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
