// `kill -9` at random moments of a run, each time followed by `resume`: the state must be that of the undisturbed run, and nothing
// recorded may be done again. Prints seed and range, so that a long sweep can be run in parts.

import { linesOf, longline, temporaryHome, type Line } from '../kit/command-line.ts';
import { newsAgent, newsFolder, saved } from '../kit/sample-files.ts';
import { seeded } from '../kit/seeded.ts';
import type { Report } from './table.ts';

const outcomes: ReadonlySet<string> = new Set(['model.responded', 'tool.finished', 'node.finished']);

export async function kill(times: number, seed: number, first: number): Promise<Report> {
  const home = temporaryHome();
  try {
    const random = seeded(seed);
    const path = saved(home.path, newsAgent());
    const args = [
      'run',
      path,
      '--folder',
      `news=${newsFolder}`,
      '--input',
      'question=What changed at the port of Halmere?',
      '--now',
      '2026-11-21',
      '--rehearsal-steps',
      '20',
      '--rehearsal-delay',
      '1',
      '--json',
    ];
    const whole = linesOf((await longline(args, { home: home.path })).stdout);
    const hash = whole.at(-1)?.['stateHash'];
    const other = linesOf((await longline(args.with(args.indexOf('20'), '19'), { home: home.path })).stdout).at(-1)?.[
      'stateHash'
    ];
    let [killed, same, repeated] = [0, 0, 0];
    for (let time = 0; time < first + times; time += 1) {
      const moment = 1 + Math.floor(random() * (whole.length - 4));
      if (time < first) continue;
      const ended = await longline(args, {
        home: home.path,
        onOutput: (child, stdout) => {
          if (stdout.split('\n').length > moment) child.kill('SIGKILL');
        },
      });
      if (ended.signal === 'SIGKILL') killed += 1;
      const before = await recorded(home.path);
      const resumed = linesOf((await longline(['resume', 'last', '--json'], { home: home.path })).stdout);
      if (resumed.at(-1)?.['stateHash'] === hash) same += 1;
      const known = new Set(before.filter((event) => outcomes.has(event.type)).map((event) => event['effect']));
      repeated += (await recorded(home.path)).slice(before.length).filter((event) => known.has(event['effect'])).length;
    }
    return {
      command: `npm run bench -- kill --times ${times} --seed ${seed} --first ${first}`,
      held: killed === times && same === times && repeated === 0 && other !== hash,
      figures: [
        {
          what: `killed and resumed, moments ${first} to ${first + times - 1}`,
          value: `${killed} of ${times}`,
          control: `seed ${seed}`,
        },
        {
          what: 'same state hash as undisturbed',
          value: `${same} of ${times}`,
          control: `a run of 19 calls: ${other === hash ? 'THE SAME' : 'another hash'}`,
        },
        { what: 'recorded calls that were repeated', value: String(repeated), control: '' },
      ],
    };
  } finally {
    home.remove();
  }
}

async function recorded(home: string): Promise<readonly Line[]> {
  return linesOf((await longline(['runs', 'events', 'last', '--json'], { home })).stdout);
}
