// Moonshot's own API, worldwide and in China. Its models fix temperature and top_p and refuse any other value, so neither is sent;
// thinking is kept across steps where a model leaves that to the client (resources/models.json).

import { modelFacts } from '../model-facts.ts';
import { hostedWatchdogs, type EndpointProfile } from '../profile.ts';

const hosts: ReadonlySet<string> = new Set(['api.moonshot.ai', 'api.moonshot.cn']);

const profile: EndpointProfile = {
  id: 'moonshot',
  title: 'Moonshot',
  matches: (url) => url.protocol === 'https:' && hosts.has(url.hostname),
  provider: 'moonshot',
  rehearsal: false,
  needsKey: () => true,
  defaultModel: 'kimi-k2.6',
  serverName: (url) => `Moonshot at ${url.host}`,
  startHint: () => 'Check the connection, and the state of the service.',
  modelHint: () => 'Choose a model that is live.',
  dialect: () => ({
    reasoningKey: 'reasoning_content',
    callIds: 'as-received',
    maxTokensField: 'max_completion_tokens',
    toolChoiceNone: true,
  }),
  extras: (model, conversation) => ({ ...modelFacts('moonshot', model)?.body, prompt_cache_key: conversation }),
  watchdogs: () => hostedWatchdogs,
};

export default profile;
