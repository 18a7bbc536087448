// Large pipelines: a chain of 5,000 nodes and one value that fans out to 1,000 nodes and comes back together.

import { temporaryHome } from '../kit/command-line.ts';
import { node, pipeline, wire } from '../kit/pipelines.ts';
import { chain, saved } from '../kit/sample-files.ts';
import { measured, milliseconds } from './measure.ts';
import type { Figure, Report } from './table.ts';

export async function plans(): Promise<Report> {
  const home = temporaryHome();
  try {
    const figures: Figure[] = [];
    for (const { what, document, small } of [
      { what: 'chain of 5,000 nodes', document: chain(5000), small: chain(500) },
      { what: 'fan-out of 1,000', document: fan(1000), small: fan(100) },
    ]) {
      const args = (path: string) => ['run', path, '--input', 'question=through', '--json'];
      const large = await measured(args(saved(home.path, document)), { home: home.path });
      const tenth = await measured(args(saved(home.path, small)), { home: home.path });
      figures.push({
        what,
        value: `${milliseconds(large.wallMs)} wall, ${milliseconds(large.cpuMs)} CPU`,
        control: `a tenth of it: ${milliseconds(tenth.wallMs)} wall, ${milliseconds(tenth.cpuMs)} CPU`,
      });
    }
    return { command: 'npm run bench -- plans', figures, held: true };
  } finally {
    home.remove();
  }
}

function fan(width: number) {
  const texts = Array.from({ length: width }, (_, index) => node(`n${index}`, 'text', { template: '{{value}}' }));
  const all = node('answer', 'output', { name: 'answer', type: 'text', list: true });
  return pipeline(
    [node('question', 'input', { name: 'question' }), ...texts, all],
    texts.flatMap(({ id }) => [wire('question.value', `${id}.value`), wire(`${id}.text`, 'answer.value')]),
  );
}
