// All structural kinds, those that Longline itself is made of. Tools come from the main process and join them in a catalog.

import { LonglineError } from '../../errors.ts';
import { catalogOf, entriesOfCards, type Catalog, type KindCard } from '../../tool/kind.ts';
import { agentKind } from './agent.ts';
import { branchKind } from './branch.ts';
import { convertKind } from './convert.ts';
import type { Compute, StructuralKind } from './define.ts';
import { givenKind } from './given.ts';
import { mapKind, subpipelineKind } from './inner.ts';
import { inputKind, outputKind } from './pipeline-ports.ts';
import { textKind } from './text.ts';

export const structuralKinds: readonly StructuralKind[] = [
  inputKind,
  outputKind,
  agentKind,
  textKind,
  branchKind,
  convertKind,
  mapKind,
  subpipelineKind,
  givenKind,
];

/** The catalog of the structural kinds and the given tools. */
export function catalogWithTools(cards: readonly KindCard[]): Catalog {
  return catalogOf([...structuralKinds, ...entriesOfCards(cards)]);
}

/** The pure function of a `value` kind. Throws `plan.unknown_kind` for a kind that has none. */
export function computeOf(kind: string): Compute {
  const compute = structuralKinds.find((candidate) => candidate.card.kind === kind)?.compute;
  if (compute === undefined) {
    throw new LonglineError('plan.unknown_kind', `The kind "${kind}" computes no values.`, { details: { kind } });
  }
  return compute;
}
