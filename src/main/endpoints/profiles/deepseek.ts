// DeepSeek's API. In thinking mode it refuses a history whose steps with calls lack their `reasoning_content`, and passes over sampling
// fields without a word, so none are sent.

import { hostedServer, type ServerData } from '../profile.ts';

export default {
  ...hostedServer,
  id: 'deepseek',
  title: 'DeepSeek',
  known: { hosts: ['api.deepseek.com'] },
  provider: 'deepseek',
  sampling: 'omitted',
  thinking: 'by-model',
} satisfies ServerData;
