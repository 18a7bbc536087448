// The saved documents of pipelines, one for each save. A document is one canonical JSON text here and is not looked into. The newest are
// kept, those with a name for ever, and of what is older the last of each hour.

import { LonglineError } from '../../shared/errors.ts';
import { sha256Hex } from './chain.ts';
import type { Connection } from './database.ts';
import { pack, unpack } from './packing.ts';

/** So many revisions of a pipeline are kept whatever they are. */
export const keptRevisions = 100;

const hourMs = 3_600_000;

export interface RevisionText {
  readonly revision: number;
  /** Canonical JSON of the document. */
  readonly document: string;
  /** SHA-256 of the document, hex. */
  readonly hash: string;
  /** The last entry of the edit log that it has in it. */
  readonly seq: number;
  readonly createdAt: number;
}

export interface RevisionRow {
  readonly revision: number;
  readonly createdAt: number;
  /** What a person called it; null: nothing. */
  readonly label: string | null;
}

export interface Revisions {
  readonly add: (pipeline: string, revision: Omit<RevisionText, 'hash'>) => void;
  /** Throws `library.revision_unknown`, `storage.corrupt`. */
  readonly find: (pipeline: string, revision: number) => RevisionText;
  /** The last log entry that a revision has in it. Throws `library.revision_unknown`. */
  readonly seqOf: (pipeline: string, revision: number) => number;
  /** The kept ones, newest first. */
  readonly list: (pipeline: string) => readonly RevisionRow[];
  /** Names a revision; null takes the name away. Throws `library.revision_unknown`. */
  readonly name: (pipeline: string, revision: number, label: string | null) => void;
}

interface StoredRevision {
  readonly hash: string;
  readonly codec: number;
  readonly bytes: number;
  readonly document: Uint8Array;
  readonly createdAt: number;
  readonly seq: number;
}

export function openRevisions(connection: Connection): Revisions {
  const insert = connection.prepare(
    'INSERT INTO revision(pipeline, revision, hash, codec, bytes, document, createdAt, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const byNumber = connection.prepare<[string, number], StoredRevision>(
    'SELECT hash, codec, bytes, document, createdAt, seq FROM revision WHERE pipeline = ? AND revision = ?',
  );
  const seqAt = connection
    .prepare<[string, number], number>('SELECT seq FROM revision WHERE pipeline = ? AND revision = ?')
    .pluck();
  const all = connection.prepare<[string], RevisionRow>(
    'SELECT revision, createdAt, label FROM revision WHERE pipeline = ? ORDER BY revision DESC',
  );
  const label = connection.prepare('UPDATE revision SET label = ? WHERE pipeline = ? AND revision = ?');
  const thin = connection.prepare(
    `DELETE FROM revision WHERE pipeline = @pipeline AND revision <= @upTo AND label IS NULL AND revision NOT IN (
       SELECT max(revision) FROM revision WHERE pipeline = @pipeline AND revision <= @upTo AND label IS NULL
       GROUP BY createdAt / ${hourMs})`,
  );

  return {
    add(pipeline, { revision, document, seq, createdAt }) {
      const { codec, body } = pack(Buffer.from(document));
      const bytes = Buffer.byteLength(document);
      insert.run(pipeline, revision, sha256Hex(document), codec, bytes, body, createdAt, seq);
      if (revision > keptRevisions) thin.run({ pipeline, upTo: revision - keptRevisions });
    },
    find(pipeline, revision) {
      const found = byNumber.get(pipeline, revision);
      if (found === undefined) throw revisionUnknown(pipeline, revision);
      const bytes = unpack(found.codec, found.document, found.bytes);
      if (bytes === null || sha256Hex(bytes) !== found.hash) throw damaged(pipeline, revision);
      const { hash, seq, createdAt } = found;
      return { revision, document: Buffer.from(bytes).toString('utf8'), hash, seq, createdAt };
    },
    seqOf(pipeline, revision) {
      const seq = seqAt.get(pipeline, revision);
      if (seq === undefined) throw revisionUnknown(pipeline, revision);
      return seq;
    },
    list: (pipeline) => all.all(pipeline),
    name(pipeline, revision, name) {
      if (label.run(name, pipeline, revision).changes === 0) throw revisionUnknown(pipeline, revision);
    },
  };
}

function revisionUnknown(id: string, revision: number): LonglineError {
  return new LonglineError('library.revision_unknown', `Revision ${revision} of the pipeline ${id} is not kept.`, {
    details: { id, revision },
    action: 'Choose one of the revisions in the list.',
  });
}

function damaged(id: string, revision: number): LonglineError {
  return new LonglineError('storage.corrupt', `Revision ${revision} of the pipeline ${id} is not what was saved.`, {
    details: { id, revision },
    action: 'Open an earlier revision, or restore the database from a backup.',
  });
}
