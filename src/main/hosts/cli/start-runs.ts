// `run` and `demo` at work: everything that was given is checked, for all runs, before the first one starts and anything is written.

import { resolve } from 'node:path';
import { LonglineError } from '../../../shared/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../shared/json/value.ts';
import { compile } from '../../../shared/pipeline/compile.ts';
import type { Plan } from '../../../shared/pipeline/plan.ts';
import { checkInputs, inputFromText } from '../../../shared/pipeline/run-inputs.ts';
import type { RunEnd, StartRequest } from '../engine-types.ts';
import { sha256 } from '../sha256.ts';
import { withEngine, type CommandLine } from './command.ts';
import { exitCodeOfStatus, exitCodes, worst, type ExitCode } from './exit-codes.ts';
import { followRun } from './follow-run.ts';
import { answersSeveralTimes, printEstimate } from './print-estimate.ts';
import { usage } from './options.ts';
import { peopleHere } from './people.ts';
import { naming, openNamedDocument, readJsonFile } from './read-file.ts';
import { checkOut, writeOut } from './write-outputs.ts';

export interface RunOptions {
  readonly input: ReadonlyMap<string, string>;
  readonly inputs?: string;
  readonly folder: ReadonlyMap<string, string>;
  readonly endpoint?: string;
  readonly model?: string;
  readonly maxSteps?: number;
  readonly budget?: number;
  readonly maxTokens?: number;
  /** Milliseconds. */
  readonly maxTime?: number;
  readonly approvals?: 'ask' | 'allow';
  readonly now?: string;
  readonly out?: string;
  readonly rehearsalSteps?: number;
  readonly rehearsalDelay?: number;
}

/** Runs the document in a file once, or once per element of `--inputs`, and gives back the worst exit code. */
export async function startRuns(file: string, options: RunOptions, line: CommandLine): Promise<ExitCode> {
  const { document, pipelineId, bindings } = openNamedDocument(file);
  return await withEngine(async (engine) => {
    const { plan } = naming(file, () => compile(document, engine.catalog, sha256));
    const all = inputsOfRuns(plan, options);
    if (options.out !== undefined) checkOut(options.out, plan, all.length);
    const request: Omit<StartRequest, 'inputs'> = {
      document,
      pipelineId,
      bindings: { ...bindings, ...absolute(options.folder) },
      endpoint: options.endpoint ?? null,
      model: options.model ?? null,
      maxSteps: options.maxSteps ?? null,
      budgetUsd: options.budget ?? null,
      maxTokens: options.maxTokens ?? null,
      maxWallMs: options.maxTime ?? null,
      ...(options.approvals === undefined ? {} : { approvals: options.approvals }),
      now: options.now ?? null,
      rehearsal: rehearsalOf(options),
    };
    const people = peopleHere(line.terminal, line.interruption);
    const ends: RunEnd[] = [];
    for (const inputs of all) {
      if (line.interruption.signal.aborted) return exitCodes.interrupted;
      if (answersSeveralTimes(plan)) await printEstimate(await engine.estimate({ ...request, inputs }), line.terminal);
      ends.push(await followRun(await engine.start({ ...request, inputs }, people), line, { plan }));
    }
    if (options.out !== undefined) keepOutputs(options.out, ends, Array.isArray(all.source), line);
    return worst(ends.map((end) => exitCodeOfStatus(end.summary.status)));
  });
}

type AllInputs = readonly JsonObject[] & { readonly source: JsonValue };

function inputsOfRuns(plan: Plan, { input, inputs: file }: RunOptions): AllInputs {
  const given = Object.fromEntries([...input].map(([name, text]) => [name, inputFromText(plan, name, text)]));
  const source: JsonValue = file === undefined ? {} : readJsonFile(file);
  const elements: readonly JsonValue[] = Array.isArray(source)
    ? (source as readonly JsonValue[])
    : [source as JsonValue];
  if (elements.length === 0) throw usage(`${file} holds an empty array, so there is nothing to run.`);
  const all = elements.map((element, index) => {
    const place = Array.isArray(source) ? `${file}, element ${index}` : (file ?? '');
    if (!isJsonObject(element))
      throw new LonglineError('input.type', `${place}: the inputs of a run are a JSON object.`);
    return placed(place, () => checkInputs(plan, { ...element, ...given }));
  });
  return Object.assign(all, { source });
}

function placed<Result>(place: string, read: () => Result): Result {
  return place === '' ? read() : naming(place, read);
}

function absolute(folders: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...folders].map(([name, path]) => [name, resolve(path)]));
}

function rehearsalOf({ rehearsalSteps, rehearsalDelay }: RunOptions): StartRequest['rehearsal'] {
  if (rehearsalSteps === undefined && rehearsalDelay === undefined) return null;
  return { steps: rehearsalSteps ?? null, delayMs: rehearsalDelay ?? 0 };
}

// Only a run that ended with outputs leaves a file; what an unfinished one has so far is in the journal.
function keepOutputs(path: string, ends: readonly RunEnd[], several: boolean, { terminal }: CommandLine): void {
  const outputs = ends.map(({ summary }) =>
    summary.status === 'done' || summary.status === 'limited' ? summary.outputs : null,
  );
  const [only] = outputs;
  if (several) writeOut(path, outputs);
  else if (only !== undefined && only !== null && Object.keys(only).length > 0) writeOut(path, only);
  else terminal.note(`longline: ${path} was not written, because the run gave no outputs.`);
}
