// Finding nodes by words: on the level on screen first, then in the subpipelines beneath it.

import type { PipelineDocument, PipelineNode } from '../../shared/pipeline/document.ts';
import type { Catalog } from '../../shared/tool/kind.ts';
import type { Level } from './sheet.ts';

export interface Hit {
  readonly node: string;
  readonly levels: readonly Level[];
}

/** Every node of a level in document order, and then those of the subpipelines beneath it, each subpipeline once. */
export function everyNode(
  document: PipelineDocument,
  catalog: Catalog,
  levels: readonly Level[] = [],
): readonly (Hit & { readonly of: PipelineNode })[] {
  const hits = document.nodes.map((of) => ({ node: of.id, levels, of }));
  const entered = new Set<string>();
  for (const node of document.nodes) {
    const name = node.params['pipeline'];
    if (catalog.get(node.kind)?.card.performer !== 'scope' || typeof name !== 'string' || entered.has(name)) continue;
    const inner = Object.hasOwn(document.pipelines ?? {}, name) ? document.pipelines?.[name] : undefined;
    if (inner === undefined) continue;
    entered.add(name);
    hits.push(...everyNode(inner, catalog, [...levels, { node: node.id, pipeline: name }]));
  }
  return hits;
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
  return everyNode(document, catalog, levels)
    .filter(({ of }) => {
      const hay = textOf(of, catalog);
      return words.every((word) => hay.includes(word));
    })
    .map(({ node, levels: at }) => ({ node, levels: at }));
}

function textOf(node: PipelineNode, catalog: Catalog): string {
  const title = catalog.get(node.kind)?.card.title ?? '';
  return `${node.title ?? ''} ${node.id} ${node.kind} ${title} ${JSON.stringify(node.params)}`.toLowerCase();
}
