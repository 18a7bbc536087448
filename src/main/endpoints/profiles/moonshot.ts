// Moonshot's own API, worldwide and in China. Its models fix temperature and top_p and refuse any other value, so neither is sent;
// thinking is kept across steps where a model leaves that to the client (resources/models.json).

import { hostedServer, type ServerData } from '../profile.ts';

export default {
  ...hostedServer,
  id: 'moonshot',
  title: 'Moonshot',
  known: { hosts: ['api.moonshot.ai', 'api.moonshot.cn'] },
  provider: 'moonshot',
  defaultModel: 'kimi-k2.6',
  dialect: { reasoningKey: 'reasoning_content', maxTokensField: 'max_completion_tokens', toolChoiceNone: true },
  sampling: 'omitted',
  thinking: 'by-model',
  schema: 'moonshot',
  cacheKey: true,
} satisfies ServerData;
