// `longline runs`: what has been run here, one run in full, and its events as they were recorded.

import type { Command } from 'commander';
import type { RunRow } from '../../../drivers/journal.ts';
import { examples, printJson, withEngine, type CommandLine, type Declare } from '../command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { wholeNumber } from '../options.ts';

export const declareRuns: Declare = (program, line) => {
  const runs = program
    .command('runs')
    .description('List recorded runs, or look at one of them.')
    .addHelpText('after', examples('longline runs', 'longline runs show last', 'longline runs events 01KB --json'));
  const list = runs.command('list', { isDefault: true }).description('The runs, newest first.');
  list
    .option('--limit <n>', 'at most this many', wholeNumber('--limit', 1, 100_000), 50)
    .option('--json', 'one line of JSON: an array of runs')
    .action(async ({ limit }: { readonly limit: number }) => {
      line.exitCode = await listRuns(limit, line);
    });
  withRun(
    runs.command('show').description('One run: its timeline, answer, evidence and cost.'),
    'one line of JSON',
  ).action(async (id: string) => {
    line.exitCode = await showRun(id, line);
  });
  withRun(
    runs.command('events').description('The events of a run as recorded.'),
    'JSON lines: one event per line',
  ).action(async (id: string) => {
    line.exitCode = await printEvents(id, line);
  });
};

function withRun(command: Command, json: string): Command {
  return command.argument('<id>', 'the run: its id, the beginning of it, or "last"').option('--json', json);
}

async function listRuns(limit: number, { terminal }: CommandLine): Promise<ExitCode> {
  const { hasRuns } = await import('../run-id.ts');
  const rows = hasRuns() ? await recordedRuns(limit) : [];
  if (terminal.json) return await printJson(terminal, rows.map(withoutPlan));
  const { oneLine } = await import('../print-text.ts');
  for (const { runId, status, createdAt, title } of rows) {
    const at = new Date(createdAt).toISOString().slice(0, 19).replace('T', ' ');
    await terminal.print(
      `${runId}  ${status.padEnd(11)}  ${terminal.colours.dim(`${at} UTC`)}  ${oneLine(title, 80)}\n`,
    );
  }
  if (rows.length === 0) terminal.note('There are no runs yet. Begin with: longline demo');
  return exitCodes.done;
}

async function recordedRuns(limit: number): Promise<readonly RunRow[]> {
  let rows: readonly RunRow[] = [];
  await withEngine(async (engine) => {
    rows = await (await engine.store()).runs(limit);
    return exitCodes.done;
  });
  return rows;
}

async function showRun(id: string, { terminal }: CommandLine): Promise<ExitCode> {
  return await withEngine(async (engine) => {
    const { findRun } = await import('../run-id.ts');
    const { createRunPrinter } = await import('../print-run.ts');
    const { endingText } = await import('../print-ending.ts');
    const row = await findRun(engine, id);
    const plan = await (await engine.store()).plan(row.planHash);
    const printer = createRunPrinter(terminal, { plan });
    const lines: string[] = [];
    const { summary } = await engine.replay(row.runId, (events) => {
      for (const event of events) lines.push(printer.event(event));
    });
    if (terminal.json) {
      const { inputs, limits, models, evidence, questions, guards, contextChanges, steers, forked, retention, prefix } =
        printer.view();
      return await printJson(terminal, {
        ...withoutPlan(row),
        inputs,
        limits,
        models,
        ...summary,
        type: 'run.shown',
        status: row.status,
        questions,
        guards,
        contextChanges,
        steers,
        forked,
        retention,
        prefix,
        evidence,
      });
    }
    for (const text of lines) await terminal.print(text);
    await terminal.print(endingText(printer.view(), summary, terminal));
    return exitCodes.done;
  });
}

async function printEvents(id: string, { terminal }: CommandLine): Promise<ExitCode> {
  return await withEngine(async (engine) => {
    const { findRun } = await import('../run-id.ts');
    const { jsonLines } = await import('../follow-run.ts');
    const { oneLine } = await import('../print-text.ts');
    const { runId } = await findRun(engine, id);
    const journal = await engine.store();
    for (let from = 1; ; ) {
      const events = await journal.read(runId, from, 500);
      if (terminal.json) await terminal.print(jsonLines(events));
      else {
        for (const { seq, at, type, runId: _, ...rest } of events) {
          const line = `${String(seq).padStart(6)}  ${new Date(at).toISOString()}  ${type.padEnd(15)}`;
          await terminal.print(
            `${line}  ${terminal.colours.dim(oneLine(JSON.stringify(rest), Math.min(160, terminal.columns - 52)))}\n`,
          );
        }
      }
      const last = events.at(-1);
      if (last === undefined) return exitCodes.done;
      from = last.seq + 1;
    }
  });
}

function withoutPlan({ runId, title, pipelineId, status, createdAt, updatedAt, lastSeq }: RunRow) {
  return { runId, title, pipelineId, status, createdAt, updatedAt, lastSeq };
}
