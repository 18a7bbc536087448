// How long the command line needs to answer, and to the first request of a run.

import { execFileSync } from 'node:child_process';
import { linesOf, longline, temporaryHome } from '../kit/command-line.ts';
import { agentPipeline } from '../kit/pipelines.ts';
import { saved } from '../kit/sample-files.ts';
import { finalAnswer, startScriptedServer } from '../kit/scripted-server.ts';
import { milliseconds } from './measure.ts';
import type { Report } from './table.ts';

const times = 10;

export async function start(): Promise<Report> {
  const home = temporaryHome();
  let requestedAt = 0;
  const server = await startScriptedServer(() => {
    requestedAt = performance.now();
    return finalAnswer('Yes.');
  });
  try {
    const args = [
      'run',
      saved(home.path, agentPipeline([])),
      '--input',
      'question=Why?',
      '--endpoint',
      server.url,
      '--model',
      'scripted',
      '--json',
    ];
    const [versions, firsts, nodes]: [number[], number[], number[]] = [[], [], []];
    let held = true;
    for (let time = 0; time < times; time += 1) {
      let begun = performance.now();
      execFileSync(process.execPath, ['-e', '0']);
      nodes.push(performance.now() - begun);
      begun = performance.now();
      await longline(['--version'], { home: home.path });
      versions.push(performance.now() - begun);
      begun = performance.now();
      const { stdout } = await longline(args, { home: home.path });
      firsts.push(requestedAt - begun);
      held &&= linesOf(stdout).at(-1)?.['status'] === 'done';
    }
    const floor = `an empty Node process: ${milliseconds(median(nodes))}`;
    return {
      command: 'npm run bench -- start',
      held,
      figures: [
        { what: `longline --version, median of ${times}`, value: milliseconds(median(versions)), control: floor },
        {
          what: `process start to first request, median of ${times}`,
          value: milliseconds(median(firsts)),
          control: floor,
        },
      ],
    };
  } finally {
    await server.close();
    home.remove();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
