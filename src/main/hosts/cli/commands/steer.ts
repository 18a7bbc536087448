// `longline steer RUN TEXT`: a message to the models of a run, put before their next steps.

import { examples, withEngine, type Declare } from '../command.ts';
import { usage } from '../options.ts';

export const declareSteer: Declare = (program, line) => {
  program
    .command('steer')
    .description('Tell the models of a run something before their next step.')
    .argument('<id>', 'the run: its id, the beginning of it, or "last"')
    .argument('<text>', 'what they are told')
    .option('--agent <node>', 'only this agent; otherwise every agent at work')
    .option('--json', 'one line of JSON: command.posted')
    .addHelpText(
      'after',
      examples(
        'longline steer last "Leave out everything before 2025."',
        'longline steer 01KB "Be brief." --agent writer',
      ),
    )
    .action(async (id: string, text: string, { agent }: { readonly agent?: string }) => {
      if (text.trim() === '') throw usage('There is nothing to tell: the text is empty.');
      line.exitCode = await withEngine(async (engine) => {
        const { findRun } = await import('../run-id.ts');
        const { postCommand } = await import('../post-command.ts');
        const row = await findRun(engine, id);
        const whom = agent ?? 'Every agent at work';
        const when = row.status === 'running' ? 'before its next step' : 'once the run goes on';
        const command = { kind: 'steer', activation: agent ?? null, text } as const;
        return await postCommand(engine, row.runId, command, {
          terminal: line.terminal,
          said: `${whom} is told ${when}.`,
        });
      });
    });
};
