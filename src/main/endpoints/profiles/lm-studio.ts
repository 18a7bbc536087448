// LM Studio. Where reasoning comes is a setting of the application, so it is watched rather than known; the window is that of the loaded
// instance.

import { ownServer, type ServerData } from '../profile.ts';
import { asking, isFields, rowsIn, textIn, windowIn } from '../probe/reading.ts';

const instances = asking('/api/v1/models', (answer, model) => {
  const rows = rowsIn(answer['models']).filter((row) => Array.isArray(row['loaded_instances']));
  if (rows.length === 0) return null;
  const row = rows.find(
    ({ key, loaded_instances: loaded }) => key === model || rowsIn(loaded).some(({ id }) => id === model),
  );
  const { quantization } = row ?? {};
  return {
    windows: [
      ...rowsIn(row?.['loaded_instances']).flatMap(({ config }) =>
        windowIn(isFields(config) ? config['context_length'] : null, 'the loaded instance', 'running'),
      ),
      ...windowIn(row?.['max_context_length'], 'the model in /api/v1/models', 'made-for'),
    ],
    quantization: isFields(quantization) ? textIn(quantization['name']) : null,
    version: null,
  };
});

const older = asking('/api/v0/models', (answer, model) => {
  const rows = rowsIn(answer['data']).filter((row) => typeof row['state'] === 'string');
  if (rows.length === 0) return null;
  const row = rows.find(({ id }) => id === model);
  return {
    windows: [
      ...windowIn(row?.['loaded_context_length'], 'the loaded instance', 'running'),
      ...windowIn(row?.['max_context_length'], 'the model in /api/v0/models', 'made-for'),
    ],
    quantization: textIn(row?.['quantization']),
    version: null,
  };
});

export default {
  ...ownServer,
  id: 'lm-studio',
  title: 'LM Studio',
  known: { port: '1234', owners: ['organization_owner', 'organization-owner'] },
  startHint: 'Start LM Studio.',
  thinking: 'none',
  patience: 'local',
  probes: [instances, older],
} satisfies ServerData;
