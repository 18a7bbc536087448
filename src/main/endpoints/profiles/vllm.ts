// vLLM. It reads reasoning back under `reasoning` alone and passes over any other name without a word. Its list of models tells the
// window that it was started with.

import { ownServer, type ServerData } from '../profile.ts';
import { asking, nothingRead, textIn } from '../probe/reading.ts';

export default {
  ...ownServer,
  id: 'vllm',
  title: 'vLLM',
  known: { owners: ['vllm'] },
  dialect: { reasoningKey: 'reasoning', maxTokensField: 'max_tokens', toolChoiceNone: true },
  listSuffices: true,
  probes: [
    asking('/version', (answer) => {
      const version = textIn(answer['version']);
      return version === null ? null : { ...nothingRead, version };
    }),
  ],
} satisfies ServerData;
