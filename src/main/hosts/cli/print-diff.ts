// A comparison of two runs as text: what they were started with, where they part first, and the steps that differ with runs of equal ones
// folded away.

import type { RunDiff, StepDigest } from '../../../shared/run/diff.ts';
import { doing } from '../../../shared/run/diff/sentence.ts';
import { counted, grouped } from './figures.ts';
import { oneLine, wrapped } from './print-text.ts';
import { widest, type PrintStyle } from './print-style.ts';

/** Everything about a comparison; lines end with a line feed. */
export function diffText({ rows, first, setup }: RunDiff, { colours, columns }: PrintStyle): string {
  const room = Math.min(widest * 2, columns) - 2;
  const lines = setup.map((sentence) => `${wrapped(sentence, columns)}\n`);
  lines.push(
    first === null
      ? `${colours.green('Both runs did the same')}, in ${counted(rows.length, 'step')}.\n`
      : `${colours.bold(wrapped(first.what, columns))}\n`,
  );
  if (first === null) return lines.join('');
  lines.push('\n');
  let same = 0;
  const fold = () => {
    if (same > 0) lines.push(colours.dim(`  ${grouped(same)} the same\n`));
    same = 0;
  };
  for (const { kind, left, right } of rows) {
    if (kind === 'same') {
      same += 1;
      continue;
    }
    fold();
    if (left !== null) lines.push(`${colours.red(oneLine(`- ${stepText(left, right)}`, room))}\n`);
    if (right !== null) lines.push(`${colours.green(oneLine(`+ ${stepText(right, left)}`, room))}\n`);
  }
  fold();
  return lines.join('');
}

function stepText(step: StepDigest, other: StepDigest | null): string {
  return `step ${step.step} · ${step.activation} ${doing(step, other)}`;
}
