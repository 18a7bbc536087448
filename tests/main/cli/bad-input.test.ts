// Whatever is wrong with what a person gives is one sentence with the place and exit code 2, and nothing is written.

import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { linesOf, longline, temporaryHome } from '../../kit/command-line.ts';
import { node, pipeline, wire } from '../../kit/pipelines.ts';
import { echo, newsAgent, newsFolder, saved } from '../../kit/sample-files.ts';

// Each test starts processes, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

const home = temporaryHome();
const file = (name: string) => join(home.path, name);
const question = ['--input', 'question=Why?'];

beforeAll(() => {
  saved(home.path, echo, 'echo.longline');
  saved(home.path, newsAgent(), 'agent.longline');
  saved(home.path, { ...echo, nodes: [...echo.nodes, node('odd', 'teleport')] }, 'kind.longline');
  saved(home.path, { ...echo, wires: [wire('question.nowhere', 'answer.value')] }, 'port.longline');
  const circle = pipeline(
    [node('a', 'text', { template: '{{value}}' }), node('b', 'text', { template: '{{value}}' })],
    [wire('a.text', 'b.value'), wire('b.text', 'a.value')],
  );
  saved(home.path, circle, 'cycle.longline');
  writeFileSync(file('broken.longline'), '{\n  "format": "longline/1",\n  oops\n}');
  writeFileSync(file('large.longline'), `{"format":"longline/1","meta":{"title":"${'x'.repeat(9 * 1024 * 1024)}"}}`);
  writeFileSync(file('deep.longline'), `${'['.repeat(10_000)}${']'.repeat(10_000)}`);
  writeFileSync(file('bytes.longline'), Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
  writeFileSync(file('newer.longline'), '{"format":"longline/2"}');
  writeFileSync(file('key.longline'), '{"format":"longline/1","meta":{"title":"x"},"nodes":[],"wires":[],"extra":1}');
  writeFileSync(file('proto.longline'), '{"format":"longline/1","__proto__":{"x":1}}');
  writeFileSync(file('empty.longline'), '');
  writeFileSync(file('list.json'), '[{"question":"a"},{"qestion":"b"}]');
  writeFileSync(file('nothing.json'), '[]');
  writeFileSync(file('seven.json'), '7');
  mkdirSync(file('folder.longline'));
});
afterAll(() => home.remove());

interface Bad {
  readonly name: string;
  readonly args: readonly string[];
  readonly code: string;
  readonly says: string;
}

const news = ['--folder', `news=${newsFolder}`];
const bad: readonly Bad[] = [
  {
    name: 'no such file',
    args: ['run', file('nosuch')],
    code: 'file.unreadable',
    says: 'nosuch: There is no such file.',
  },
  { name: 'a folder', args: ['run', file('folder.longline')], code: 'file.unreadable', says: 'This is not a file.' },
  { name: 'wrong JSON', args: ['run', file('broken.longline')], code: 'json.invalid', says: 'line 3, column 3' },
  { name: 'an empty file', args: ['run', file('empty.longline')], code: 'json.invalid', says: 'line 1, column 1' },
  { name: 'bytes that are no text', args: ['run', file('bytes.longline')], code: 'file.not_text', says: 'not UTF-8' },
  {
    name: 'an unknown kind',
    args: ['run', file('kind.longline'), ...question],
    code: 'document.problems',
    says: '/nodes/2/kind',
  },
  {
    name: 'a missing port',
    args: ['run', file('port.longline'), ...question],
    code: 'document.problems',
    says: '/wires/0/from/port',
  },
  { name: 'a cycle', args: ['run', file('cycle.longline')], code: 'document.problems', says: 'circle: ' },
  {
    name: 'a wrong input name',
    args: ['run', file('echo.longline'), '--input', 'qestion=x'],
    code: 'input.unknown',
    says: '"qestion"; its inputs are: question',
  },
  {
    name: 'a missing input',
    args: ['run', file('echo.longline')],
    code: 'input.missing',
    says: '"question" needs a value',
  },
  {
    name: 'an unknown endpoint',
    args: ['run', file('agent.longline'), ...question, ...news, '--endpoint', 'nosuch'],
    code: 'endpoint.unknown',
    says: 'nosuch',
  },
  {
    name: 'a folder that nobody bound',
    args: ['run', file('agent.longline'), ...question],
    code: 'folder.unbound',
    says: '"news"',
  },
  {
    name: 'a folder that is not there',
    args: ['run', file('agent.longline'), ...question, '--folder', `news=${file('gone')}`],
    code: 'folder.unreadable',
    says: 'no folder at',
  },
  {
    name: 'a document of 9 MB',
    args: ['run', file('large.longline')],
    code: 'document.too_large',
    says: 'at most 8 MiB',
  },
  { name: '10,000 levels of nesting', args: ['run', file('deep.longline')], code: 'json.too_deep', says: '64 levels' },
  { name: 'a newer format', args: ['run', file('newer.longline')], code: 'document.format', says: 'longline/2' },
  { name: 'an unknown key', args: ['run', file('key.longline')], code: 'document.schema', says: '/extra' },
  {
    name: 'a key that reaches a prototype',
    args: ['run', file('proto.longline')],
    code: 'json.forbidden_key',
    says: '__proto__',
  },
  { name: 'a sample that there is not', args: ['run', 'sample:nosuch'], code: 'library.unknown', says: 'nosuch' },
  {
    name: 'one wrong element of many inputs',
    args: ['run', file('echo.longline'), '--inputs', file('list.json')],
    code: 'input.unknown',
    says: 'list.json, element 1: ',
  },
  {
    name: 'no inputs at all',
    args: ['run', file('echo.longline'), '--inputs', file('nothing.json')],
    code: 'usage.invalid',
    says: 'nothing to run',
  },
  {
    name: 'inputs that are no object',
    args: ['run', file('echo.longline'), '--inputs', file('seven.json')],
    code: 'input.type',
    says: 'JSON object',
  },
  {
    name: 'an output in a folder that is not there',
    args: ['run', file('echo.longline'), ...question, '--out', file('gone/out.json')],
    code: 'file.unwritable',
    says: 'no folder',
  },
  {
    name: 'a time without a zone',
    args: ['run', file('echo.longline'), '--now', '2026-11-20T09:00'],
    code: 'usage.invalid',
    says: 'time zone',
  },
  {
    name: 'a day that there is not',
    args: ['run', file('echo.longline'), '--now', '2026-02-30'],
    code: 'usage.invalid',
    says: '2026-02-30',
  },
  {
    name: 'no steps at all',
    args: ['run', file('echo.longline'), '--max-steps', '0'],
    code: 'usage.invalid',
    says: '--max-steps',
  },
  {
    name: 'a budget that is no amount',
    args: ['run', file('echo.longline'), '--budget', 'much'],
    code: 'usage.invalid',
    says: '--budget',
  },
  {
    name: 'a thousand and one rehearsal steps',
    args: ['run', file('echo.longline'), '--rehearsal-steps', '1001'],
    code: 'usage.invalid',
    says: '--rehearsal-steps',
  },
  {
    name: 'an input without a value',
    args: ['run', file('echo.longline'), '--input', 'question'],
    code: 'usage.invalid',
    says: 'name=value',
  },
  {
    name: 'an unknown option',
    args: ['run', file('echo.longline'), '--qick'],
    code: 'usage.invalid',
    says: "Unknown option '--qick'",
  },
  { name: 'an unknown command', args: ['rnu'], code: 'usage.invalid', says: "Unknown command 'rnu'" },
  { name: 'a command without its file', args: ['run'], code: 'usage.invalid', says: 'file' },
  {
    name: 'a run that there is not',
    args: ['replay', '01ARZ3NDEKTSV4RRFFQ69G5FAV'],
    code: 'journal.run_unknown',
    says: 'There is no run',
  },
  {
    name: 'the last run where there is none',
    args: ['resume', 'last'],
    code: 'journal.run_unknown',
    says: 'no runs yet',
  },
];

describe('bad input', () => {
  test.each(bad)('$name is one sentence and exit code 2, and nothing is written', async ({ args, code, says }) => {
    const before = readdirSync(home.path);
    const plain = await longline(args, { home: home.path });
    expect(plain).toMatchObject({ code: 2, stdout: '' });
    expect(plain.stderr).toContain(says);
    expect(plain.stderr.split('\n')[0]).toMatch(/^longline: .*\.$/);

    const json = await longline([...args, '--json'], { home: home.path });
    expect(json.code).toBe(2);
    expect(linesOf(json.stdout)).toEqual([
      expect.objectContaining({ type: 'error', code, message: expect.stringContaining(says) }),
    ]);

    expect(existsSync(join(home.path, 'data'))).toBe(false);
    expect(readdirSync(home.path)).toEqual(before);
  });

  test('check lists every problem with its place and writes nothing', async () => {
    const { code, stdout } = await longline(['check', file('kind.longline'), '--json'], { home: home.path });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'check.finished',
      ok: false,
      problems: [{ code: 'kind.unknown', pointer: '/nodes/2/kind' }],
    });
    const good = await longline(['check', file('echo.longline')], { home: home.path });
    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('has no problems') });
    expect(existsSync(join(home.path, 'data'))).toBe(false);
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read says so', async () => {
    const path = saved(home.path, echo, 'secret.longline');
    chmodSync(path, 0);
    const { code, stderr } = await longline(['run', path], { home: home.path });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('may not read') });
  });

  test('a data directory that cannot be made is exit code 6', async () => {
    const env = { LONGLINE_HOME: file('echo.longline') };
    const { code, stderr } = await longline(['run', file('echo.longline'), ...question], { home: home.path, env });
    expect(code).toBe(6);
    expect(stderr).toMatch(/^longline: .+\n {2}.+\n$/);
  });
});
