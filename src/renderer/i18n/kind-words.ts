// What a kind is called and what it is for, in the language of the window: `kind.KIND` and `kind.KIND.help` where the catalogue has them,
// else what the kind says itself.

import type { KindCard } from '../../shared/tool/kind.ts';
import { optionalWord } from './words.ts';

/** The title of a kind. */
export function kindTitle({ kind, title }: Pick<KindCard, 'kind' | 'title'>): string {
  return optionalWord(`kind.${kind}`, title);
}

/** What nodes of a kind do. */
export function kindHelp({ kind, description }: Pick<KindCard, 'kind' | 'description'>): string {
  return optionalWord(`kind.${kind}.help`, description);
}
