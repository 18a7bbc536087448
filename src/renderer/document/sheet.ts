// One level of an open pipeline as canvas and inspector see it: the outermost document, or a subpipeline that was entered. They read its
// document and make edits of it; that an edit belongs to a document further out is settled here.

import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { PipelineDocument, PipelineNode } from '../../shared/pipeline/document.ts';
import { editWithin, levelOf, type PipelineEdit, type Within } from '../../shared/pipeline/edits.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { DocumentState, OpenDocument } from './open-document.ts';

/** A step into a subpipeline: the node that was entered, and the name of the pipeline that it runs. */
export interface Level {
  readonly node: string;
  readonly pipeline: string;
}

export interface Sheet {
  readonly open: OpenDocument;
  /** The nodes that were entered, from the outermost level down. */
  readonly levels: readonly Level[];
  readonly within: Within;
  /** The document of this level now. */
  document(): PipelineDocument;
  /** Applies an edit that was made on this level's document; `joins` as for OpenDocument.edit. */
  edit(edit: PipelineEdit, joins?: string): void;
}

/** The sheet of a level. Where an undo has taken the level away, it is the nearest one further out that is there. */
export function sheetOf(open: OpenDocument, levels: readonly Level[]): Sheet {
  const within = levels.map(({ pipeline }) => pipeline);
  return {
    open,
    levels,
    within,
    document: () => documentAt(open.store.getState().document, within),
    edit: (edit, joins) => open.edit(editWithin(within, edit), joins),
  };
}

/** The levels that lead to an inner pipeline, by the first node on each that runs it; null where none does. */
export function levelsTo(document: PipelineDocument, catalog: Catalog, within: Within): readonly Level[] | null {
  let level: PipelineDocument | undefined = document;
  const levels: Level[] = [];
  for (const pipeline of within) {
    const node: PipelineNode | undefined = level?.nodes.find(
      ({ kind, params }) => catalog.get(kind)?.card.performer === 'scope' && params['pipeline'] === pipeline,
    );
    if (node === undefined) return null;
    levels.push({ node: node.id, pipeline });
    level = level?.pipelines?.[pipeline];
  }
  return levels;
}

export const SheetContext = createContext<Sheet | null>(null);

/** The sheet on screen. */
export function useSheet(): Sheet {
  const sheet = useContext(SheetContext);
  if (sheet === null) throw new Error('There is no sheet around this component.');
  return sheet;
}

/** A part of the document of the level on screen. */
export function useLevel<Part>(select: (document: PipelineDocument) => Part): Part {
  const { open, within } = useSheet();
  return useStore(open.store, (state: DocumentState) => select(documentAt(state.document, within)));
}

/** The document of a level; where it is gone, of the nearest one further out. */
export function documentAt(document: PipelineDocument, within: Within): PipelineDocument {
  for (let depth = within.length; depth > 0; depth -= 1) {
    const level = levelOf(document, within.slice(0, depth));
    if (level !== null) return level;
  }
  return document;
}
