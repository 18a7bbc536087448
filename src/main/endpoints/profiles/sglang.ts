// SGLang, and what it tells of itself, by which KTransformers is known as well: that is SGLang with the experts on the processor.

import { ownServer, type ServerData } from '../profile.ts';
import { asking, textIn, windowIn, type Fields, type Reading } from '../probe/reading.ts';

/** What `/server_info` and its older name tell. */
export function readServerInfo(answer: Fields): Reading | null {
  const { model_path: model, context_length: length, max_total_tokens: set, max_total_num_tokens: fits } = answer;
  if (textIn(model) === null) return null;
  const method = textIn(answer['kt_method']);
  const onProcessor = method !== null || textIn(answer['kt_weight_path']) !== null;
  return {
    windows: [
      ...windowIn(length, 'context_length of the server', 'running'),
      ...windowIn(set, '--max-total-tokens', 'running'),
      ...windowIn(fits, 'the memory for tokens', 'running'),
    ],
    quantization: onProcessor && method !== null ? method : textIn(answer['quantization']),
    version: textIn(answer['version']),
    ...(onProcessor ? { profile: 'ktransformers' } : {}),
  };
}

export default {
  ...ownServer,
  id: 'sglang',
  title: 'SGLang',
  known: { owners: ['sglang'] },
  probes: [asking('/get_server_info', readServerInfo), asking('/server_info', readServerInfo)],
} satisfies ServerData;
