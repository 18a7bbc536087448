// 300 tool calls in one conversation: how fast, how much CPU a step, how large the journal is, whether it replays offline to the same
// state, and whether every request carries all reasoning and leaves what was sent before as it was. Context is kept whole throughout.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { startRehearsal } from '../../src/main/endpoints/rehearsal/server.ts';
import { linesOf, longline, refuseNetwork, temporaryHome } from '../kit/command-line.ts';
import { newsAgent, newsFolder, saved } from '../kit/sample-files.ts';
import { measured, milliseconds } from './measure.ts';
import { startRecordingProxy } from './recording-proxy.ts';
import type { Report } from './table.ts';

const calls = 300;

export async function longRun(): Promise<Report> {
  const home = temporaryHome();
  const rehearsal = await startRehearsal({ steps: calls });
  const proxy = await startRecordingProxy(rehearsal.url);
  try {
    const path = saved(home.path, newsAgent({ maxSteps: calls + 1 }));
    const args = (server: string, limit: number) => [
      'run',
      path,
      '--folder',
      `news=${newsFolder}`,
      '--input',
      'question=What changed at the port of Halmere?',
      '--now',
      '2026-11-21',
      '--endpoint',
      server,
      '--model',
      'rehearsal',
      '--max-steps',
      String(limit),
      '--json',
    ];
    const long = await measured(args(rehearsal.url, calls + 1), { home: home.path });
    const journalMiB = statSync(join(home.path, 'data/longline.db')).size / 2 ** 20 + logMiB(home.path);
    const replay = await longline(['replay', 'last', '--json'], { home: home.path, preload: refuseNetwork });
    const offline = await longline(args(rehearsal.url, 3), { home: home.path, preload: refuseNetwork });
    const replayTime = await measured(['replay', 'last', '--json'], { home: home.path });
    const short = await measured(args(rehearsal.url, 2), { home: home.path });
    const before = proxy.bodies.length;
    await measured(args(proxy.url, calls + 1), { home: home.path });
    const seen = faultsOf(proxy.bodies.slice(before));

    const lines = linesOf(long.ended.stdout);
    const steps = lines.filter((line) => line.type === 'model.responded').length;
    const hash = lines.at(-1)?.['stateHash'];
    const replayed = linesOf(replay.stdout).at(-1)?.['stateHash'];
    const planted = faultsOf(proxy.bodies.map((body) => body.replace(/"reasoning_content":"(?:[^"\\]|\\.)*",?/, '')));
    const cpuMs = (long.cpuMs - short.cpuMs) / (steps - 2);
    return {
      command: 'npm run bench -- long-run',
      held: steps === calls + 1 && hash === replayed && offline.code !== 0 && seen === 0 && planted > 0,
      figures: [
        {
          what: 'model requests / tool calls',
          value: `${steps} / ${lines.filter((line) => line.type === 'tool.finished').length}`,
          control: 'rehearsal server in another process',
        },
        {
          what: 'wall time',
          value: milliseconds(long.wallMs),
          control: `the same with 2 steps: ${milliseconds(short.wallMs)}`,
        },
        {
          what: 'CPU of one step and its tool call',
          value: milliseconds(cpuMs),
          control: 'start-up (the run of 2 steps) taken off',
        },
        {
          what: 'peak memory',
          value: `${Math.round(long.maxRssMiB)} MiB`,
          control: `the same with 2 steps: ${Math.round(short.maxRssMiB)} MiB`,
        },
        {
          what: 'journal on disk',
          value: `${journalMiB.toFixed(1)} MiB`,
          control: `printed as JSON: ${(long.ended.stdout.length / 2 ** 20).toFixed(1)} MiB`,
        },
        {
          what: 'replay, process start included',
          value: milliseconds(replayTime.wallMs),
          control: `same state hash: ${hash === replayed ? 'yes' : 'NO'}`,
        },
        {
          what: 'replay with the network refused',
          value: replay.code === 0 ? 'works' : 'FAILS',
          control: `a new run there: ${offline.code === 0 ? 'WORKS' : 'fails'}`,
        },
        {
          what: 'requests without reasoning or with changed history',
          value: String(seen),
          control: `with one reasoning taken out: ${planted}`,
        },
      ],
    };
  } finally {
    await proxy.close();
    await rehearsal.close();
    home.remove();
  }
}

interface Message {
  readonly role: string;
  readonly tool_calls?: unknown;
  readonly reasoning_content?: unknown;
}

// Requests in which an assistant message with calls lacks its reasoning, or in which an earlier message's bytes are not as before.
function faultsOf(bodies: readonly string[]): number {
  let faults = 0;
  let sent = '';
  for (const body of bodies) {
    const { messages } = JSON.parse(body) as { messages: readonly Message[] };
    const start = body.indexOf('"messages":[');
    const whole = body.slice(start);
    const bare = messages.some(
      (message) =>
        message.role === 'assistant' &&
        message.tool_calls !== undefined &&
        typeof message.reasoning_content !== 'string',
    );
    if (bare || !whole.startsWith(sent)) faults += 1;
    // Up to the bracket that closes the list.
    const end = JSON.stringify(messages).length;
    sent = whole.slice(0, '"messages":'.length + end - 1);
  }
  return faults;
}

function logMiB(home: string): number {
  return (statSync(join(home, 'data/longline.db-wal'), { throwIfNoEntry: false })?.size ?? 0) / 2 ** 20;
}
