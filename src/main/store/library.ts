// Saved pipelines: their revisions, and whether they are in the list or removed. A document is one canonical JSON text here and is not
// looked into; its edits and bindings are edit-log.ts's and bindings.ts's.

import { LonglineError } from '../../shared/errors.ts';
import { sha256Hex } from './chain.ts';
import type { Connection } from './database.ts';
import { pack, unpack } from './packing.ts';

/** So many saves of a pipeline are kept, and the edits that led to them. */
export const keptRevisions = 100;

/** A document with what lists show of it. */
export interface PipelineText {
  readonly title: string;
  readonly description: string | null;
  /** Canonical JSON of the document. */
  readonly document: string;
}

export interface NewPipeline extends PipelineText {
  readonly id: string;
}

export interface PipelineRow {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  /** Grows by one with every save, from 1. */
  readonly revision: number;
  readonly updatedAt: number;
}

export interface StoredPipeline extends PipelineRow {
  readonly document: string;
  /** SHA-256 of the document, hex. */
  readonly hash: string;
}

export interface RevisionRow {
  readonly revision: number;
  readonly hash: string;
  readonly createdAt: number;
}

export interface Pipelines {
  /** Those that are not removed, last saved first. */
  readonly list: () => readonly PipelineRow[];
  /** The newest document, or the one of a revision. Throws `library.unknown`, `library.revision_unknown`, `storage.corrupt`. */
  readonly open: (id: string, revision: number | null) => StoredPipeline;
  /** Stores a new pipeline as revision 1. Throws `library.exists`. */
  readonly create: (pipeline: NewPipeline) => PipelineRow;
  /** Stores the next revision, grown from `base`. Throws `library.unknown`, and `library.conflict` when another was saved since. */
  readonly save: (id: string, base: number, text: PipelineText) => PipelineRow;
  /** Takes a pipeline out of the list; `restore` brings it back as it was. Throws `library.unknown`. */
  readonly remove: (id: string) => void;
  readonly restore: (id: string) => void;
  /** The kept revisions, newest first. Throws `library.unknown`. */
  readonly revisions: (id: string) => readonly RevisionRow[];
}

interface StoredRow extends PipelineRow {
  readonly deletedAt: number | null;
}

export function openPipelines(connection: Connection, now: () => number): Pipelines {
  const all = connection.prepare<[], PipelineRow>(
    'SELECT id, title, description, revision, updatedAt FROM pipeline WHERE deletedAt IS NULL ORDER BY updatedAt DESC, id DESC',
  );
  const find = connection.prepare<[string], StoredRow>('SELECT * FROM pipeline WHERE id = ?');
  const add = connection.prepare(
    'INSERT INTO pipeline(id, title, description, revision, updatedAt) VALUES (?, ?, ?, 1, ?)',
  );
  const change = connection.prepare(
    'UPDATE pipeline SET title = ?, description = ?, revision = ?, updatedAt = ? WHERE id = ?',
  );
  const mark = connection.prepare('UPDATE pipeline SET deletedAt = ? WHERE id = ?');
  const addRevision = connection.prepare(
    'INSERT INTO revision(pipeline, revision, hash, codec, bytes, document, createdAt) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const findRevision = connection.prepare<
    [string, number],
    { hash: string; codec: number; bytes: number; document: Uint8Array; createdAt: number }
  >('SELECT hash, codec, bytes, document, createdAt FROM revision WHERE pipeline = ? AND revision = ?');
  const allRevisions = connection.prepare<[string], RevisionRow>(
    'SELECT revision, hash, createdAt FROM revision WHERE pipeline = ? ORDER BY revision DESC',
  );
  const dropRevisions = connection.prepare('DELETE FROM revision WHERE pipeline = ? AND revision <= ?');
  const dropEdits = connection.prepare('DELETE FROM edit WHERE pipeline = ? AND revision <= ?');

  const known = (id: string): StoredRow => {
    const row = find.get(id);
    if (row === undefined) throw unknown(id, 'There is no pipeline', 'Look at the library for the right one.');
    return row;
  };
  const listed = (id: string): StoredRow => {
    const row = known(id);
    if (row.deletedAt !== null)
      throw unknown(id, 'Somebody removed the pipeline', 'Restore it in the library, then open it.');
    return row;
  };
  const store = (id: string, revision: number, text: string, at: number) => {
    const { codec, body } = pack(Buffer.from(text));
    addRevision.run(id, revision, sha256Hex(text), codec, Buffer.byteLength(text), body, at);
  };

  return {
    list: () => all.all(),
    open(id, asked) {
      const { deletedAt: _, ...row } = listed(id);
      const revision = asked ?? row.revision;
      const found = findRevision.get(id, revision);
      if (found === undefined) throw revisionUnknown(id, revision);
      const bytes = unpack(found.codec, found.document, found.bytes);
      if (bytes === null || sha256Hex(bytes) !== found.hash) throw damaged(id, revision);
      const updatedAt = asked === null ? row.updatedAt : found.createdAt;
      return { ...row, revision, updatedAt, document: Buffer.from(bytes).toString('utf8'), hash: found.hash };
    },
    create({ id, title, description, document }) {
      if (find.get(id) !== undefined) {
        throw new LonglineError('library.exists', `There is a pipeline ${id} already.`, { details: { id } });
      }
      const at = now();
      add.run(id, title, description, at);
      store(id, 1, document, at);
      return { id, title, description, revision: 1, updatedAt: at };
    },
    save(id, base, { title, description, document }) {
      const row = listed(id);
      if (row.revision !== base) throw conflict(id, base, row.revision);
      const revision = row.revision + 1;
      const at = now();
      store(id, revision, document, at);
      change.run(title, description, revision, at, id);
      dropRevisions.run(id, revision - keptRevisions);
      dropEdits.run(id, revision - keptRevisions);
      return { id, title, description, revision, updatedAt: at };
    },
    remove(id) {
      mark.run(known(id).deletedAt ?? now(), id);
    },
    restore(id) {
      known(id);
      mark.run(null, id);
    },
    revisions(id) {
      listed(id);
      return allRevisions.all(id);
    },
  };
}

function unknown(id: string, what: string, action: string): LonglineError {
  return new LonglineError('library.unknown', `${what} ${id}.`, { details: { id }, action });
}

function revisionUnknown(id: string, revision: number): LonglineError {
  return new LonglineError('library.revision_unknown', `Revision ${revision} of the pipeline ${id} is not kept.`, {
    details: { id, revision },
    action: `Choose one of the last ${keptRevisions} revisions.`,
  });
}

function conflict(id: string, base: number, revision: number): LonglineError {
  return new LonglineError(
    'library.conflict',
    `The pipeline was saved elsewhere since (revision ${revision}, this grew from ${base}).`,
    {
      details: { id, base, revision },
      action: 'Open it again and repeat the change, or save this one as a copy.',
    },
  );
}

function damaged(id: string, revision: number): LonglineError {
  return new LonglineError('storage.corrupt', `Revision ${revision} of the pipeline ${id} is not what was saved.`, {
    details: { id, revision },
    action: 'Open an earlier revision, or restore the database from a backup.',
  });
}
