// The built-in stand-in: it speaks Moonshot's wire on this machine, costs nothing, and has no model behind it.

import { ownServer, type ServerData } from '../profile.ts';

export default {
  ...ownServer,
  id: 'rehearsal',
  title: 'Rehearsal, no model',
  inSentence: 'The rehearsal endpoint',
  rehearsal: true,
  defaultModel: 'rehearsal',
  startHint: 'Start Longline again.',
  modelHint: 'The rehearsal endpoint has the one model `rehearsal`.',
  dialect: { reasoningKey: 'reasoning_content', maxTokensField: 'max_completion_tokens', toolChoiceNone: true },
  sampling: 'omitted',
  thinking: 'none',
  // Tells the attempts at one task apart, which without chance would all be the same.
  cacheKey: true,
  patience: 'local',
} satisfies ServerData;
