// Longline's engine as a contender in the measured process: the pipeline of the yardstick, any number of runs at once, their live text
// read as a window would read it. Storage, hands and everything else are the product's.

import { createEngine } from '../../../../src/main/hosts/engine.ts';
import type { StartRequest } from '../../../../src/main/hosts/engine-types.ts';
import { yardstickPipeline } from '../pipeline.ts';
import type { Contender } from './contender.ts';

/** Opens an engine whose data directory is `LONGLINE_HOME`. */
export async function openEngine(url: string, onText: (text: string) => void): Promise<Contender> {
  const engine = await createEngine({ host: 'desktop' });
  const common: Omit<StartRequest, 'inputs'> = {
    document: yardstickPipeline({}),
    pipelineId: null,
    bindings: {},
    endpoint: url,
    model: null,
    maxSteps: null,
    budgetUsd: null,
    now: null,
    rehearsal: null,
  };
  return {
    async run(question) {
      const run = await engine.start({ ...common, inputs: { question } }, () => Promise.resolve(null));
      const read = async () => {
        for await (const frame of run.watch(1, new AbortController().signal)) {
          if (frame.frame !== 'deltas') continue;
          for (const piece of frame.deltas) if ('text' in piece) onText(piece.text);
        }
      };
      const [end] = await Promise.all([run.done, read()]);
      if (end.summary.status !== 'done') throw new Error(`the run ended ${JSON.stringify(end.summary.reason)}`);
      return String(end.summary.outputs['answer']);
    },
    close: () => engine.close(),
  };
}
