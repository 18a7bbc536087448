// The built-in stand-in: it speaks Moonshot's wire on this machine, costs nothing, and has no model behind it.

import { localWatchdogs, type EndpointProfile } from '../profile.ts';

const profile: EndpointProfile = {
  id: 'rehearsal',
  title: 'Rehearsal, no model',
  matches: null,
  provider: null,
  rehearsal: true,
  needsKey: () => false,
  defaultModel: 'rehearsal',
  serverName: () => 'The rehearsal endpoint',
  startHint: () => 'Start Longline again.',
  modelHint: () => 'The rehearsal endpoint has the one model `rehearsal`.',
  dialect: () => ({
    reasoningKey: 'reasoning_content',
    callIds: 'as-received',
    maxTokensField: 'max_completion_tokens',
    toolChoiceNone: true,
  }),
  extras: () => ({}),
  watchdogs: () => localWatchdogs,
};

export default profile;
