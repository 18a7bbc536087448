// Any server that speaks OpenAI's chat completions. What sets vLLM, SGLang, llama.cpp, Ollama and LM Studio apart is told by what they
// say of themselves in their list of models, and by the port that each uses unless told otherwise.

import { isLoopbackHost } from '../../net/loopback.ts';
import { hostedWatchdogs, localWatchdogs, type EndpointProfile } from '../profile.ts';

/** Servers by the `owned_by` of their models. `reasoning` is the key that they read when reasoning is sent back. */
const servers: Readonly<
  Record<string, { readonly reasoning: 'reasoning' | 'reasoning_content'; readonly toolChoiceNone: boolean }>
> = {
  vllm: { reasoning: 'reasoning', toolChoiceNone: true },
  sglang: { reasoning: 'reasoning_content', toolChoiceNone: true },
  llamacpp: { reasoning: 'reasoning_content', toolChoiceNone: true },
  library: { reasoning: 'reasoning', toolChoiceNone: false },
};

const titlesByPort: Readonly<Record<string, string>> = { '11434': 'Ollama', '1234': 'LM Studio' };

const titleOf = (url: URL): string =>
  (isLoopbackHost(url.hostname) ? titlesByPort[url.port] : undefined) ?? 'The server';

const profile: EndpointProfile = {
  id: 'openai-compatible',
  title: 'OpenAI-compatible server',
  matches: null,
  provider: null,
  rehearsal: false,
  // Servers elsewhere may be open too; those that are not say so with a 401.
  needsKey: () => false,
  defaultModel: null,
  serverName: (url) => `${titleOf(url)} at ${url.host}`,
  startHint: (url) => {
    if (!isLoopbackHost(url.hostname)) return 'Check the connection, and that the server is running.';
    const title = titlesByPort[url.port];
    return title === undefined ? `Start the server at ${url.host}, or check the address.` : `Start ${title}.`;
  },
  modelHint: (url) =>
    titleOf(url) === 'Ollama' ? 'Pull it, or choose another model.' : 'Load it, or choose another model.',
  dialect: (model, url, listed) => {
    const owner = listed?.ownedBy ?? (titleOf(url) === 'Ollama' ? 'library' : '');
    const server = servers[owner] ?? { reasoning: 'reasoning_content', toolChoiceNone: true };
    return {
      reasoningKey: server.reasoning,
      callIds: isKimiK2(model) ? 'kimi' : 'as-received',
      maxTokensField: 'max_tokens',
      toolChoiceNone: server.toolChoiceNone,
    };
  },
  // Engines that serve Kimi's weights do not fix its sampling by themselves.
  extras: (model) => (/kimi/i.test(model) ? { temperature: 1, top_p: 0.95 } : {}),
  watchdogs: (url) => (isLoopbackHost(url.hostname) || url.protocol === 'http:' ? localWatchdogs : hostedWatchdogs),
};

export default profile;

// The engines leave the ids of calls to the client; K2's template expects its own form.
function isKimiK2(model: string): boolean {
  return /kimi[-_ ]?k2/i.test(model);
}
