// One process drives a run, others steer it: the built program twice, as a person with two terminals would have it.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { linesOf, longline, temporaryHome, type Ended } from '../../kit/command-line.ts';
import { newsAgent, newsFolder, saved } from '../../kit/sample-files.ts';

// Each test starts processes, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

let home: ReturnType<typeof temporaryHome>;
beforeEach(() => {
  home = temporaryHome();
});
afterEach(() => home.remove());

const here = () => ({ home: home.path });
/** Runs a pipeline, and the commands one after another as soon as their moment has come. */
async function runWith(
  args: readonly string[],
  moments: readonly { readonly after: string; readonly command: readonly string[] }[],
): Promise<{ readonly run: Ended; readonly said: readonly Ended[] }> {
  const said: Promise<Ended>[] = [];
  const run = await longline(['run', ...args, '--folder', `news=${newsFolder}`, '--input', 'question=Why?', '--json'], {
    ...here(),
    onOutput: (_, stdout) => {
      const next = moments[said.length];
      if (next !== undefined && stdout.includes(next.after)) said.push(longline(next.command, here()));
    },
  });
  return { run, said: await Promise.all(said) };
}

test('a run is paused from another process, told something, given another limit, and goes on to its end', async () => {
  const { run, said } = await runWith(
    [saved(home.path, newsAgent()), '--rehearsal-steps', '12', '--rehearsal-delay', '5'],
    [
      { after: '"tool.finished"', command: ['pause', 'last'] },
      { after: '"run.paused"', command: ['steer', 'last', 'Be brief.', '--json'] },
      { after: '"run.steered"', command: ['limit', 'last', '--budget', '3', '--json'] },
      { after: '"limits.changed"', command: ['resume', 'last', '--json'] },
    ],
  );
  expect(said.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [0, ''],
    [0, ''],
    [0, ''],
  ]);
  expect(run.code).toBe(0);
  expect(run.stderr).toContain('The run is paused. Go on with: longline resume ');
  const lines = linesOf(run.stdout);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
  const own = ['run.paused', 'run.steered', 'limits.changed', 'run.continued'];
  expect(lines.map(({ type }) => type).filter((type) => own.includes(type))).toEqual(own);
  expect(lines.at(-1)).toMatchObject({ type: 'run.finished', status: 'done' });
});

test('a call that waits for approval is allowed later, by a process of its own, as often as the run asks', async () => {
  const path = saved(home.path, newsAgent({ approval: 'all' }));
  const { run } = await runWith([path, '--rehearsal-steps', '2'], []);
  expect(run.code).toBe(4);
  const first = await longline(['approve', 'last', '--json'], here());
  expect(first.code).toBe(4);
  const second = await longline(['approve', 'last', '--json'], here());
  expect([second.code, second.stderr]).toEqual([0, '']);
  const calls = [...linesOf(first.stdout), ...linesOf(second.stdout)].filter(({ type }) => type === 'tool.requested');
  expect(calls).toHaveLength(2);
});

test('a paused run that is left is exit code 4, and resume goes on with it', async () => {
  const { run } = await runWith(
    [saved(home.path, newsAgent()), '--rehearsal-steps', '12', '--rehearsal-delay', '5'],
    [
      { after: '"tool.finished"', command: ['pause', 'last'] },
      { after: '"run.paused"', command: ['stop', 'last'] },
    ],
  );
  expect(run.code).toBe(4);
  expect(linesOf(run.stdout).at(-1)).toMatchObject({ type: 'run.finished', status: 'paused' });
  const resumed = await longline(['resume', 'last', '--json'], here());
  expect(resumed.code).toBe(0);
  expect(linesOf(resumed.stdout).at(-1)).toMatchObject({ status: 'done' });
});

test('a run whose process was killed is not paused but resumed', async () => {
  const path = saved(home.path, newsAgent());
  const args = [path, '--rehearsal-steps', '12', '--rehearsal-delay', '5', '--json'];
  let killed = false;
  await longline(['run', ...args, '--folder', `news=${newsFolder}`, '--input', 'question=Why?'], {
    ...here(),
    onOutput: (child, stdout) => {
      if (killed || !stdout.includes('"tool.finished"')) return;
      killed = true;
      child.kill('SIGKILL');
    },
  });
  const paused = await longline(['pause', 'last'], here());
  expect(paused.code).toBe(2);
  expect(paused.stderr).toMatch(/Nobody drives the run .*\n {2}Go on with it: longline resume /);
  expect((await longline(['resume', 'last'], here())).code).toBe(0);
});

test('nothing that is written into a pipe holds an escape sequence', async () => {
  const path = saved(home.path, newsAgent({ approval: 'all' }));
  const args = ['run', path, '--folder', `news=${newsFolder}`, '--input', 'question=Why?', '--rehearsal-steps', '1'];
  const outputs = [await longline(args, here()), await longline(['approve', 'last'], here())];
  outputs.push(await longline(['verify', 'last'], here()), await longline(['diff', 'last', 'last'], here()));
  for (const { stdout, stderr } of outputs) expect(`${stdout}${stderr}`).not.toContain('\u001b');
});
