// The passages of one folder in SQLite's full-text index, brought up to date before every use: files whose size and time of change stand as
// indexed are believed, others are read. Two processes may share the database; each writes whole files at a time.

import { createHash } from 'node:crypto';
import type { Passage } from '../../shared/tool/ports.ts';
import { listFiles, mostFileBytes, readListed, type FileEntry } from './folder.ts';
import { isBusy, isIndexFailure, openIndex, removeIndex, type IndexConnection } from './index-database.ts';
import { cutPassages, passageDigest, passageId } from './passages.ts';
import { matchExpression, pairedText, spacedText } from './terms.ts';
import { textOfFile } from './text-of.ts';

export interface PassageIndexOptions {
  /** Null: in memory. */
  readonly path: string | null;
  readonly root: string;
  readonly folder: string;
  readonly passageChars: number;
}

interface IndexedFile {
  readonly name: string;
  readonly bytes: number;
  readonly mtime_ms: number;
  readonly indexed_at_ms: number;
  readonly sha256: string;
}

interface ChangedFile {
  readonly entry: FileEntry;
  readonly sha256: string;
  readonly readAtMs: number;
  readonly bytes: Buffer;
}

interface FoundRow {
  readonly name: string;
  readonly title: string;
  readonly date: string | null;
  readonly heading: string | null;
  readonly start: number;
  readonly stop: number;
  readonly body: string;
  readonly digest: string;
  readonly score: number;
  readonly alike: number;
}

/** Clocks of file systems are coarse: a file that changed this shortly before it was indexed may have changed again since. */
const doubtfulMs = 2000;
const filesPerTransaction = 64;

export class PassageIndex {
  readonly #options: PassageIndexOptions;
  #path: string | null;
  #connection: IndexConnection | null = null;
  #refreshing: Promise<void> | null = null;
  #nextRefresh: Promise<void> | null = null;

  constructor(options: PassageIndexOptions) {
    this.#options = options;
    this.#path = options.path;
  }

  /** The passages that hold any word of the query, best first. */
  async search(
    query: string,
    options: { readonly limit: number; readonly since?: string; readonly until?: string },
  ): Promise<readonly Passage[]> {
    const expression = matchExpression(query);
    return this.#withIndex((connection) => {
      if (expression === null) return [];
      const rows = connection.prepare<[Record<string, unknown>], FoundRow>(searchStatement).all({
        expression,
        limit: candidatesOf(options.limit),
        since: options.since ?? null,
        until: options.until ?? null,
      });
      return spread(rows)
        .slice(0, options.limit)
        .map((row) => this.#passageOf(row));
    });
  }

  /** All files that could be read, by name. */
  async files(): Promise<readonly { readonly file: string; readonly title: string; readonly date: string | null }[]> {
    return this.#withIndex((connection) =>
      connection
        .prepare<[], { file: string; title: string; date: string | null }>(
          'SELECT name AS file, title, date FROM file ORDER BY name',
        )
        .all(),
    );
  }

  close(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  // Trouble with the index is answered by a new one, and with that by one in memory; only trouble with the folder comes through.
  async #withIndex<Result>(use: (connection: IndexConnection) => Result): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#refreshed();
        return use(this.#open());
      } catch (thrown) {
        if (!isIndexFailure(thrown) || attempt > 2) throw thrown;
        this.#discard(attempt === 2 || isBusy(thrown));
      }
    }
  }

  #open(): IndexConnection {
    this.#connection ??= openIndex(this.#path);
    return this.#connection;
  }

  #discard(useMemory: boolean): void {
    try {
      this.#connection?.close();
    } catch {
      // A damaged database may fail to close; it is deleted next.
    }
    this.#connection = null;
    if (useMemory) this.#path = null;
    else if (this.#path !== null) removeIndex(this.#path);
  }

  // A look at the folder that is under way may have missed a change; all calls that come during it share the next one.
  async #refreshed(): Promise<void> {
    if (this.#refreshing === null) {
      this.#refreshing = this.#refresh().finally(() => {
        this.#refreshing = null;
      });
      return this.#refreshing;
    }
    this.#nextRefresh ??= this.#refreshing
      .catch(() => undefined)
      .then(() => {
        this.#nextRefresh = null;
        return this.#refreshed();
      });
    return this.#nextRefresh;
  }

  async #refresh(): Promise<void> {
    const { root, folder } = this.#options;
    const entries = (await listFiles(root, folder)).filter((entry) => entry.bytes <= mostFileBytes);
    const connection = this.#open();
    const known = new Map(
      connection
        .prepare<[], IndexedFile>('SELECT name, bytes, mtime_ms, indexed_at_ms, sha256 FROM file')
        .all()
        .map((file) => [file.name, file]),
    );
    const present = new Set(entries.map((entry) => entry.file));
    const gone = [...known.keys()].filter((name) => !present.has(name));
    if (gone.length > 0) this.#write(gone, []);
    const doubtful = entries.filter((entry) => !isCurrent(known.get(entry.file), entry));
    for (let i = 0; i < doubtful.length; i += filesPerTransaction) {
      const read = await Promise.all(
        doubtful.slice(i, i + filesPerTransaction).map((entry) => this.#changed(entry, known)),
      );
      const unreadable = doubtful
        .slice(i, i + filesPerTransaction)
        .filter((entry, at) => read[at] === null && known.has(entry.file));
      this.#write(
        unreadable.map((entry) => entry.file),
        read.filter((file) => file !== null && file !== 'same'),
      );
    }
  }

  async #changed(entry: FileEntry, known: ReadonlyMap<string, IndexedFile>): Promise<ChangedFile | 'same' | null> {
    const readAtMs = Date.now();
    const bytes = await readListed(this.#options.root, entry.file).catch(() => null);
    if (bytes === null) return null;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const before = known.get(entry.file);
    if (before?.sha256 !== sha256) return { entry, sha256, readAtMs, bytes };
    this.#open()
      .prepare('UPDATE file SET bytes = ?, mtime_ms = ?, indexed_at_ms = ? WHERE name = ? AND sha256 = ?')
      .run(entry.bytes, entry.mtimeMs, readAtMs, entry.file, sha256);
    return 'same';
  }

  #write(gone: readonly string[], changed: readonly ChangedFile[]): void {
    if (gone.length === 0 && changed.length === 0) return;
    const connection = this.#open();
    const cut = changed.map((file) => ({ file, source: textOfFile(file.entry.file, file.bytes) }));
    connection
      .transaction(() => {
        for (const name of [...gone, ...changed.map((file) => file.entry.file)]) removeFile(connection, name);
        const addFile = connection.prepare(
          'INSERT INTO file (name, bytes, mtime_ms, indexed_at_ms, sha256, title, date) VALUES (?, ?, ?, ?, ?, ?, ?)',
        );
        const addPassage = connection.prepare(
          'INSERT INTO passage (file, start, stop, heading, body, digest) VALUES (?, ?, ?, ?, ?, ?)',
        );
        const addTerms = connection.prepare(
          'INSERT INTO term (rowid, title, heading, body, paired_title, paired_heading, paired_body) VALUES (?, ?, ?, ?, ?, ?, ?)',
        );
        for (const { file, source } of cut) {
          const { entry, sha256, readAtMs } = file;
          const id = addFile.run(
            entry.file,
            entry.bytes,
            entry.mtimeMs,
            readAtMs,
            sha256,
            source.title,
            source.date,
          ).lastInsertRowid;
          for (const { start, end, heading } of cutPassages(source, this.#options.passageChars)) {
            const body = source.text.slice(start, end);
            const row = addPassage.run(
              id,
              start,
              end,
              heading,
              body,
              passageDigest(entry.file, { start, end }, body),
            ).lastInsertRowid;
            const under = heading === null || heading === source.title ? '' : heading;
            addTerms.run(
              row,
              spacedText(source.title),
              spacedText(under),
              spacedText(body),
              pairedText(source.title),
              pairedText(under),
              pairedText(body),
            );
          }
        }
      })
      .immediate();
  }

  #passageOf(row: FoundRow): Passage {
    return {
      id: passageId(row.digest, row.alike > 1),
      folder: this.#options.folder,
      file: row.name,
      title: row.title,
      ...(row.heading === null ? {} : { heading: row.heading }),
      start: row.start,
      end: row.stop,
      text: row.body,
      ...(row.date === null ? {} : { date: row.date }),
      score: Math.round(row.score * 1000) / 1000,
    };
  }
}

