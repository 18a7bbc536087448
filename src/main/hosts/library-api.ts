// The contract's methods about the library: pipelines with their folders, histories, revisions and pins, and the bundled samples, which
// stand in the list and are never changed.

import { ulid } from 'ulid';
import type { LibraryEdit } from '../../shared/api/library.ts';
import type { ApiInput, ApiOutput, Host } from '../../shared/api/table.ts';
import type { JsonObject } from '../../shared/json/value.ts';
import { parseDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';
import type { PipelineEdit } from '../../shared/pipeline/edits.ts';
import { emptyHistory, extendHistory, type HistoryEntry } from '../../shared/pipeline/history.ts';
import { excerptOf, searchedWords, wordsOf } from '../../shared/pipeline/words.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { LogEntry } from '../store/edit-log.ts';
import type { StepRow } from '../store/library-steps.ts';
import type { StoreLibrary } from '../store/store.ts';
import { editLibrary, stepLibrary } from './library-edits.ts';
import { bareDescription, descriptionOf, shownOf, textOf } from './pipeline-text.ts';
import { refuseSample, type Pipelines } from './pipelines.ts';
import { isSampleId, listSamples, sampleWords } from './samples.ts';

/** So many entries before a revision are folded into its history, and so many steps of that are given to a window. */
const foldedEntries = 2500;
const givenSteps = 1000;

export interface LibraryApiParts {
  readonly library: () => Promise<StoreLibrary>;
  readonly pipelines: Pipelines;
  readonly catalog: () => Catalog;
}

export type LibraryApi = Pick<Host, Extract<keyof Host, `${'library' | 'edits'}.${string}`>>;

/** The methods `library.*` and `edits.*`. */
export function createLibraryApi({ library, pipelines, catalog }: LibraryApiParts): LibraryApi {
  return {
    'library.list': async () => {
      const store = await library();
      await describeAll(store);
      const [rows, folders, undo, redo] = await Promise.all([
        store.list(),
        store.folders(),
        store.nextStep('undo'),
        store.nextStep('redo'),
      ]);
      const own = rows.map(({ id, title, description, updatedAt, openedAt, folder, nodes, ...row }) => {
        const { picture, tags } = shownOf(row);
        return { id, title, description, sample: false, updatedAt, openedAt, tags, folder, nodes, picture };
      });
      return { entries: [...samples(), ...own], folders: [...folders], undo: stepOf(undo), redo: stepOf(redo) };
    },
    'library.search': async ({ text }) => {
      const words = searchedWords(text);
      const store = await library();
      await describeAll(store);
      const found = listSamples().flatMap(({ id, document }) => {
        const excerpt = excerptOf(wordsOf(document), words);
        return excerpt === null ? [] : [{ id, found: excerpt }];
      });
      return [...found, ...(await store.search(words))];
    },
    'library.open': async ({ id }) => {
      const store = await library();
      const { document, revision, seq: savedSeq } = await pipelines.open(id);
      const isSample = isSampleId(id);
      const [logged, pins, handles] = await Promise.all([
        store.logged(id, Math.max(0, savedSeq - foldedEntries)),
        store.pins(id),
        pipelines.handles(id, document),
        ...(isSample ? [] : [store.opened(id)]),
      ]);
      const before = logged.filter(({ seq }) => seq <= savedSeq).map(entryOf);
      const { past, future } = before.reduce(extendHistory, emptyHistory);
      return {
        id,
        sample: isSample,
        revision,
        document,
        past: past.slice(-givenSteps),
        future: [...future],
        entries: logged.filter(({ seq }) => seq > savedSeq).map(entryOf),
        seq: logged.at(-1)?.seq ?? savedSeq,
        pins: pins.map(pinOf),
        handles,
      };
    },
    'library.create': async ({ document, from, folder, entries, label }) => {
      const store = await library();
      const bindings = from !== null && isSampleId(from) ? await pipelines.bindings(from, document) : {};
      const text = textOf(document, catalog());
      const made = { id: ulid(), ...text, folder, from, bindings, label, entries: entries.map(logEntryOf) };
      const { row, seq } = await store.create(made);
      return { id: row.id, revision: row.revision, seq };
    },
    'library.save': async ({ id, seq, document }) => {
      refuseSample(id);
      const { revision } = await (await library()).save(id, seq, textOf(document, catalog()));
      return { revision };
    },
    'library.edit': async ({ edit }) => {
      await editLibrary(await library(), edit, catalog());
      return {};
    },
    'library.undo': async () => ({ edit: await stepLibrary(await library(), 'undo', catalog()) }),
    'library.redo': async () => ({ edit: await stepLibrary(await library(), 'redo', catalog()) }),
    'library.revisions': async ({ id }) => {
      if (isSampleId(id)) return [];
      const rows = await (await library()).revisions(id);
      return rows.map(({ revision, createdAt, label }) => ({ revision, at: createdAt, label }));
    },
    'library.revision': async ({ id, revision }) => {
      refuseSample(id);
      const { document } = await (await library()).open(id, revision);
      return { document: parseDocument(JSON.parse(document)) };
    },
    'library.name_revision': async ({ id, revision, label }) => {
      refuseSample(id);
      await (await library()).nameRevision(id, revision, label);
      return {};
    },
    'edits.append': async ({ id, after, entries }) => {
      return { seq: await (await library()).appendEdits(id, after, entries.map(logEntryOf)) };
    },
    'edits.since': async ({ id, after }) => {
      const { entries, last, revision, savedSeq } = await (await library()).editsSince(id, after);
      return { entries: entries.map(entryOf), seq: last, revision, savedSeq };
    },
  };

  function samples(): ApiOutput<'library.list'>['entries'] {
    return listSamples().map(({ id, path, document }) => {
      const { title, description, nodes, ...row } = descriptionOf(document, catalog());
      const { picture, tags } = shownOf(row);
      const unfiled = { sample: true, updatedAt: null, openedAt: null, folder: null };
      return { id, title, description, tags, nodes, picture, words: sampleWords({ path }), ...unfiled };
    });
  }

  // What was saved before rows held a description gets it when it is first asked for.
  async function describeAll(store: StoreLibrary): Promise<void> {
    for (const id of await store.undescribed()) {
      const row = (await store.list()).find((candidate) => candidate.id === id);
      if (row === undefined) continue;
      const document = await readable(id);
      const description = document === null ? bareDescription(row, catalog()) : descriptionOf(document, catalog());
      await store.describe(id, row.revision, description);
    }
  }

  // A document that cannot be read says so when it is opened; the list has to show it all the same.
  async function readable(id: string): Promise<PipelineDocument | null> {
    try {
      return (await pipelines.open(id)).document;
    } catch {
      return null;
    }
  }
}

function stepOf(step: StepRow | null): { edit: LibraryEdit; at: number } | null {
  return step === null ? null : { edit: JSON.parse(step.body) as LibraryEdit, at: step.at };
}

function logEntryOf({ op, edit }: ApiInput<'edits.append'>['entries'][number]): LogEntry {
  const pins = edit.changes.flatMap((change) =>
    change.of === 'pin'
      ? [
          {
            node: [...(change.within ?? []), change.key].join('/'),
            outputs: change.after === null ? null : JSON.stringify(change.after),
          },
        ]
      : [],
  );
  return { op, body: JSON.stringify(edit), ...(pins.length === 0 ? {} : { pins }) };
}

function entryOf({ op, body }: LogEntry): HistoryEntry {
  return { op, edit: JSON.parse(body) as PipelineEdit };
}

function pinOf({ node, outputs }: { readonly node: string; readonly outputs: string }) {
  return { node, outputs: JSON.parse(outputs) as JsonObject };
}
