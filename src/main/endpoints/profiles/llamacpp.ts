// llama.cpp's server. Its window is that of one slot, which is the whole divided by the slots. It turns the parameters of functions into
// a grammar and refuses patterns that are not anchored.

import { quantizationIn } from '../probe/quantization.ts';
import { ownServer, type ServerData } from '../profile.ts';
import { asking, isFields, textIn, windowIn } from '../probe/reading.ts';

export default {
  ...ownServer,
  id: 'llamacpp',
  title: 'llama.cpp',
  known: { owners: ['llamacpp'] },
  schema: 'anchored',
  patience: 'local',
  probes: [
    asking('/props', (answer) => {
      const settings = answer['default_generation_settings'];
      if (!isFields(settings)) return null;
      return {
        windows: windowIn(settings['n_ctx'], 'n_ctx of a slot', 'running'),
        quantization: quantizationIn(textIn(answer['model_path'])?.split(/[\\/]/).at(-1) ?? ''),
        version: textIn(answer['build_info']),
      };
    }),
  ],
} satisfies ServerData;
