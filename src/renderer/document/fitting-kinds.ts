// Which kinds can take a wire that was dropped where no node is, and by which of their ports.

import { toolPort, toolsPort } from '../../shared/pipeline/ports-of.ts';
import type { Catalog, KindCard } from '../../shared/tool/kind.ts';
import { conversionBetween, type PortSpec } from '../../shared/tool/ports.ts';

/** The end of a wire that is still in the hand: a data port, or an agent's or tool's own port for tool wires. */
export type LooseEnd =
  | { readonly node: string; readonly side: 'out' | 'in'; readonly port: PortSpec }
  | { readonly node: string; readonly side: typeof toolPort | typeof toolsPort };

/** The port of a new node of this kind that the loose end can be wired to, or null where none fits. */
export function fittingPort(card: KindCard, end: LooseEnd): string | null {
  switch (end.side) {
    case 'out':
      return card.ports.in.find((port) => conversionBetween(end.port, port) !== null)?.name ?? null;
    case 'in':
      return card.ports.out.find((port) => conversionBetween(port, end.port) !== null)?.name ?? null;
    case 'tools':
      return card.pluggable ? toolPort : null;
    case 'tool':
      return card.performer === 'agent' ? toolsPort : null;
  }
}

/** Whether a person is offered a kind; hidden ones come into a pipeline only by what makes them. */
export function isOffered(card: KindCard & { readonly hidden?: true | undefined }): boolean {
  return card.hidden !== true;
}

/** The kinds of a catalog in palette order that a person can add, all of them or those that fit a loose end. */
export function kindsFor(catalog: Catalog, end: LooseEnd | null): readonly KindCard[] {
  const cards = [...catalog.values()].map((entry) => entry.card).filter(isOffered);
  return end === null ? cards : cards.filter((card) => fittingPort(card, end) !== null);
}

/** The cards whose title, name or description hold every word of a search; those whose title begins with it come first. */
export function searchKinds(
  cards: readonly KindCard[],
  search: string,
  words: { readonly title: (card: KindCard) => string; readonly help: (card: KindCard) => string },
): readonly KindCard[] {
  const asked = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (asked.length === 0) return cards;
  const first = asked[0] ?? '';
  const rank = (card: KindCard) => (words.title(card).toLowerCase().startsWith(first) ? 0 : 1);
  return cards
    .filter((card) => {
      const { kind, title, description } = card;
      const text = [words.title(card), words.help(card), title, kind, description].join(' ').toLowerCase();
      return asked.every((word) => text.includes(word));
    })
    .toSorted((left, right) => rank(left) - rank(right));
}