/** What a passage counts when a better one of its file is there already, so that one long document does not fill a short list. */
const furtherPassage = 0.75;

function candidatesOf(limit: number): number {
  return 4 * limit + 20;
}

// The order within a file stays as it is; files that have no place yet come forward.
function spread(rows: readonly FoundRow[]): readonly FoundRow[] {
  const seen = new Set<string>();
  const weighed = rows.map((row) => {
    const score = seen.has(row.name) ? row.score * furtherPassage : row.score;
    seen.add(row.name);
    return { ...row, score };
  });
  return weighed.toSorted((a, b) => b.score - a.score);
}

function isCurrent(indexed: IndexedFile | undefined, entry: FileEntry): boolean {
  if (indexed === undefined || indexed.bytes !== entry.bytes || indexed.mtime_ms !== entry.mtimeMs) return false;
  return entry.mtimeMs < indexed.indexed_at_ms - doubtfulMs;
}

function removeFile(connection: IndexConnection, name: string): void {
  connection
    .prepare(
      'DELETE FROM term WHERE rowid IN (SELECT passage.id FROM passage JOIN file ON file.id = passage.file WHERE file.name = ?)',
    )
    .run(name);
  connection.prepare('DELETE FROM passage WHERE file IN (SELECT id FROM file WHERE name = ?)').run(name);
  connection.prepare('DELETE FROM file WHERE name = ?').run(name);
}

// Titles and headings count three times as much as the body. Equal scores are ordered by place, so that the order is always the same.
const searchStatement = `
  SELECT file.name, file.title, file.date, passage.heading, passage.start, passage.stop, passage.body, passage.digest,
    -bm25(term, 3, 3, 1, 3, 3, 1) AS score,
    (SELECT count(*) FROM passage AS other WHERE substr(other.digest, 1, 8) = substr(passage.digest, 1, 8)) AS alike
  FROM term JOIN passage ON passage.id = term.rowid JOIN file ON file.id = passage.file
  WHERE term MATCH @expression
    AND (@since IS NULL OR file.date >= @since)
    AND (@until IS NULL OR file.date <= @until)
  ORDER BY round(-bm25(term, 3, 3, 1, 3, 3, 1), 9) DESC, file.name, passage.start
  LIMIT @limit
`;
