// An endpoint's card before anything is known, and where cards are kept: apart from cards.ts, so that a run on an endpoint that nothing is
// known of loads nothing for it.

import { join } from 'node:path';
import type { EndpointCard } from '../../shared/api/table.ts';

/** The file of a data directory that holds the cards. */
export function cardsFile(dataDirectory: string): string {
  return join(dataDirectory, 'endpoint-cards.json');
}

/** A card that knows nothing yet. */
export function emptyCard(server: string, model: string | null): EndpointCard {
  return {
    server,
    model,
    checkedAt: null,
    reasoningKey: null,
    windowTokens: null,
    windowSource: null,
    quantization: null,
    quantizationSource: null,
    cachedTokens: null,
    retention: null,
    checks: [],
  };
}
