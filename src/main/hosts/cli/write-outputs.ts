// `--out FILE`: the outputs of a run as a file that is there whole or not at all. Whether it can be written is asked before the run.

import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { LonglineError } from '../../../shared/errors.ts';
import type { JsonObject } from '../../../shared/json/value.ts';
import type { Plan } from '../../../shared/pipeline/plan.ts';
import { usage } from './options.ts';

/**
 * Checks that the outputs of this plan can go into the file: its folder is there, and for `.md` and `.txt` there is one text and one
 * run. Errors: `usage.invalid`, `file.unwritable`.
 */
export function checkOut(path: string, plan: Plan, runs: number): void {
  const folder = dirname(resolve(path));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new LonglineError('file.unwritable', `${path}: there is no folder ${folder}.`);
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new LonglineError('file.unwritable', `${path} is a folder.`);
  if (!isPlainText(path)) return;
  const [only, second] = plan.outputs;
  if (runs > 1)
    throw usage(`--out ${path} holds the text of one run, and there are ${runs}: give it a name that ends in .json.`);
  if (second !== undefined || only?.type !== 'text' || only.list) {
    throw usage(
      `--out ${path} holds one text, and the pipeline gives something else: give it a name that ends in .json.`,
    );
  }
}

/** Writes the outputs of one run or, as an array, of several. Errors: `storage.out`. */
export function writeOut(path: string, outputs: JsonObject | readonly (JsonObject | null)[]): void {
  const [only] = Object.values(outputs);
  const text = isPlainText(path) && typeof only === 'string' ? only : JSON.stringify(outputs, null, 2);
  const whole = resolve(path);
  const part = join(dirname(whole), `.${basename(whole)}.${process.pid}.part`);
  try {
    const file = openSync(part, 'wx', 0o666);
    try {
      writeFileSync(file, text.endsWith('\n') ? text : `${text}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, whole);
  } catch (cause) {
    rmSync(part, { force: true });
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new LonglineError('storage.out', `${path} could not be written: ${said}.`, {
      cause,
      action: 'The run itself is recorded; look at its outputs with: longline runs show last --json',
    });
  }
}

function isPlainText(path: string): boolean {
  return ['.md', '.txt'].includes(extname(path).toLowerCase());
}
