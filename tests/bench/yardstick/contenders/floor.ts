// The least that a client can do, as a lower bound: node:http, each message written once into a growing body, the stream scanned line
// by line; with a journal, one durable SQLite transaction a step. No checks, no recovery, no limits.

import Database from 'better-sqlite3';
import { Agent, request } from 'node:http';
import { noteCall } from '../samples.ts';
import { searchResult } from '../script.ts';
import { searchFunction, type Contender } from './contender.ts';

interface Call {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; arguments: string };
}

interface Delta {
  readonly content?: string;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly {
    readonly id?: string;
    readonly function: { readonly name?: string; readonly arguments?: string };
  }[];
}

interface Reply {
  reasoning: string;
  content: string;
  readonly calls: Call[];
  usage: unknown;
}

/** A loop over node:http; with a file, it keeps a journal there at `synchronous = FULL`. */
export function openFloor(url: string, onText: (text: string) => void, journalFile: string | null): Contender {
  const agent = new Agent({ keepAlive: true });
  const target = new URL(`${url}/chat/completions`);
  const journal = journalFile === null ? null : openJournal(journalFile);
  const head = JSON.stringify({
    model: 'yardstick',
    stream: true,
    stream_options: { include_usage: true },
    tools: [{ type: 'function', function: searchFunction }],
  });

  return {
    async run(question) {
      const body = growingBody(
        `${head.slice(0, -1)},"messages":[${JSON.stringify({ role: 'user', content: question })}`,
      );
      for (let step = 1; ; step += 1) {
        const reply: Reply = { reasoning: '', content: '', calls: [], usage: null };
        await post(body.bytes(), (line) => take(reply, line, onText));
        const [call] = reply.calls;
        if (call === undefined) return reply.content;
        const said = {
          role: 'assistant',
          content: reply.content,
          reasoning_content: reply.reasoning,
          tool_calls: reply.calls,
        };
        noteCall();
        const { query } = JSON.parse(call.function.arguments) as { query: string };
        const texts = [said, { role: 'tool', tool_call_id: call.id, content: searchResult(query) }].map((message) =>
          JSON.stringify(message),
        );
        for (const text of texts) body.push(text);
        journal?.step(question, step, [...texts, JSON.stringify(reply.usage)]);
      }
    },
    close() {
      agent.destroy();
      journal?.close();
      return Promise.resolve();
    },
  };

  function post(bytes: Uint8Array, onLine: (line: string) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
      const sent = request(target, { method: 'POST', agent, headers }, (response) => {
        let rest = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          const lines = (rest + text).split('\n');
          rest = lines.pop() ?? '';
          lines.forEach(onLine);
        });
        response.on('end', resolve);
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(bytes);
    });
  }
}

function take(reply: Reply, line: string, onText: (text: string) => void): void {
  if (!line.startsWith('data: {')) return;
  const chunk = JSON.parse(line.slice(6)) as { choices: readonly { delta: Delta }[]; usage?: unknown };
  if (chunk.usage !== undefined) reply.usage = chunk.usage;
  const delta = chunk.choices[0]?.delta;
  if (delta === undefined) return;
  const text = delta.reasoning_content ?? delta.content ?? '';
  if (text !== '') onText(text);
  reply.reasoning += delta.reasoning_content ?? '';
  reply.content += delta.content ?? '';
  for (const piece of delta.tool_calls ?? []) {
    const { id, function: named } = piece;
    const call = reply.calls[0];
    if (call !== undefined) call.function.arguments += named.arguments ?? '';
    else
      reply.calls.push({
        id: id ?? '',
        type: 'function',
        function: { name: named.name ?? '', arguments: named.arguments ?? '' },
      });
  }
}

function growingBody(head: string): { push(message: string): void; bytes(): Uint8Array } {
  let buffer = Buffer.alloc(1 << 16);
  let length = 0;
  const write = (text: string): void => {
    if (length + text.length * 3 + 2 > buffer.length)
      buffer = Buffer.concat([buffer], (length + text.length * 3 + 2) * 2);
    length += buffer.write(text, length);
  };
  write(head);
  return {
    push: (message) => write(`,${message}`),
    bytes() {
      buffer.write(']}', length);
      return buffer.subarray(0, length + 2);
    },
  };
}

function openJournal(file: string) {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(
    'CREATE TABLE entry (run TEXT, step INTEGER, place INTEGER, text TEXT, PRIMARY KEY (run, step, place)) WITHOUT ROWID',
  );
  const insert = database.prepare('INSERT INTO entry VALUES (?, ?, ?, ?)');
  const step = database.transaction((run: string, number: number, texts: readonly string[]) => {
    texts.forEach((text, place) => insert.run(run, number, place, text));
  });
  return { step, close: () => database.close() };
}
