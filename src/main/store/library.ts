// Saved pipelines: what lists and the search know of them, where they are filed, and whether they are in the list or removed. Their
// documents are revisions.ts's, what was done to them edit-log.ts's.

import { LonglineError } from '../../shared/errors.ts';
import { excerptOf, foldCase } from '../../shared/pipeline/words.ts';
import type { Bindings } from './bindings.ts';
import type { Connection } from './database.ts';
import type { EditLog, LogEntry, LoggedEntry } from './edit-log.ts';
import type { Folders } from './folders.ts';
import type { LibrarySteps } from './library-steps.ts';
import type { Pins } from './pins.ts';
import type { RevisionRow, Revisions } from './revisions.ts';

/** What lists and the search know of a document. */
export interface Description {
  readonly title: string;
  readonly description: string | null;
  /** JSON of a list of texts. */
  readonly tags: string;
  readonly nodes: number;
  /** JSON of a Picture. */
  readonly picture: string;
  /** All its words as written, one text for each line. */
  readonly words: string;
}

export interface PipelineText extends Description {
  /** Canonical JSON of the document. */
  readonly document: string;
}

export interface NewPipeline extends PipelineText {
  readonly id: string;
  readonly folder: string | null;
  /** What was done to the document so far; it has them in it. */
  readonly entries: readonly LogEntry[];
  /** What it is a copy of: it gets its bindings and its pins, and the edits of a sample, which are in the copy now, are forgotten. */
  readonly from: string | null;
  /** Where its handles point, beside what it gets from `from`. */
  readonly bindings: Readonly<Record<string, string>>;
  /** Name of the step that takes it back; null: it is no step. */
  readonly label: string | null;
}

export interface PipelineRow extends Omit<Description, 'picture' | 'words'> {
  readonly id: string;
  /** Null: nobody has looked into the document since the tables knew of pictures. */
  readonly picture: string | null;
  readonly folder: string | null;
  /** Grows by one with every save, from 1. */
  readonly revision: number;
  readonly updatedAt: number;
  readonly openedAt: number | null;
}

export interface StoredPipeline extends PipelineRow {
  readonly document: string;
  /** SHA-256 of the document, hex. */
  readonly hash: string;
  /** The last log entry that the document has in it. */
  readonly seq: number;
}

/** The newest document with what came after it. */
export interface PipelineHead {
  readonly document: string;
  readonly entries: readonly LoggedEntry[];
  /** Number of the last entry. */
  readonly last: number;
}

/** What was done to a pipeline since an entry. */
export interface PipelineNews {
  readonly entries: readonly LoggedEntry[];
  readonly last: number;
  /** The newest revision and the last entry that it has in it; 0 and 0 for what is not in the library. */
  readonly revision: number;
  readonly savedSeq: number;
}

export interface Pipelines {
  /** Those that are not removed, last saved first. */
  readonly list: () => readonly PipelineRow[];
  /** Those of the list that nobody has described yet. */
  readonly undescribed: () => readonly string[];
  /** Says what is in a revision that was saved without it; nothing when a newer one was saved since. */
  readonly describe: (id: string, revision: number, description: Description) => void;
  /** Those that hold every word (lower case), last saved first, with the place where the first of them was found. */
  readonly search: (words: readonly string[]) => readonly { readonly id: string; readonly found: string }[];
  /** The newest document, or the one of a revision. Throws `library.unknown`, `library.revision_unknown`, `storage.corrupt`. */
  readonly open: (id: string, revision: number | null) => StoredPipeline;
  /** Says that a window opened it now. */
  readonly opened: (id: string) => void;
  /** Of one that is removed too. Throws `library.unknown`, `storage.corrupt`. */
  readonly head: (id: string) => PipelineHead;
  /** Throws `edits.forgotten` when the log does not reach back so far. */
  readonly since: (id: string, after: number) => PipelineNews;
  /** Stores a new pipeline as revision 1. Throws `library.exists`, `library.folder_unknown`. */
  readonly create: (pipeline: NewPipeline) => { readonly row: PipelineRow; readonly seq: number };
  /** Stores the next revision, which has everything up to `seq` in it. Throws `library.unknown`, `edits.behind`. */
  readonly save: (id: string, seq: number, text: PipelineText) => PipelineRow;
  /** The same without a look at the log, and of one that is removed too. */
  readonly rewrite: (id: string, seq: number, text: PipelineText) => PipelineRow;
  /** Throws `library.unknown`. */
  readonly placeOf: (id: string) => { readonly listed: boolean; readonly folder: string | null };
  /** Puts a pipeline into the list or takes it out; it is kept as it is. */
  readonly setListed: (id: string, listed: boolean) => void;
  readonly setFolder: (id: string, folder: string | null) => void;
  /** The kept revisions, newest first. Throws `library.unknown`. */
  readonly revisions: (id: string) => readonly RevisionRow[];
  /** Throws `library.unknown`, `library.revision_unknown`. */
  readonly nameRevision: (id: string, revision: number, label: string | null) => void;
  /** Throws `library.unknown` for what can have no edits and no pins. Samples have, and are not in the library. */
  readonly assertThere: (id: string) => void;
}

