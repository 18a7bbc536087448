// Pipelines by id as the contract's methods need them: a sample from its file or one of the library, and where its handles point.

import { basename } from 'node:path';
import { LonglineError } from '../../shared/errors.ts';
import type { ApiOutput } from '../../shared/api/table.ts';
import { parseDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';
import type { StoreLibrary } from '../store/store.ts';
import { isSampleId, openSample, sampleBindings } from './samples.ts';

export type BoundHandles = ApiOutput<'handles.bind'>;

export interface OpenedPipeline {
  readonly document: PipelineDocument;
  /** 0 for samples. */
  readonly revision: number;
  /** The last entry of its log that the document has in it. */
  readonly seq: number;
}

export interface Pipelines {
  /** The document as it is saved. Errors: `library.unknown`, `storage.corrupt`. */
  open(id: string): Promise<OpenedPipeline>;
  /** Absolute paths by handle name, of the handles that the document has. */
  bindings(id: string, document: PipelineDocument): Promise<Readonly<Record<string, string>>>;
  /** The document's handles, with as much of where they point as a person may see. */
  handles(id: string, document: PipelineDocument): Promise<BoundHandles>;
}

/** `showsPaths`: people see whole paths, because they chose them themselves. */
export function pipelinesOf(library: () => Promise<StoreLibrary>, showsPaths: boolean): Pipelines {
  return { open, bindings, handles };

  async function open(id: string): Promise<OpenedPipeline> {
    if (isSampleId(id)) return { document: openSample(id).document, revision: 0, seq: 0 };
    const { document, revision, seq } = await (await library()).open(id);
    return { document: parseDocument(JSON.parse(document)), revision, seq };
  }

  async function bindings(id: string, document: PipelineDocument): Promise<Readonly<Record<string, string>>> {
    const bound = isSampleId(id) ? sampleBindings(openSample(id).path, document) : await (await library()).bindings(id);
    return Object.fromEntries(Object.entries(bound).filter(([name]) => document.handles?.[name] !== undefined));
  }

  async function handles(id: string, document: PipelineDocument): Promise<BoundHandles> {
    const bound = await bindings(id, document);
    return Object.entries(document.handles ?? {}).map(([name, { kind, title }]) => {
      const path = bound[name];
      return { name, kind, title, bound: path === undefined ? null : showsPaths ? path : basename(path) };
    });
  }
}

/** Throws `library.sample` for the id of a sample. */
export function refuseSample(id: string): void {
  if (isSampleId(id))
    throw new LonglineError('library.sample', 'A sample cannot be changed.', { action: 'Save a copy of it first.' });
}
