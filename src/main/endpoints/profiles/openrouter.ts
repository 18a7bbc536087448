// OpenRouter, which passes requests on to many services. Each serves a model in its own quantisation and window, so what a run can rely
// on is the least of them, unless endpoints.json pins some (`routing`). Usage with its cost comes without being asked for.

import { hostedServer, type ServerData } from '../profile.ts';
import { isFields, rowsIn, textIn, windowIn, type Probe } from '../probe/reading.ts';

const services: Probe = {
  from: 'base',
  path: (model) => `/models/${model.split('/').map(encodeURIComponent).join('/')}/endpoints`,
  body: null,
  read(answer) {
    const rows = isFields(answer['data']) ? rowsIn(answer['data']['endpoints']) : [];
    if (rows.length === 0) return null;
    const named = rows.flatMap((row) => textIn(row['quantization']) ?? []).filter((name) => name !== 'unknown');
    return {
      windows: rows.flatMap((row) =>
        windowIn(row['context_length'], `${textIn(row['provider_name']) ?? 'a service'} behind OpenRouter`, 'running'),
      ),
      quantization: named.length === 0 ? null : inOrder(named).join(' or '),
      version: null,
    };
  },
};

const inOrder = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].toSorted((left, right) => (left < right ? -1 : 1));

export default {
  ...hostedServer,
  id: 'openrouter',
  title: 'OpenRouter',
  known: { hosts: ['openrouter.ai'] },
  provider: 'openrouter',
  dialect: { reasoningKey: 'reasoning', maxTokensField: 'max_tokens', toolChoiceNone: true },
  thinking: 'reasoning',
  schema: 'moonshot',
  routes: true,
  probes: [services],
} satisfies ServerData;