export interface PipelinesParts {
  readonly revisions: Revisions;
  readonly edits: EditLog;
  readonly bindings: Bindings;
  readonly pins: Pins;
  readonly folders: Folders;
  readonly steps: LibrarySteps;
}

interface StoredRow extends PipelineRow {
  readonly deletedAt: number | null;
}

const columns = 'id, title, description, tags, nodes, picture, folder, revision, updatedAt, openedAt';

export function openPipelines(connection: Connection, now: () => number, parts: PipelinesParts): Pipelines {
  const { revisions, edits, bindings, pins, folders, steps } = parts;
  const all = connection.prepare<[], PipelineRow>(
    `SELECT ${columns} FROM pipeline WHERE deletedAt IS NULL ORDER BY updatedAt DESC, id DESC`,
  );
  const byId = connection.prepare<[string], StoredRow>(`SELECT ${columns}, deletedAt FROM pipeline WHERE id = ?`);
  const withoutPicture = connection
    .prepare<[], string>('SELECT id FROM pipeline WHERE deletedAt IS NULL AND picture IS NULL')
    .pluck();
  const holding = connection.prepare<[string], { id: string; wording: string }>(
    `SELECT id, wording FROM pipeline WHERE deletedAt IS NULL
       AND NOT EXISTS (SELECT 1 FROM json_each(?) AS word WHERE instr(pipeline.words, word.value) = 0)
     ORDER BY updatedAt DESC, id DESC`,
  );
  const add = connection.prepare(
    `INSERT INTO pipeline(id, folder, revision, updatedAt, title, description, tags, nodes, picture, wording, words)
     VALUES (@id, @folder, 1, @at, @title, @description, @tags, @nodes, @picture, @wording, @words)`,
  );
  const describe = connection.prepare(
    `UPDATE pipeline SET title = @title, description = @description, tags = @tags, nodes = @nodes, picture = @picture,
       wording = @wording, words = @words WHERE id = @id AND revision = @revision`,
  );
  const advance = connection.prepare('UPDATE pipeline SET revision = ?, updatedAt = ? WHERE id = ?');
  const setOpened = connection.prepare('UPDATE pipeline SET openedAt = ? WHERE id = ?');
  const setDeleted = connection.prepare('UPDATE pipeline SET deletedAt = ? WHERE id = ?');
  const setFolder = connection.prepare('UPDATE pipeline SET folder = ? WHERE id = ?');

  const known = (id: string): StoredRow => {
    const row = byId.get(id);
    if (row === undefined) throw unknown(id, 'There is no pipeline', 'Look at the library for the right one.');
    return row;
  };
  const listed = (id: string): StoredRow => {
    const row = known(id);
    if (row.deletedAt !== null)
      throw unknown(id, 'Somebody removed the pipeline', 'Undo that in the library, then open it.', true);
    return row;
  };
  const rowOf = (id: string): PipelineRow => {
    const { deletedAt: _, ...row } = known(id);
    return row;
  };
  const rewrite = (id: string, seq: number, text: PipelineText): PipelineRow => {
    const revision = known(id).revision + 1;
    const createdAt = now();
    revisions.add(id, { revision, document: text.document, seq, createdAt });
    advance.run(revision, createdAt, id);
    describe.run({ ...described(text), id, revision });
    return rowOf(id);
  };

  return {
    list: () => all.all(),
    undescribed: () => withoutPicture.all(),
    describe(id, revision, description) {
      describe.run({ ...described(description), id, revision });
    },
    search(words) {
      if (words.length === 0) return [];
      return holding
        .all(JSON.stringify(words))
        .map(({ id, wording }) => ({ id, found: excerptOf(wording, words) ?? '' }));
    },
    open(id, asked) {
      const { deletedAt: _, ...row } = listed(id);
      const { revision, document, hash, seq, createdAt } = revisions.find(id, asked ?? row.revision);
      return { ...row, revision, updatedAt: asked === null ? row.updatedAt : createdAt, document, hash, seq };
    },
    opened(id) {
      setOpened.run(now(), id);
    },
    head(id) {
      const { document, seq } = revisions.find(id, known(id).revision);
      return { document, entries: edits.since(id, seq), last: edits.last(id) };
    },
    since(id, after) {
      const row = byId.get(id);
      const entries = edits.since(id, after);
      const last = edits.last(id);
      if (entries.length !== Math.max(0, last - after)) throw forgotten(id, after);
      const revision = row?.revision ?? 0;
      return { entries, last, revision, savedSeq: row === undefined ? 0 : revisions.seqOf(id, revision) };
    },
    create(pipeline) {
      const { id, folder, entries, from, label, document } = pipeline;
      if (byId.get(id) !== undefined)
        throw new LonglineError('library.exists', `There is a pipeline ${id} already.`, { details: { id } });
      if (folder !== null) folders.assertThere(folder);
      const at = now();
      add.run({ ...described(pipeline), id, folder, at });
      const seq = edits.append(id, 0, entries);
      revisions.add(id, { revision: 1, document, seq, createdAt: at });
      for (const [handle, path] of Object.entries(pipeline.bindings)) bindings.set(id, handle, path);
      if (from !== null) {
        bindings.copy(from, id);
        pins.copy(from, id);
        if (byId.get(from) === undefined) edits.clear(from);
      }
      if (label !== null) {
        const changes = [{ of: 'listed', id, before: false, after: true }] as const;
        steps.record({ label, title: pipeline.title, changes: [...changes] });
      }
      return { row: rowOf(id), seq };
    },
    save(id, seq, text) {
      listed(id);
      edits.assertLast(id, seq);
      return rewrite(id, seq, text);
    },
    rewrite,
    placeOf(id) {
      const { deletedAt, folder } = known(id);
      return { listed: deletedAt === null, folder };
    },
    setListed(id, isListed) {
      setDeleted.run(isListed ? null : (known(id).deletedAt ?? now()), id);
    },
    setFolder(id, folder) {
      setFolder.run(folder, id);
    },
    revisions(id) {
      listed(id);
      return revisions.list(id);
    },
    nameRevision(id, revision, label) {
      listed(id);
      revisions.name(id, revision, label);
    },
    assertThere(id) {
      if (!id.startsWith('sample:')) known(id);
    },
  };
}

function described({ title, description, tags, nodes, picture, words }: Description) {
  return { title, description, tags, nodes, picture, wording: words, words: foldCase(words) };
}

function unknown(id: string, what: string, action: string, removed = false): LonglineError {
  const details = { id, ...(removed ? { case: 'removed' } : {}) };
  return new LonglineError('library.unknown', `${what} ${id}.`, { details, action });
}

function forgotten(id: string, after: number): LonglineError {
  return new LonglineError('edits.forgotten', `What was done to the pipeline ${id} is not kept so far back.`, {
    details: { id, after },
    action: 'Open the pipeline again.',
  });
}
