// `npm run bench -- profile`: where the CPU of 300 steps goes, by function and by file, from a sampling profile of the built command line.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDocument } from '../../../src/shared/pipeline/document.ts';
import type { Report } from '../table.ts';
import { buildYardstick } from './build.ts';
import { yardstickPipeline } from './pipeline.ts';
import { measure, startYardstick } from './processes.ts';
import { questionFor } from './script.ts';

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const steps = 300;

/** Profiles one long run. */
export async function profile(): Promise<Report> {
  await buildYardstick();
  const server = await startYardstick();
  const folder = mkdtempSync(join(tmpdir(), 'longline-profile-'));
  try {
    const question = questionFor({ run: 'profile', steps, deltas: 200 });
    const files = { 'pipeline.longline': writeDocument(yardstickPipeline({})) };
    const args = ['run', 'pipeline.longline', '--endpoint', server.url, '--input', `question=${question}`, '--json'];
    await measure('cli', args, { files, profile: folder });
    const recorded = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile);
    const costs = new Map<string, number>();
    let total = 0;
    for (const { nodes, samples, timeDeltas } of recorded) {
      const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
      samples.forEach((id, index) => {
        const frame = frames.get(id);
        if (frame === undefined || frame.functionName === '(idle)') return;
        const place = `${frame.functionName || '(anonymous)'}  ${frame.url.split('/').slice(-2).join('/')}:${frame.lineNumber + 1}`;
        const ms = (timeDeltas[index] ?? 0) / 1000;
        total += ms;
        costs.set(place, (costs.get(place) ?? 0) + ms);
      });
    }
    const dearest = [...costs].toSorted(([, left], [, right]) => right - left).slice(0, 40);
    return {
      command: 'npm run bench -- profile',
      held: true,
      figures: dearest.map(([what, ms]) => ({
        what,
        value: `${(ms / steps).toFixed(3)} ms a step`,
        control: `${((100 * ms) / total).toFixed(1)} %`,
      })),
    };
  } finally {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
