// Finding nodes by words: on the level on screen first, then in the subpipelines beneath it.

import type { PipelineDocument, PipelineNode } from '../../shared/pipeline/document.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { Level } from './sheet.ts';

export interface Hit {
  readonly node: string;
  readonly levels: readonly Level[];
}

/** The nodes whose title, id, kind or settings hold every word, in document order, subpipelines after the level itself. */
export function findInSheet(
  document: PipelineDocument,
  catalog: Catalog,
  levels: readonly Level[],
  text: string,
): readonly Hit[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return hitsIn(document, catalog, levels, words);
}

function hitsIn(
  document: PipelineDocument,
  catalog: Catalog,
  levels: readonly Level[],
  words: readonly string[],
): Hit[] {
  const hits = document.nodes
    .filter((node) => {
      const hay = textOf(node, catalog);
      return words.every((word) => hay.includes(word));
    })
    .map(({ id }): Hit => ({ node: id, levels }));
  const entered = new Set<string>();
  for (const node of document.nodes) {
    const name = node.params['pipeline'];
    if (catalog.get(node.kind)?.card.performer !== 'scope' || typeof name !== 'string' || entered.has(name)) continue;
    const inner = Object.hasOwn(document.pipelines ?? {}, name) ? document.pipelines?.[name] : undefined;
    if (inner === undefined) continue;
    entered.add(name);
    hits.push(...hitsIn(inner, catalog, [...levels, { node: node.id, pipeline: name }], words));
  }
  return hits;
}

function textOf(node: PipelineNode, catalog: Catalog): string {
  const title = catalog.get(node.kind)?.card.title ?? '';
  return `${node.title ?? ''} ${node.id} ${node.kind} ${title} ${JSON.stringify(node.params)}`.toLowerCase();
}
