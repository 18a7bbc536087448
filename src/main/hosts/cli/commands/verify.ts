// `longline verify RUN`: walks a run's chain of events and every blob that they name, and says whether all is as it was recorded.

import { examples, printJson, withEngine, type Declare } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

export const declareVerify: Declare = (program, line) => {
  program
    .command('verify')
    .description("Check that a run's journal is whole and unchanged: its chain of hashes and every blob.")
    .argument('<id>', 'the run: its id, the beginning of it, or "last"')
    .option('--json', 'one line of JSON: verify.finished, with the number of events and the head of the chain')
    .addHelpText('after', examples('longline verify last', 'longline verify 01KB --json'))
    .action(async (id: string) => {
      line.exitCode = await withEngine(async (engine) => {
        const { findRun } = await import('../run-id.ts');
        const { counted } = await import('../figures.ts');
        const { runId } = await findRun(engine, id);
        const { events, head } = await engine.verify(runId);
        const { terminal } = line;
        if (terminal.json) return await printJson(terminal, { type: 'verify.finished', runId, events, head });
        const { green } = terminal.colours;
        await terminal.print(
          `${green('whole')} · ${counted(events, 'event')} · chain ends in ${head} · run ${runId}\n`,
        );
        return exitCodes.done;
      });
    });
};
