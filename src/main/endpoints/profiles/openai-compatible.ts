// Any server that speaks OpenAI's chat completions and is not recognised. It is sent nothing that a strict server might refuse beside
// the sampling that open weights were made for.

import { ownServer, type ServerData } from '../profile.ts';

export default {
  ...ownServer,
  id: 'openai-compatible',
  title: 'OpenAI-compatible server',
  inSentence: 'The server',
  // Servers elsewhere may be open too; those that are not say so with a 401.
  place: 'unknown',
  thinking: 'none',
} satisfies ServerData;
