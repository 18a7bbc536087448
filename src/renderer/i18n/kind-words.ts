// What kinds, their ports, what their nodes do and the nodes themselves are called in the language of the window: `kind.KIND`,
// `kind.KIND.help`, `summary.KIND` and `port_name.KIND.PORT` where the catalogue has them, else what the kind says itself.

import type { PipelineDocument, PipelineNode } from '../../shared/pipeline/document.ts';
import { choiceInSentence, type SummaryWords } from '../../shared/pipeline/view/summary.ts';
import type { Catalog, KindCard } from '../../shared/tool/kind.ts';
import type { PortSpec } from '../../shared/tool/ports.ts';
import { optionalWord, type Words } from './words.ts';

type Word = typeof optionalWord;

/** The title of a kind. */
export function kindTitle({ kind, title }: Pick<KindCard, 'kind' | 'title'>): string {
  return optionalWord(`kind.${kind}`, title);
}

/** What nodes of a kind do. */
export function kindHelp({ kind, description }: Pick<KindCard, 'kind' | 'description'>): string {
  return optionalWord(`kind.${kind}.help`, description);
}

/** The title of a node as people see it: its own, else its kind's. `card` is null for a kind that is not known. */
export function nodeTitle(
  { title, kind }: Pick<PipelineNode, 'title' | 'kind'>,
  card: Pick<KindCard, 'title'> | null | undefined,
  word: Word = optionalWord,
): string {
  return title ?? word(`kind.${kind}`, card?.title ?? kind);
}

/** The same for the node of an id on a level; the id itself where there is no such node. */
export function titleOfNode(
  level: Pick<PipelineDocument, 'nodes'>,
  id: string,
  catalog: Catalog | null,
  word: Word = optionalWord,
): string {
  const node = level.nodes.find((candidate) => candidate.id === id);
  return node === undefined ? id : nodeTitle(node, catalog?.get(node.kind)?.card, word);
}

/** What a port is called: a port that its kind declares as the kind calls it, one that an author named as he named it. */
export function portTitle(
  card: Pick<KindCard, 'kind' | 'ports'> | null | undefined,
  side: 'in' | 'out',
  port: Pick<PortSpec, 'name' | 'title'>,
  word: Word = optionalWord,
): string {
  const declared = card?.ports[side].find(({ name }) => name === port.name);
  const own = port.title ?? declared?.title ?? port.name;
  return card && declared ? word(`port_name.${card.kind}.${port.name}`, own) : own;
}

/** What a port takes or gives. */
export function portType({ type, list }: Pick<PortSpec, 'type' | 'list'>, t: Words, word: Word = optionalWord): string {
  const one = word(`option.${type}`, type);
  return list === true ? t('ports.list_of', { type: one }) : one;
}

/** How the bodies of nodes speak; of a pipeline inside this one the title is said. */
export function summaryWords(word: Word, pipelines: PipelineDocument['pipelines']): SummaryWords {
  return {
    template: ({ kind, summary }) => word(`summary.${kind}`, summary),
    value: (card, param, value) => {
      const inner = widgetOf(card, param) === 'pipeline' ? pipelines?.[value] : undefined;
      if (inner !== undefined) return inner.meta.title;
      const plain = choiceInSentence(card, param, value);
      return plain === null ? null : word(`choice.${card.kind}.${param}.${value}`, word(`option.${value}`, plain));
    },
  };
}

function widgetOf({ params }: KindCard, param: string): unknown {
  const properties = params['properties'] as Readonly<Record<string, { readonly widget?: unknown }>> | undefined;
  return properties?.[param]?.widget;
}
