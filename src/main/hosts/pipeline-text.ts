// A document as the store keeps it: its text, and what lists and the search show of it.

import { documentFormat, writeDocument, type PipelineDocument } from '../../shared/pipeline/document.ts';
import { pictureOf, type Picture } from '../../shared/pipeline/view/picture.ts';
import { wordsOf } from '../../shared/pipeline/words.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { Description, PipelineRow, PipelineText } from '../store/library.ts';

/** The document with its description. */
export function textOf(document: PipelineDocument, catalog: Catalog): PipelineText {
  return { ...descriptionOf(document, catalog), document: writeDocument(document) };
}

/** What lists and the search show of a document. */
export function descriptionOf(document: PipelineDocument, catalog: Catalog): Description {
  const { title, description, tags } = document.meta;
  return {
    title,
    description: description ?? null,
    tags: JSON.stringify(tags ?? []),
    nodes: document.nodes.length,
    picture: JSON.stringify(pictureOf(document, catalog)),
    words: wordsOf(document),
  };
}

/** What is known of a pipeline whose document cannot be read. */
export function bareDescription({ title, description }: PipelineRow, catalog: Catalog): Description {
  const meta = { title, ...(description === null ? {} : { description }) };
  return descriptionOf({ format: documentFormat, meta, nodes: [], wires: [] }, catalog);
}

/** The picture and the tags that a row holds. */
export function shownOf({ picture, tags }: Pick<PipelineRow, 'picture' | 'tags'>): {
  picture: Picture;
  tags: string[];
} {
  const nothing: Picture = { width: 0, height: 0, boxes: [], wires: [] };
  return { picture: picture === null ? nothing : (JSON.parse(picture) as Picture), tags: JSON.parse(tags) as string[] };
}
