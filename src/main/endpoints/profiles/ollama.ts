// Ollama's OpenAI route. It drops the oldest messages of a conversation that is too long and says nothing, so the window is what is
// really loaded, and a part of it stays free; `tool_choice` and `max_completion_tokens` are passed over.

import { ownServer, type ServerData } from '../profile.ts';
import { asking, isFields, nothingRead, rowsIn, textIn, windowIn, type Fields, type Probe } from '../probe/reading.ts';

const named = (row: Fields, model: string): boolean =>
  [row['name'], row['model']].some((name) => name === model || name === `${model}:latest`);

const version = asking('/api/version', (answer) => {
  const found = textIn(answer['version']);
  return found === null ? null : { ...nothingRead, version: found };
});

const loaded = asking('/api/ps', (answer, model) => {
  const row = rowsIn(answer['models']).find((candidate) => named(candidate, model));
  if (row === undefined) return null;
  const details = isFields(row['details']) ? row['details'] : {};
  return {
    windows: windowIn(row['context_length'], 'the loaded model in /api/ps', 'running'),
    quantization: textIn(details['quantization_level']),
    version: null,
  };
});

const shown: Probe = {
  from: 'server',
  path: () => '/api/show',
  body: (model) => ({ model }),
  read(answer, model) {
    const { details, model_info: facts, parameters } = answer;
    if (!isFields(facts)) return null;
    const most = Object.entries(facts).find(([name]) => name.endsWith('.context_length'))?.[1];
    const set = /^num_ctx\s+(\d+)$/m.exec(textIn(parameters) ?? '')?.[1];
    const remote = textIn(answer['remote_host']) !== null || model.endsWith('cloud');
    return {
      windows: [
        ...windowIn(most, 'the model in /api/show', remote ? 'running' : 'made-for'),
        ...windowIn(set === undefined ? null : Number(set), 'num_ctx of the model', 'running'),
        // What is loaded without num_ctx depends on the memory of the graphics card; this is the least.
        ...windowIn(remote || set !== undefined ? null : 4096, leastDefault, 'guess'),
      ],
      quantization: isFields(details) ? textIn(details['quantization_level']) : null,
      version: null,
    };
  },
};

/** Where the window comes from while a model is not loaded. */
export const leastDefault = 'the least that Ollama loads a model with';

export default {
  ...ownServer,
  id: 'ollama',
  title: 'Ollama',
  known: { port: '11434', owners: ['library'] },
  startHint: 'Start Ollama.',
  modelHint: 'Pull it, or choose another model.',
  dialect: { reasoningKey: 'reasoning', maxTokensField: 'max_tokens', toolChoiceNone: false },
  thinking: 'none',
  patience: 'local',
  windowShare: 0.9,
  probes: [version, loaded, shown],
} satisfies ServerData;
