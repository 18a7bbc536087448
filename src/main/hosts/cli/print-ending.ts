// What a run came to, as text: the answer with numbered citations, the evidence behind the numbers, and one line with status, steps,
// tokens, cost and id, followed by what to do next where there is something to do.

import type { JsonObject, JsonValue } from '../../../shared/json/value.ts';
import { citedIds, passagesOf, splitAtCitations } from '../../../shared/run/evidence.ts';
import type { RunView } from '../../../shared/run/view.ts';
import { fitsPort, type Passage, type Table } from '../../../shared/tool/ports.ts';
import type { RunSummary } from '../engine-types.ts';
import { costText, counted, durationText, tokensText } from './figures.ts';
import { oneLine, safeText, wrapped } from './print-text.ts';
import { findingsText } from './print-findings.ts';
import { plain, type PrintStyle } from './print-style.ts';
import { tableText } from './print-table.ts';

const quoteColumns = 140;

/** Everything that is printed after the timeline of a run. */
export function endingText(view: RunView, summary: RunSummary, style: PrintStyle): string {
  return [
    outputsText(view, summary.outputs, style),
    evidenceText(view, summary.outputs, style),
    findingsText(view, style),
    statusText(view, summary, style),
  ]
    .filter((part) => part !== '')
    .map((part) => `\n${part}\n`)
    .join('');
}

/** The last line, and beneath it why the run stopped and what to do next. */
export function statusText(view: RunView, summary: RunSummary, { colours, columns }: PrintStyle): string {
  const { status, reason } = summary;
  const paint = {
    done: colours.green,
    failed: colours.red,
    limited: colours.yellow,
    waiting: colours.yellow,
    paused: colours.yellow,
    interrupted: colours.yellow,
  }[status];
  const more = [
    ...(reason === null || status === 'waiting' || status === 'paused' || status === 'interrupted'
      ? []
      : [reason.message]),
    ...nextSteps(view, summary),
  ];
  return [standingText(view, summary, paint(status)), ...more.map((line) => wrapped(line, columns, '  '))].join('\n');
}

/** How far a run has come, behind a word for where that is: steps, tokens, cost, time and id. */
export function standingText(view: RunView, { steps, costNanoUsd, runId }: RunSummary, where: string): string {
  return [
    where,
    counted(steps, 'step'),
    tokensText(view.ledger),
    costText(costNanoUsd),
    durationText(view.updatedAt - view.startedAt),
    `run ${runId}`,
    ...(view.rehearsal ? ['rehearsal, no model'] : []),
  ].join(' · ');
}

function nextSteps(view: RunView, { status, reason, runId }: RunSummary): readonly string[] {
  switch (status) {
    case 'done':
      return [];
    case 'failed':
    case 'limited':
      return reason?.action === undefined ? [] : [reason.action];
    case 'waiting': {
      const asked = view.questions
        .filter(({ purpose }) => purpose !== 'approval')
        .map(({ question, choices }) => `Asked: ${question}${choices.length === 0 ? '' : ` (${choices.join(' / ')})`}`);
      const approvals = view.questions.length - asked.length;
      return [
        ...asked,
        ...(asked.length === 0 ? [] : [`Answer with: longline resume ${runId} --answer "…"`]),
        ...(approvals === 0
          ? []
          : [
              `${counted(approvals, 'call')} ${approvals === 1 ? 'waits' : 'wait'} for approval: longline approve ${runId}`,
            ]),
      ];
    }
    case 'paused':
    case 'interrupted':
      return [`Go on with: longline resume ${runId}`];
  }
}

function outputsText(view: RunView, outputs: JsonObject, style: PrintStyle): string {
  const { colours, columns } = style;
  const numbers = citationNumbers(outputs, view);
  const entries = Object.entries(outputs);
  return entries
    .map(([name, value]) => {
      const passages = fitsPort(value, { type: 'passages' }) ? (value as readonly JsonValue[]).length : 0;
      if (fitsPort(value, { type: 'table' }))
        return `${colours.bold(safeText(name))}\n${tableText(value as unknown as Table, style)}`;
      const other = passages === 0 ? plain(value) : `${counted(passages, 'passage')}, listed below`;
      const text = typeof value === 'string' ? withNumbers(value, numbers) : other;
      return `${colours.bold(safeText(name))}\n${wrapped(text.trim(), columns)}`;
    })
    .join('\n\n');
}

function evidenceText(view: RunView, outputs: JsonObject, style: PrintStyle): string {
  const numbers = citationNumbers(outputs, view);
  const unknown = citedIn(outputs).filter((id) => !numbers.has(id));
  const lines = [...numbers].map(([id, number]) => passageText(number, view.evidence[id], style));
  if (unknown.length > 0) {
    lines.push(style.colours.red(`  The answer cites what no tool returned: ${unknown.map(safeText).join(', ')}`));
  }
  return lines.length === 0 ? '' : `${style.colours.bold('evidence')}\n${lines.join('\n')}`;
}

function passageText(number: number, passage: Passage | undefined, { colours, columns }: PrintStyle): string {
  if (passage === undefined) return '';
  const { title, heading, date, folder, file, start, end, text } = passage;
  const place = [title ?? file, heading === title ? '' : heading, date]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
  const source = `${folder === '' ? '' : `${folder}/`}${file}, characters ${start}–${end}`;
  const quote = `“${oneLine(quoteOf(text), Math.min(quoteColumns, columns - 8))}”`;
  return [
    `  [${number}] ${oneLine(place, Math.min(quoteColumns, columns - 8))}`,
    `      ${safeText(source)}`,
    `      ${colours.dim(quote)}`,
  ].join('\n');
}

// Numbers in the order of first citation, for passages that some tool of this run returned; then those that outputs hold uncited.
function citationNumbers(outputs: JsonObject, view: RunView): ReadonlyMap<string, number> {
  const held = passagesOf(outputs).map((passage) => passage.id);
  const known = new Set([...citedIn(outputs), ...held].filter((id) => view.evidence[id] !== undefined));
  return new Map([...known].map((id, index) => [id, index + 1]));
}

function citedIn(outputs: JsonObject): readonly string[] {
  const texts = Object.values(outputs).filter((value) => typeof value === 'string');
  return [...new Set(texts.flatMap((text) => citedIds(text)))];
}

// What a passage says, without the headings and the "Date: …" lines that it may begin with.
function quoteOf(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '' && !/^(#{1,6} |[A-Z][A-Za-z-]{1,20}: )/.test(line));
  return (first === -1 ? lines : lines.slice(first)).join(' ');
}

function withNumbers(text: string, numbers: ReadonlyMap<string, number>): string {
  return splitAtCitations(text)
    .map((piece) =>
      'text' in piece ? piece.text : piece.ids.map((id) => `[${numbers.get(id) ?? `? ${id}`}]`).join(''),
    )
    .join('');
}
