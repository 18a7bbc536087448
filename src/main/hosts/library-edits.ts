// Edits of the library on their way into the store: titles and tags are properties of documents, so each becomes an entry in the log of
// its pipeline and a new revision. When something else was done meanwhile everything is made ready again.

import { LonglineError } from '../../shared/errors.ts';
import { invertLibraryEdit, type LibraryChange, type LibraryEdit } from '../../shared/api/library.ts';
import type { JsonValue } from '../../shared/json/value.ts';
import { parseDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';
import { applyEdit, type PipelineEdit } from '../../shared/pipeline/edits.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { RewrittenPipeline, StepWay } from '../store/library-edits.ts';
import type { StoreLibrary } from '../store/store.ts';
import { textOf } from './pipeline-text.ts';
import { refuseSample } from './pipelines.ts';

const tries = 5;

/** Errors: `library.unknown`, `library.sample`, `library.folder_unknown`, `library.folder_taken`. */
export async function editLibrary(library: StoreLibrary, edit: LibraryEdit, catalog: Catalog): Promise<void> {
  for (const change of edit.changes) if (change.of !== 'folder') refuseSample(change.id);
  await undisturbed(() => apply(library, edit, { way: 'do' }, catalog));
}

/** Takes the last step back or brings it again, and gives back its edit; null when there is none. What cannot be done stays as it is. */
export async function stepLibrary(
  library: StoreLibrary,
  way: 'undo' | 'redo',
  catalog: Catalog,
): Promise<LibraryEdit | null> {
  return await undisturbed(async () => {
    const step = await library.nextStep(way);
    if (step === null) return null;
    const edit = JSON.parse(step.body) as LibraryEdit;
    await apply(library, way === 'undo' ? invertLibraryEdit(edit) : edit, { way, seq: step.seq }, catalog);
    return edit;
  });
}

async function apply(library: StoreLibrary, edit: LibraryEdit, step: StepWay, catalog: Catalog): Promise<void> {
  const changed = Map.groupBy(edit.changes.filter(isOfDocument), ({ id }) => id);
  const made = await Promise.all([...changed].map(([id, changes]) => rewrite(library, id, changes, catalog)));
  const rewritten = made.flatMap(({ pipeline }) => (pipeline === null ? [] : [pipeline]));
  const rest = edit.changes.filter((change) => !isOfDocument(change));
  await library.edit({ ...edit, changes: [...rest, ...made.flatMap(({ changes }) => changes)] }, rewritten, step);
}

type DocumentChange = Extract<LibraryChange, { of: 'title' | 'tags' }>;

function isOfDocument(change: LibraryChange): change is DocumentChange {
  return change.of === 'title' || change.of === 'tags';
}

interface Rewritten {
  readonly pipeline: RewrittenPipeline | null;
  /** What really changes: from what there is. */
  readonly changes: readonly DocumentChange[];
}

async function rewrite(
  library: StoreLibrary,
  id: string,
  wanted: readonly DocumentChange[],
  catalog: Catalog,
): Promise<Rewritten> {
  const head = await library.head(id);
  let document: PipelineDocument = JSON.parse(head.document) as PipelineDocument;
  for (const { body } of head.entries) document = applyEdit(document, JSON.parse(body) as PipelineEdit);
  const changes = wanted.flatMap((change) => changeFrom(document, change));
  if (changes.length === 0) return { pipeline: null, changes };
  const edit: PipelineEdit = {
    label: 'edit.meta',
    changes: changes.map(({ of: key, before, after }) => ({
      of: 'meta',
      key,
      before: kept(before),
      after: kept(after),
    })),
  };
  const after = parseDocument(applyEdit(document, edit));
  const entry = { op: 'do', body: JSON.stringify(edit) } as const;
  return { pipeline: { id, after: head.last, entry, text: textOf(after, catalog) }, changes };
}

function changeFrom({ meta }: PipelineDocument, change: DocumentChange): DocumentChange[] {
  if (change.of === 'title') return meta.title === change.after ? [] : [{ ...change, before: meta.title }];
  const before = [...(meta.tags ?? [])];
  return JSON.stringify(before) === JSON.stringify(change.after) ? [] : [{ ...change, before }];
}

// A document without tags has no list of them.
function kept(value: string | readonly string[]): JsonValue {
  return Array.isArray(value) && value.length === 0 ? null : value;
}

async function undisturbed<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (thrown) {
      const isDisturbed =
        thrown instanceof LonglineError && (thrown.code === 'edits.behind' || thrown.code === 'library.step_moved');
      if (!isDisturbed || tried === tries) throw thrown;
    }
  }
}
