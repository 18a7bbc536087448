// Moonshot's coding plan. It speaks as the API does, but is paid by the month and has models of its own, so it has no prices here.

import { hostedServer, type ServerData } from '../profile.ts';

export default {
  ...hostedServer,
  id: 'kimi-code',
  title: 'Kimi Code',
  known: { hosts: ['api.kimi.com', 'api.kimi.ai'] },
  dialect: { reasoningKey: 'reasoning_content', maxTokensField: 'max_completion_tokens', toolChoiceNone: true },
  sampling: 'omitted',
  schema: 'moonshot',
} satisfies ServerData;
