// Together's API. Reasoning comes and goes as `reasoning`; models that can do both think unless told otherwise, and are told to.

import { hostedServer, type ServerData } from '../profile.ts';

export default {
  ...hostedServer,
  id: 'together',
  title: 'Together',
  known: { hosts: ['api.together.xyz', 'api.together.ai'] },
  provider: 'together',
  dialect: { reasoningKey: 'reasoning', maxTokensField: 'max_tokens', toolChoiceNone: true },
  thinking: 'reasoning',
} satisfies ServerData;
