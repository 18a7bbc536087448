// Edits of the library as a whole: each is done as a whole or not at all, whatever the order of its changes. What is kept of it says what
// it really changed, so that taking it back gives exactly what was there before.

import type { LibraryChange, LibraryEdit } from '../../shared/api/library.ts';
import { LonglineError } from '../../shared/errors.ts';
import type { EditLog, LogEntry } from './edit-log.ts';
import type { Folders } from './folders.ts';
import type { Pipelines, PipelineText } from './library.ts';
import type { LibrarySteps } from './library-steps.ts';

/** A pipeline whose document an edit of the library changes, made ready by whoever can read documents. */
export interface RewrittenPipeline {
  readonly id: string;
  /** The last entry of its log, which the text has in it. */
  readonly after: number;
  /** What is done to it now. */
  readonly entry: LogEntry;
  /** The document with that in it. */
  readonly text: PipelineText;
}

/** A new step, or the number of the one that is taken back or brought again. */
export type StepWay = { readonly way: 'do' } | { readonly way: 'undo' | 'redo'; readonly seq: number };

export interface LibraryEdits {
  /**
   * Does an edit; titles and tags are those of `rewritten`. Throws `library.unknown`, `library.folder_unknown`, `library.folder_taken`,
   * and what only says that it has to be made ready again: `edits.behind`, `library.step_moved`.
   */
  readonly apply: (edit: LibraryEdit, rewritten: readonly RewrittenPipeline[], step: StepWay) => void;
}

export interface LibraryEditsParts {
  readonly pipelines: Pipelines;
  readonly folders: Folders;
  readonly edits: EditLog;
  readonly steps: LibrarySteps;
}

export function openLibraryEdits({ pipelines, folders, edits, steps }: LibraryEditsParts): LibraryEdits {
  return {
    apply(edit, rewritten, step) {
      if (step.way !== 'do' && steps.next(step.way)?.seq !== step.seq) throw stepMoved();
      const { changes } = edit;
      const done: LibraryChange[] = [];
      // First what makes room, then what moves, then what goes: so the order of the changes does not matter.
      for (const change of changes) if (change.of === 'folder' && change.after) done.push(...made(change.path));
      for (const change of changes) done.push(...moved(change));
      for (const { id, after, entry, text } of rewritten) pipelines.rewrite(id, edits.append(id, after, [entry]), text);
      done.push(...changes.filter((change) => change.of === 'title' || change.of === 'tags'));
      const paths = changes.flatMap((change) => (change.of === 'folder' && !change.after ? [change.path] : []));
      for (const path of paths.toSorted((left, right) => depthOf(right) - depthOf(left))) done.push(...gone(path));
      if (step.way !== 'do') steps.mark(step.seq, step.way);
      else if (done.length > 0) steps.record({ ...edit, changes: done });
    },
  };

  function made(path: string): LibraryChange[] {
    return folders.add(path).map((added) => ({ of: 'folder', path: added, before: false, after: true }));
  }

  function gone(path: string): LibraryChange[] {
    return folders.remove(path) ? [{ of: 'folder', path, before: true, after: false }] : [];
  }

  function moved(change: LibraryChange): LibraryChange[] {
    switch (change.of) {
      case 'listed': {
        const { id, after } = change;
        const { listed: before, folder } = pipelines.placeOf(id);
        pipelines.setListed(id, after);
        // Its folder may have gone while it was not in the list.
        if (after && folder !== null && !folders.has(folder)) pipelines.setFolder(id, null);
        return before === after ? [] : [{ of: 'listed', id, before, after }];
      }
      case 'place': {
        const { id, after } = change;
        const { folder: before } = pipelines.placeOf(id);
        if (after !== null) folders.assertThere(after);
        pipelines.setFolder(id, after);
        return before === after ? [] : [{ of: 'place', id, before, after }];
      }
      case 'title':
      case 'tags':
      case 'folder':
        return [];
    }
  }
}

function depthOf(path: string): number {
  return path.split('/').length;
}

function stepMoved(): LonglineError {
  return new LonglineError('library.step_moved', 'The library was changed elsewhere since.', {
    retryable: true,
    action: 'Look at the library and try again.',
  });
}
