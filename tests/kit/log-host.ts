// A host in memory that keeps pipelines as the real one does: a log of entries with numbers, revisions that name the entry they hold, and
// a refusal of whoever is behind. Two windows on it are two windows on one pipeline.

import type { OpenDocumentOptions } from '../../src/renderer/document/open-document.ts';
import type { ApiOutput } from '../../src/shared/api/table.ts';
import { LonglineError } from '../../src/shared/errors.ts';
import type { PipelineDocument } from '../../src/shared/pipeline/document.ts';
import { applyEdit } from '../../src/shared/pipeline/edits.ts';
import { emptyHistory, extendHistory, type HistoryEntry } from '../../src/shared/pipeline/history.ts';

type LogHost = OpenDocumentOptions['host'];

interface Kept {
  readonly first: PipelineDocument;
  readonly log: HistoryEntry[];
  saved: { document: PipelineDocument; seq: number; revision: number };
}

export interface MemoryLibrary {
  readonly host: LogHost;
  readonly calls: string[];
  open(id: string): ApiOutput<'library.open'>;
  kept(id: string): Kept;
  /** What the log says the pipeline is now. */
  folded(id: string): PipelineDocument;
  /** Every call of this name fails until it is set to null. */
  failing: { readonly name: keyof LogHost; readonly error: LonglineError } | null;
}

/** A library with one pipeline `p1`, and a sample `sample:a` of the same document. */
export function memoryLibrary(document: PipelineDocument): MemoryLibrary {
  const pipelines = new Map<string, Kept>();
  const add = (id: string, first: PipelineDocument, log: HistoryEntry[], now: PipelineDocument) =>
    pipelines.set(id, { first, log, saved: { document: now, seq: log.length, revision: 1 } });
  add('p1', document, [], document);
  const library: MemoryLibrary = {
    calls: [],
    failing: null,
    kept(id) {
      const found = pipelines.get(id);
      if (found === undefined) throw new LonglineError('library.unknown', id);
      return found;
    },
    folded: (id) => library.kept(id).log.reduce((now, { edit }) => applyEdit(now, edit), library.kept(id).first),
    open(id) {
      const sample = id.startsWith('sample:');
      const { log, saved } = sample ? { log: [], saved: { document, seq: 0, revision: 0 } } : library.kept(id);
      const { past, future } = log.slice(0, saved.seq).reduce(extendHistory, emptyHistory);
      return {
        id,
        sample,
        revision: saved.revision,
        document: saved.document,
        past: [...past],
        future: [...future],
        entries: log.slice(saved.seq),
        seq: log.length,
        pins: [],
        handles: [],
      };
    },
    host: {
      'library.open': async ({ id }) => called('library.open', () => library.open(id)),
      'library.create': async ({ document: now, entries }) =>
        called('library.create', () => {
          const id = `copy-${pipelines.size}`;
          add(id, document, [...entries], now);
          return { id, revision: 1, seq: entries.length };
        }),
      'edits.append': async ({ id, after, entries }) =>
        called('edits.append', () => {
          const { log } = library.kept(id);
          if (log.length !== after) throw new LonglineError('edits.behind', 'Another window was first.');
          log.push(...entries);
          return { seq: log.length };
        }),
      'edits.since': async ({ id, after }) =>
        called('edits.since', () => {
          const { log, saved } = library.kept(id);
          return { entries: log.slice(after), seq: log.length, revision: saved.revision, savedSeq: saved.seq };
        }),
      'library.save': async ({ id, seq, document: now }) =>
        called('library.save', () => {
          const kept = library.kept(id);
          if (kept.log.length !== seq) throw new LonglineError('edits.behind', 'Another window was first.');
          kept.saved = { document: now, seq, revision: kept.saved.revision + 1 };
          return { revision: kept.saved.revision };
        }),
    },
  };
  return library;

  function called<Output>(name: keyof LogHost, answer: () => Output): Output {
    library.calls.push(name);
    if (library.failing?.name === name) throw library.failing.error;
    return answer();
  }
}
