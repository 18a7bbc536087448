// KTransformers: SGLang with the experts of a model on the processor. Reading 50,000 new tokens takes minutes, and the window is what its
// memory for tokens holds, often less than a tenth of the model's.

import { ownServer, type ServerData } from '../profile.ts';
import { asking } from '../probe/reading.ts';
import { readServerInfo } from './sglang.ts';

const read: typeof readServerInfo = (answer) => {
  const reading = readServerInfo(answer);
  return reading?.profile === 'ktransformers' ? reading : null;
};

export default {
  ...ownServer,
  id: 'ktransformers',
  title: 'KTransformers',
  known: { owners: ['ktransformers'] },
  patience: 'local',
  probes: [asking('/get_server_info', read), asking('/server_info', read)],
} satisfies ServerData;
