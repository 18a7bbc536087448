// `longline endpoints`: what it lists, what a check says to people and to programs, and its exit codes. In this process, with the real
// engine over a data directory of its own.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { createColors } from 'picocolors';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CommandLine } from '../../../src/main/hosts/cli/command.ts';
import { declareEndpoints } from '../../../src/main/hosts/cli/commands/endpoints.ts';
import { startDialectServer } from '../../kit/dialect-server.ts';
import { speeches } from '../../kit/dialects.ts';
import { events, json, startModelServer, stream } from '../../kit/model-server.ts';

const closers: (() => unknown)[] = [];
let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'longline-endpoints-'));
  closers.push(() => rmSync(home, { recursive: true, force: true }));
  vi.stubEnv('LONGLINE_HOME', home);
  vi.stubEnv('LONGLINE_KEY_MOONSHOT', 'sk-canary');
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  vi.unstubAllEnvs();
});

async function endpoints(
  args: readonly string[],
  abort = new AbortController(),
): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const line: CommandLine = {
    terminal: {
      json: args.includes('--json'),
      colours: createColors(false),
      columns: 100,
      live: false,
      print: (more) => {
        text += more;
        return Promise.resolve();
      },
      note: () => undefined,
      showLive: () => undefined,
      flush: () => Promise.resolve(),
    },
    interruption: { signal: abort.signal, interrupt: () => abort.abort(), press: () => abort.abort() },
    exitCode: 0,
  };
  const program = new Command();
  declareEndpoints(program, line);
  await program.parseAsync(['endpoints', ...args], { from: 'user' });
  return { code: line.exitCode, text };
}

describe('longline endpoints', () => {
  test('lists the endpoints with their keys’ variables, never with a key', async () => {
    writeFileSync(join(home, 'endpoints.json'), JSON.stringify({ lab: { url: 'http://127.0.0.1:8000/v1' } }));
    const { code, text } = await endpoints([]);
    expect(code).toBe(0);
    expect(text.split('\n')).toEqual([
      'rehearsal        Rehearsal, no model · rehearsal · no key needed',
      'moonshot         Moonshot · https://api.moonshot.ai/v1 · kimi-k2.6 · LONGLINE_KEY_MOONSHOT is set',
      'lab              OpenAI-compatible server · http://127.0.0.1:8000/v1 · no key needed',
      '',
    ]);
    const rows = JSON.parse((await endpoints(['list', '--json'])).text) as readonly { readonly name: string }[];
    expect(rows.map(({ name }) => name)).toEqual(['rehearsal', 'moonshot', 'lab']);
  });

  test('checks a server, says in a line each what it found, and ends with 0', async () => {
    const server = await startDialectServer(speeches['vllm'] as (typeof speeches)[string]);
    closers.push(() => server.close());
    const { code, text } = await endpoints(['check', server.url]);
    expect({
      code,
      lines: text
        .replace(/:\d{2,}/g, ':PORT')
        .replace(/\d+ ms/, 'N ms')
        .split('\n'),
    }).toEqual({
      code: 0,
      lines: [
        'vLLM at 127.0.0.1:PORT  moonshotai/Kimi-K2-Thinking',
        'ok   Recognised                This is vLLM at 127.0.0.1:PORT, version 0.27.1.',
        'ok   Model listed              moonshotai/Kimi-K2-Thinking is there.',
        'ok   Window                    131072 tokens fit, according to the list of models.',
        'note Quantisation              INT4, as the name of the model suggests.',
        'ok   Plain answer              It answers, the first token after N ms.',
        'ok   Call of a function        It calls the function that it was given.',
        'ok   Arguments fit the schema  The arguments are what the function declares.',
        'ok   Several calls at once     It makes 2 calls in one step.',
        'ok   Reasoning                 It comes under `reasoning`.',
        'ok   Reasoning sent back       A history with its reasoning is taken.',
        'ok   Reasoning kept            With its reasoning a history has more tokens than without.',
        'ok   Tokens counted            Each answer says how many tokens it took.',
        expect.stringMatching(/^ok {3}Prefix cache {14}\d+ of \d+ tokens of the second step came from its cache\.$/),
        '',
      ],
    });
  });

  test('ends with 5 when a check fails, and with --json prints the card alone', async () => {
    const server = await startModelServer(({ method }, response) =>
      method === 'GET'
        ? json(response, 200, { data: [{ id: 'm', max_model_len: 8192 }] })
        : stream(response, events([{ content: 'I answer at once.' }], 'stop')),
    );
    closers.push(() => server.close());
    const { code, text } = await endpoints(['check', server.url, '--json']);
    expect(code).toBe(5);
    const card = JSON.parse(text) as { readonly checks: readonly { readonly id: string; readonly result: string }[] };
    expect(Object.fromEntries(card.checks.map(({ id, result }) => [id, result]))).toEqual({
      server: 'warned',
      model: 'passed',
      window: 'passed',
      quantization: 'skipped',
      answer: 'passed',
      'tool-call': 'failed',
      schema: 'skipped',
      parallel: 'skipped',
      reasoning: 'warned',
      echo: 'skipped',
      retention: 'skipped',
      usage: 'warned',
      cache: 'skipped',
    });
  });

  test('refuses a name that is not known, and a server that does not answer', async () => {
    await expect(endpoints(['check', 'nowhere'])).rejects.toMatchObject({ code: 'endpoint.unknown' });
    const server = await startModelServer(() => undefined);
    await server.close();
    await expect(endpoints(['check', server.url])).rejects.toMatchObject({ code: 'endpoint.unreachable' });
  });

  test('stops at once when it is interrupted', async () => {
    const abort = new AbortController();
    const server = await startModelServer(({ method }, response) => {
      if (method === 'GET') return json(response, 200, { data: [{ id: 'm', max_model_len: 8192 }] });
      abort.abort();
      return undefined;
    });
    closers.push(() => server.close());
    expect(await endpoints(['check', server.url], abort)).toEqual({ code: 130, text: '' });
  });
});
