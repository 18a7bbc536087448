// What can be said about a document before anybody opens it: what it is made of, what it may touch, what it wants bound. Pure.

import { check, type Problem } from '../../shared/pipeline/check.ts';
import type { Handle, PipelineDocument } from '../../shared/pipeline/document.ts';
import { pictureOf, type Picture } from '../../shared/pipeline/view/picture.ts';
import { reaches, type Catalog, type KindCard, type Reach } from '../../shared/tool/kind.ts';

export interface UsedKind {
  readonly kind: string;
  /** null: this Longline does not know it; its nodes are kept as they are. */
  readonly card: KindCard | null;
  /** Nodes of it, on all levels. */
  readonly count: number;
}

export interface DocumentFacts {
  readonly picture: Picture;
  /** On all levels. */
  readonly nodes: number;
  readonly wires: number;
  /** Pipelines inside it, at any depth. */
  readonly inner: number;
  /** In the order in which they first stand. */
  readonly kinds: readonly UsedKind[];
  /** What its kinds can touch, each with those that do; `pure` is not among them. */
  readonly reach: readonly { readonly reach: Reach; readonly kinds: readonly KindCard[] }[];
  /** Agents that ask a model. */
  readonly agents: number;
  readonly handles: readonly { readonly name: string; readonly handle: Handle }[];
  readonly problems: readonly Problem[];
}

/** The facts of a document against a catalog. */
export function factsOf(document: PipelineDocument, catalog: Catalog): DocumentFacts {
  const levels = levelsOf(document);
  const kinds = kindsOf(document, catalog);
  const cards = kinds.flatMap(({ card }) => card ?? []);
  const handles = new Map(levels.flatMap((level) => Object.entries(level.handles ?? {})).toReversed());
  return {
    picture: pictureOf(document, catalog),
    nodes: sum(levels, (level) => level.nodes.length),
    wires: sum(levels, (level) => level.wires.length),
    inner: levels.length - 1,
    kinds,
    reach: reaches
      .filter((reach) => reach !== 'pure')
      .map((reach) => ({ reach, kinds: cards.filter((card) => card.reach === reach) }))
      .filter((row) => row.kinds.length > 0),
    agents: sum(kinds, ({ card, count }) => (card?.performer === 'agent' ? count : 0)),
    handles: [...handles].toReversed().map(([name, handle]) => ({ name, handle })),
    problems: check(document, catalog),
  };
}

/** The kinds of a document's nodes on all levels. */
export function kindsOf(document: PipelineDocument, catalog: Catalog): readonly UsedKind[] {
  const counts = new Map<string, number>();
  for (const { kind } of levelsOf(document).flatMap(({ nodes }) => nodes))
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ kind, count, card: catalog.get(kind)?.card ?? null }));
}

// The document and every pipeline inside it.
function levelsOf(document: PipelineDocument): readonly PipelineDocument[] {
  return [document, ...Object.values(document.pipelines ?? {}).flatMap(levelsOf)];
}

function sum<Value>(values: readonly Value[], of: (value: Value) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
