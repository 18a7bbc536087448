// `longline fork RUN --at STEP`: a new run that shares everything before a step with another one, and pays only from there.

import type { Command } from 'commander';
import type { JsonObject } from '../../../../shared/json/value.ts';
import { changedLimits, namesLimits, withLimitOptions, type LimitOptions } from '../change-limits.ts';
import { examples, withEngine, type Declare } from '../command.ts';
import { exitCodeOfStatus } from '../exit-codes.ts';
import { pairs, usage } from '../options.ts';

interface ForkOptions extends LimitOptions {
  readonly at?: string;
  readonly endpoint?: string;
  readonly model?: string;
  readonly set: ReadonlyMap<string, string>;
}

export const declareFork: Declare = (program, line) => {
  withForkOptions(program.command('fork'))
    .addHelpText(
      'after',
      examples(
        'longline fork last --at 12 --set research.instructions="Prefer primary sources."',
        'longline fork 01KB --at research@40 --endpoint vllm --model kimi-k2-thinking --budget 2',
      ),
    )
    .action(async (id: string, options: ForkOptions) => {
      const { at } = options;
      if (at === undefined)
        throw usage(
          'fork needs the first step of its own.',
          'Give it with --at 12, or --at NODE@12 where several agents are at work.',
        );
      line.exitCode = await withEngine(async (engine) => {
        const { findRun } = await import('../run-id.ts');
        const { followRun } = await import('../follow-run.ts');
        const { peopleHere } = await import('../people.ts');
        const { paramsOf } = await import('../fork-params.ts');
        const row = await findRun(engine, id);
        const store = await engine.store();
        const plan = await store.plan(row.planHash);
        const params: Readonly<Record<string, JsonObject>> = paramsOf(options.set, plan, engine.catalog);
        const limits = namesLimits(options) ? changedLimits(await limitsOf(row.runId), options) : null;
        const { endpoint = null, model = null } = options;
        const people = peopleHere(line.terminal, line.interruption);
        const run = await engine.fork({ runId: row.runId, step: at, endpoint, model, params, limits }, people);
        const from = (await store.run(run.runId))?.forked?.seq ?? 1;
        const end = await followRun(run, line, { from, plan });
        return exitCodeOfStatus(end.summary.status);

        async function limitsOf(runId: string) {
          const { recordedRun } = await import('../recorded-run.ts');
          return (await recordedRun(engine, runId)).view.limits;
        }
      });
    });
};

function withForkOptions(command: Command): Command {
  return withLimitOptions(
    command
      .description(
        'Begin a new run from a step of another one. What came before the step is shared and not paid again.',
      )
      .argument('<id>', 'the run: its id, the beginning of it, or "last"')
      .option('--at <step>', 'the first step of its own: a number, or NODE@NUMBER')
      .option('--endpoint <name|url>', 'another model server from there on')
      .option('--model <id>', 'another model from there on')
      .option(
        '--set <node.param=value>',
        'changes a param of a node; may be given more than once',
        pairs('--set'),
        new Map(),
      ),
  ).option('--json', 'JSON lines on stdout: every event of its own, the first run.forked, the last run.finished');
}
