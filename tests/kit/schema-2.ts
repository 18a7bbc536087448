// A data directory as the second version of the tables left it: a pipeline with revisions and edits, some of which no save has taken in.

import Database from 'better-sqlite3';
import { migrate } from '../../src/main/store/migrations.ts';
import { sha256Hex } from '../../src/main/store/chain.ts';
import { type PipelineDocument, writeDocument } from '../../src/shared/pipeline/document.ts';
import type { PipelineEdit } from '../../src/shared/pipeline/edits.ts';

export interface OldPipeline {
  readonly id: string;
  /** Oldest first; `saved` is the revision that an edit led to, null: no save has taken it in. */
  readonly documents: readonly PipelineDocument[];
  readonly edits: readonly { readonly edit: PipelineEdit; readonly saved: number | null }[];
}

/** Writes the file of the database with one pipeline in it. */
export function writeSchema2(file: string, { id, documents, edits }: OldPipeline): void {
  const connection = new Database(file);
  connection.pragma('auto_vacuum=INCREMENTAL');
  connection.pragma('journal_mode=WAL');
  migrate(connection, 2);
  const { meta } = documents.at(-1) as PipelineDocument;
  connection
    .prepare('INSERT INTO pipeline(id, title, description, revision, updatedAt) VALUES (?, ?, ?, ?, 1000)')
    .run(id, meta.title, meta.description ?? null, documents.length);
  const addRevision = connection.prepare(
    'INSERT INTO revision(pipeline, revision, hash, codec, bytes, document, createdAt) VALUES (?, ?, ?, 0, ?, ?, ?)',
  );
  documents.forEach((document, index) => {
    const text = writeDocument(document);
    addRevision.run(id, index + 1, sha256Hex(text), Buffer.byteLength(text), Buffer.from(text), 1000 + index);
  });
  const addEdit = connection.prepare(
    'INSERT INTO edit(pipeline, seq, base, revision, body, at) VALUES (?, ?, ?, ?, ?, 1000)',
  );
  edits.forEach(({ edit, saved }, index) => {
    const current = (saved ?? documents.length + 1) - 1;
    addEdit.run(id, index + 1, current, current, JSON.stringify(edit));
  });
  connection.close();
}
