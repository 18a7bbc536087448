// The pieces that people's output is made of: safe text, wrapping, figures, options, exit codes, the live line.

import fc from 'fast-check';
import { createColors } from 'picocolors';
import { describe, expect, test } from 'vitest';
import { exitCodeOfError, exitCodes, worst } from '../../../src/main/hosts/cli/exit-codes.ts';
import { costText, dollars, durationText } from '../../../src/main/hosts/cli/figures.ts';
import { liveLine } from '../../../src/main/hosts/cli/live-line.ts';
import { amount, instant } from '../../../src/main/hosts/cli/options.ts';
import { chosen } from '../../../src/main/hosts/cli/people.ts';
import { tableText } from '../../../src/main/hosts/cli/print-table.ts';
import { oneLine, safeText, widthOf, wrapped } from '../../../src/main/hosts/cli/print-text.ts';
import { emptyRunView } from '../../../src/shared/run/view.ts';

// What a terminal could act on.
// oxlint-disable-next-line no-control-regex
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

describe('text', () => {
  test('never lets a control character through, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(safeText(text)).not.toMatch(acting);
      }),
    );
  });

  test('is wrapped to the columns it is given and loses nothing but spaces', () => {
    const unit = fc.constantFrom('a', 'bc', ' ', '港', 'é', '-');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 200 }), fc.integer({ min: 4, max: 40 }), (text, columns) => {
        const lines = wrapped(text, columns).split('\n');
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        expect(widthOf(oneLine(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  test('counts Chinese as two columns a character', () => {
    expect(wrapped('港口重新开放', 6)).toBe('港口重\n新开放');
    expect(oneLine('港口重新开放', 6)).toBe('港口…');
  });
});

describe('figures', () => {
  test('never make an unknown cost a zero, nor a range one figure', () => {
    expect(costText(null)).toBe('cost unknown');
    expect(costText({ low: 0, high: 0 })).toBe('$0.00');
    expect(costText({ low: 1_000_000, high: 2_100_000 })).toBe('$0.001–$0.0021');
    expect([dollars(1), dollars(1234), dollars(12_345_678), dollars(1_234_560_000_000)]).toEqual([
      '$0.000000001',
      '$0.000001234',
      '$0.0123',
      '$1,234.56',
    ]);
  });

  test('say how long something took in the unit that fits', () => {
    expect([7, 3400, 59_990, 125_000, 3_720_000].map(durationText)).toEqual([
      '7 ms',
      '3.4 s',
      '1 min 0 s',
      '2 min 5 s',
      '1 h 2 min',
    ]);
  });
});

describe('a table', () => {
  const style = (columns: number) => ({ columns, colours: createColors(false) });
  const rows = [
    ['Ada', 36, null],
    ['Grace Hopper', 85, 'rear admiral'],
  ];

  test('stands in columns where its rows fit, numbers to the right', () => {
    expect(tableText({ columns: ['name', 'age', 'rank'], rows }, style(80))).toBe(
      ['name          age  rank', 'Ada            36  –', 'Grace Hopper   85  rear admiral'].join('\n'),
    );
  });

  test('is told row by row where they do not, and loses nothing', () => {
    const text = tableText(
      { columns: ['name', 'rank'], rows: rows.map(([name, , rank]) => [name ?? null, rank ?? null]) },
      style(18),
    );
    expect(text).toBe(
      [
        '2 rows',
        '',
        '1',
        '  name  Ada',
        '  rank  –',
        '',
        '2',
        '  name  Grace',
        '        Hopper',
        '  rank  rear',
        '        admiral',
      ].join('\n'),
    );
    expect(tableText({ columns: ['name'], rows: [] }, style(80))).toBe('no rows · name');
  });
});

describe('options', () => {
  test('take money and times as people write them, and time only with its zone', () => {
    expect([amount('--budget')('0.5'), amount('--budget')('$2'), amount('--budget')('.25')]).toEqual([0.5, 2, 0.25]);
    expect(instant('--now')('2026-11-20T09:00:00+01:00')).toBe('2026-11-20T08:00:00.000Z');
    expect(instant('--now')('2026-11-20')).toBe('2026-11-20T00:00:00.000Z');
    for (const text of ['-1', '1e3', 'NaN', '']) expect(() => amount('--budget')(text)).toThrow('--budget');
    for (const text of ['2026-11-20T09:00', '2026-02-30', 'now', '2026-11-20T25:00Z'])
      expect(() => instant('--now')(text)).toThrow('--now');
  });

  test('an answer may be the number of a choice', () => {
    expect(['2', 'Maybe', '7'].map((text) => chosen({ choices: ['Yes', 'No'] }, text))).toEqual(['No', 'Maybe', '7']);
    expect(chosen({ choices: ['2', '1'] }, '1')).toBe('1');
  });
});

test('exit codes tell bad input, storage and everything else apart, and the worst of several wins', () => {
  const codes = [
    'json.invalid',
    'endpoint.unknown',
    'endpoint.no_key',
    'journal.run_unknown',
    'storage.full',
    'journal.corrupt',
    'endpoint.refused',
    'odd',
  ];
  expect(codes.map(exitCodeOfError)).toEqual([2, 2, 2, 2, 6, 6, 5, 5]);
  expect(worst([exitCodes.done, exitCodes.failed, exitCodes.limited])).toBe(5);
});

test('the live line names step, cap, time, tokens, cost of budget and that there is no model', () => {
  const view = {
    ...emptyRunView,
    runId: 'x',
    startedAt: 1000,
    rehearsal: true,
    limits: { maxSteps: 300, agentSteps: null, budgetNanoUsd: 2_000_000_000 },
    ledger: {
      usage: { promptTokens: 1200, completionTokens: 80, cachedTokens: 256, reasoningTokens: null },
      cost: { low: 5_000_000, high: 5_000_000 },
      attempts: 1,
    },
  };
  const line =
    'step 0 of 300 · 12 s · 1,200 tokens in (256 cached) / 80 out · $0.005 of $2.00 · rehearsal, no model · starting';
  expect(liveLine(view, null, 13_400, 200)).toBe(line);
  expect(widthOf(liveLine(view, null, 13_400, 40))).toBe(39);
});
