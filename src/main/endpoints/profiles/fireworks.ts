// The API of Fireworks. It wants `reasoning_content` back for interleaved thinking, and switches thinking as Anthropic's API does.

import { hostedServer, type ServerData } from '../profile.ts';

export default {
  ...hostedServer,
  id: 'fireworks',
  title: 'Fireworks',
  known: { hosts: ['api.fireworks.ai'] },
  provider: 'fireworks',
  thinking: 'thinking',
} satisfies ServerData;
