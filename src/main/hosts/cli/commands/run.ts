// `longline run FILE`: its options and its help. The work is start-runs.ts's.

import type { Command } from 'commander';
import { examples, type Declare } from '../command.ts';
import { amount, duration, instant, oneOf, pairs, wholeNumber } from '../options.ts';
import type { RunOptions } from '../start-runs.ts';

export const declareRun: Declare = (program, line) => {
  withRunOptions(program.command('run'))
    .description('Run a pipeline from a file, or a bundled one as sample:NAME.')
    .argument('<file>', 'the pipeline')
    .option(
      '--input <name=value>',
      'a value for an input; texts as they are, everything else as JSON',
      pairs('--input'),
      new Map(),
    )
    .option('--inputs <file>', 'a JSON file: an object is one run, an array one run per element')
    .option('--folder <name=path>', 'where a folder of the pipeline is', pairs('--folder'), new Map())
    .addHelpText(
      'after',
      examples(
        'longline run brief.longline --folder news=./news --input question="What changed in October?"',
        'longline run sample:news-brief --rehearsal-steps 300 --json',
        'longline run review.longline --inputs cases.json --out results.json --budget 0.50',
        'longline run brief.longline --endpoint vllm --max-time 30m --max-tokens 2000000',
      ),
    )
    .action(async (file: string, options: RunOptions) => {
      const { startRuns } = await import('../start-runs.ts');
      line.exitCode = await startRuns(file, options, line);
    });
};

/** The options that `run` and `demo` share. */
export function withRunOptions(command: Command): Command {
  return command
    .option('--endpoint <name|url>', 'which model server to ask; without it the rehearsal endpoint, which has no model')
    .option('--model <id>', "which model of the endpoint, if not the endpoint's own choice")
    .option('--max-steps <n>', 'model requests of the whole run', wholeNumber('--max-steps', 1, 1_000_000))
    .option('--budget <usd>', 'what the run may cost, in US dollars', amount('--budget'))
    .option(
      '--max-tokens <n>',
      'tokens of the whole run, input and output together',
      wholeNumber('--max-tokens', 1, 1_000_000_000_000),
    )
    .option('--max-time <duration>', 'how long the run may be at work: 90s, 30m, 2h', duration('--max-time'))
    .option(
      '--approvals <ask|allow>',
      'whether calls that write, send, execute or spend wait for a person (ask, as long as nothing is said) or not',
      oneOf('--approvals', ['ask', 'allow']),
    )
    .option('--now <iso-time>', 'fixes the clock that tools see, so that a run can be reproduced', instant('--now'))
    .option('--out <file>', 'writes the outputs there: as JSON, or one text into .md or .txt')
    .option(
      '--rehearsal-steps <n>',
      'the rehearsal makes this many tool calls (1 to 1000)',
      wholeNumber('--rehearsal-steps', 1, 1000),
    )
    .option(
      '--rehearsal-delay <ms>',
      'the rehearsal waits this long before every piece',
      wholeNumber('--rehearsal-delay', 0, 60_000),
    )
    .option('--json', 'JSON lines on stdout: every event, the last one run.finished');
}
