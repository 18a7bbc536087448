// The commands of `longline` and how a command line that cannot be understood is refused. Each command brings its own options.

import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import { examples, type CommandLine, type Declare } from './command.ts';
import { declareApprove } from './commands/approve.ts';
import { declareCatalog } from './commands/catalog.ts';
import { declareCheck } from './commands/check.ts';
import { declareDemo } from './commands/demo.ts';
import { declareDiff } from './commands/diff.ts';
import { declareEndpoints } from './commands/endpoints.ts';
import { declareFork } from './commands/fork.ts';
import { declareLimit } from './commands/limit.ts';
import { declarePause } from './commands/pause.ts';
import { declareReplay } from './commands/replay.ts';
import { declareResume } from './commands/resume.ts';
import { declareRun } from './commands/run.ts';
import { declareRuns } from './commands/runs.ts';
import { declareServe } from './commands/serve.ts';
import { declareSteer } from './commands/steer.ts';
import { declareStop } from './commands/stop.ts';
import { declareVerify } from './commands/verify.ts';
import { usage } from './options.ts';

const commands: readonly Declare[] = [
  declareDemo,
  declareRun,
  declareCheck,
  declareRuns,
  declarePause,
  declareResume,
  declareStop,
  declareSteer,
  declareApprove,
  declareLimit,
  declareReplay,
  declareFork,
  declareDiff,
  declareVerify,
  declareCatalog,
  declareEndpoints,
  declareServe,
];

/** Runs the command that the arguments (without program and script) ask for. Rejects with `usage.invalid` or what the command says. */
export async function runProgram(args: readonly string[], line: CommandLine): Promise<void> {
  const printed: string[] = [];
  const program = new Command('longline')
    .description('Runs pipelines of agents, shows what they did, and proves it.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .configureOutput({
      writeOut: (text) => printed.push(text),
      writeErr: () => undefined,
      outputError: () => undefined,
    })
    .exitOverride()
    .addHelpText(
      'after',
      examples('longline demo', 'longline run brief.longline --folder news=./news', 'longline serve --open'),
    );
  for (const declare of commands) declare(program, line);
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode !== 0) throw refusal(thrown, program, args);
  }
  await line.terminal.print(printed.join(''));
}

function refusal(error: CommanderError, program: Command, args: readonly string[]): Error {
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1)}.`;
  const known = program.commands.find((command) => command.name() === args[0]);
  const guess = more.map((part) => part.replace(/^\((.*)\)$/, '$1')).join(' ');
  const help = `See: longline ${known === undefined ? '' : `${known.name()} `}--help`;
  return usage(sentence, guess === '' ? help : `${guess} ${help}`);
}
