// The tables of the store as numbered migrations: each takes the schema from one version to the next, all in one transaction.
// A migration that has been released is never edited; a change of the tables is a new one at the end.

import type Database from 'better-sqlite3';

/** "LONG" as SQLite's application id. */
export const applicationId = 0x4c_4f_4e_47;

const migrations: readonly string[] = [
  `
  CREATE TABLE plan(
    hash TEXT PRIMARY KEY,             -- SHA-256 of the body, hex
    codec INTEGER NOT NULL,            -- packing.ts
    bytes INTEGER NOT NULL,            -- length of the body before packing
    body BLOB NOT NULL                 -- canonical JSON
  ) STRICT;

  CREATE TABLE run(
    number INTEGER PRIMARY KEY,
    runId TEXT NOT NULL UNIQUE,
    pipelineId TEXT,
    title TEXT NOT NULL,
    planHash TEXT NOT NULL REFERENCES plan(hash),
    bindings TEXT NOT NULL,            -- JSON, this machine's, outside the chain
    status TEXT NOT NULL,              -- what the last run.* event says
    createdAt INTEGER NOT NULL,
    updatedAt INTEGER NOT NULL,        -- time of the last event
    lastSeq INTEGER NOT NULL,
    head BLOB NOT NULL,                -- hash of the last event, or the origin of the chain
    epoch INTEGER NOT NULL,            -- grows with every claim
    owner TEXT,                        -- ownership.ts; null: nobody
    leaseUntil INTEGER NOT NULL        -- milliseconds since 1970
  ) STRICT;
  CREATE INDEX run_created ON run(createdAt);

  CREATE TABLE blob(
    hash BLOB PRIMARY KEY,             -- SHA-256 of the bytes before packing
    codec INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;

  CREATE TABLE event(
    run INTEGER NOT NULL REFERENCES run(number),
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    codec INTEGER NOT NULL,            -- packing.ts; 2: the body is in the blob table
    body BLOB,
    blob BLOB REFERENCES blob(hash),
    salt BLOB NOT NULL,
    hash BLOB NOT NULL,                -- chain.ts
    UNIQUE(run, seq)
  ) STRICT;

  CREATE TABLE command(
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run(number),
    body TEXT NOT NULL,                -- JSON of a RunCommand
    createdAt INTEGER NOT NULL,
    takenAt INTEGER
  ) STRICT;
  CREATE INDEX command_pending ON command(run) WHERE takenAt IS NULL;

  CREATE TABLE pipeline(
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    description TEXT,
    revision INTEGER NOT NULL,         -- grows by one with every save
    updatedAt INTEGER NOT NULL,
    deletedAt INTEGER
  ) STRICT;

  CREATE TABLE revision(
    pipeline TEXT NOT NULL REFERENCES pipeline(id),
    revision INTEGER NOT NULL,
    hash TEXT NOT NULL,                -- SHA-256 of the document, hex
    codec INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    document BLOB NOT NULL,            -- canonical JSON
    createdAt INTEGER NOT NULL,
    PRIMARY KEY(pipeline, revision)
  ) STRICT;

  CREATE TABLE edit(
    pipeline TEXT NOT NULL,            -- a sample has edits too, so no reference
    seq INTEGER NOT NULL,
    base INTEGER NOT NULL,             -- the revision that its author had
    revision INTEGER NOT NULL,         -- the revision that was current when it came
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY(pipeline, seq)
  ) STRICT;

  CREATE TABLE binding(
    pipeline TEXT NOT NULL,
    handle TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY(pipeline, handle)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE run ADD COLUMN parentRunId TEXT;      -- the run that it was forked from; it may be gone
  ALTER TABLE run ADD COLUMN forkedAtSeq INTEGER;   -- its first event of its own
  `,
  `
  ALTER TABLE pipeline ADD COLUMN folder TEXT;      -- null: none; of a pipeline that is not listed it may be gone
  ALTER TABLE pipeline ADD COLUMN openedAt INTEGER;
  ALTER TABLE pipeline ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';      -- JSON
  ALTER TABLE pipeline ADD COLUMN nodes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE pipeline ADD COLUMN picture TEXT;     -- JSON; null: nobody has looked into the document yet
  ALTER TABLE pipeline ADD COLUMN wording TEXT NOT NULL DEFAULT '';     -- what the search finds, as written
  ALTER TABLE pipeline ADD COLUMN words TEXT NOT NULL DEFAULT '';       -- the same in lower case

  ALTER TABLE revision ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;       -- the last entry of the log that it has in it
  ALTER TABLE revision ADD COLUMN label TEXT;
  UPDATE revision SET seq = coalesce(
    (SELECT max(edit.seq) FROM edit WHERE edit.pipeline = revision.pipeline AND edit.revision < revision.revision),
    (SELECT min(edit.seq) - 1 FROM edit WHERE edit.pipeline = revision.pipeline),
    0);
  CREATE INDEX revision_kept ON revision(pipeline, revision, createdAt, label, seq);

  ALTER TABLE edit DROP COLUMN base;
  ALTER TABLE edit DROP COLUMN revision;
  ALTER TABLE edit ADD COLUMN op TEXT NOT NULL DEFAULT 'do';            -- 'do', 'join', 'undo' or 'redo'

  CREATE TABLE folder(path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

  CREATE TABLE libraryStep(
    seq INTEGER PRIMARY KEY,
    body TEXT NOT NULL,                -- JSON of a LibraryEdit
    at INTEGER NOT NULL,
    undone INTEGER NOT NULL            -- 1: it was taken back and can be brought again
  ) STRICT;

  CREATE TABLE pin(
    pipeline TEXT NOT NULL,
    node TEXT NOT NULL,                -- node id; of an inner pipeline PIPELINE/NODE
    outputs TEXT NOT NULL,             -- JSON, by port
    at INTEGER NOT NULL,
    PRIMARY KEY(pipeline, node)
  ) STRICT;

  CREATE TABLE setting(
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE document(
    hash TEXT PRIMARY KEY,             -- SHA-256 of the body, hex
    codec INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    body BLOB NOT NULL                 -- canonical JSON
  ) STRICT;
  `,
];

/** The version of the tables that this program writes. */
export const schemaVersion = migrations.length;

/**
 * Brings the tables up to a version, the newest unless an earlier one is asked for, all or nothing; another process doing the same at this
 * moment is waited for.
 */
export function migrate(connection: Database.Database, to: number = schemaVersion): void {
  const version = () => Number(connection.pragma('user_version', { simple: true }));
  if (version() >= to) return;
  connection
    .transaction(() => {
      for (const migration of migrations.slice(version(), to)) connection.exec(migration);
      connection.pragma(`application_id=${applicationId}`);
      connection.pragma(`user_version=${Math.max(version(), to)}`);
    })
    .immediate();
}
