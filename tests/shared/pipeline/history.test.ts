// The history of a document: what an entry does to what can be taken back and brought again.

import { describe, expect, test } from 'vitest';
import { emptyDocument } from '../../../src/shared/pipeline/document.ts';
import { applyEdit, invertEdit, type PipelineEdit } from '../../../src/shared/pipeline/edits.ts';
import {
  emptyHistory,
  extendHistory,
  historySteps,
  type History,
  type HistoryEntry,
  type HistoryOp,
} from '../../../src/shared/pipeline/history.ts';

const retitle = (before: string, after: string): PipelineEdit => ({
  label: 'edit.meta',
  changes: [{ of: 'meta', key: 'title', before, after }],
});
const [a, b, c] = [retitle('', 'a'), retitle('a', 'b'), retitle('b', 'c')];
const entry = (op: HistoryOp, edit: PipelineEdit): HistoryEntry => ({ op, edit });
const fold = (...entries: HistoryEntry[]): History => entries.reduce(extendHistory, emptyHistory);

describe('a history', () => {
  test('takes steps back and brings them again, in order, until something new is done (P40)', () => {
    const taken = fold(entry('do', a), entry('do', b), entry('undo', invertEdit(b)), entry('undo', invertEdit(a)));
    expect(taken).toEqual({ past: [], future: [a, b] });
    expect(extendHistory(taken, entry('redo', a))).toEqual({ past: [a], future: [b] });
    expect(extendHistory(extendHistory(taken, entry('redo', a)), entry('do', c))).toEqual({ past: [a, c], future: [] });
  });

  test('makes one step of what was typed into one field (P40)', () => {
    const joined = fold(entry('do', a), entry('do', b), entry('join', c));
    expect(joined).toEqual({ past: [a, retitle('a', 'c')], future: [] });
    const [last] = joined.past.slice(-1);
    const document = [a, b, c].reduce(applyEdit, emptyDocument(''));
    expect(applyEdit(document, invertEdit(last as PipelineEdit)).meta.title).toBe('a');
    expect(fold(entry('join', c))).toEqual({ past: [c], future: [] });
  });

  test('keeps of a log without its beginning only what is sure (P40)', () => {
    expect(fold(entry('undo', invertEdit(a)))).toEqual(emptyHistory);
    expect(fold(entry('redo', b), entry('do', c))).toEqual({ past: [b, c], future: [] });
    expect(fold(entry('do', a), entry('redo', c))).toEqual({ past: [c], future: [] });
  });

  test(`keeps at least the last ${historySteps} steps (P40)`, () => {
    const past = Array.from({ length: historySteps + 1001 }, () => a);
    const after = extendHistory({ past, future: [] }, entry('do', b));
    expect(after.past).toHaveLength(historySteps + 1);
    expect(after.past.at(-1)).toBe(b);
  });
});
