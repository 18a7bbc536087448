// The yardstick's model server, a process of its own: answers at once in the shape of K2 Thinking, each piece an HTTP chunk of its own,
// so that what is left to measure is the client. Judges every request (check.ts). Prints its address as a JSON line.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createJudge, type Fault, type Judgement } from './check.ts';
import { argumentsOf, callIdOf, pieceOf, sessionIn, toolOf, type Session } from './script.ts';

/** What the server knows of a session, as `/stats` tells it. Times are milliseconds of the machine's monotonic clock. */
export interface SessionStats {
  readonly run: string;
  requests: number;
  /** Requests that had each fault. */
  readonly faults: Partial<Record<Fault, number>>;
  prefixChanges: number;
  refused: number;
  bytes: number;
  answered: boolean;
  readonly steps: { readonly step: number; readonly receivedAt: number; readonly readAt: number; answeredAt: number }[];
}

interface Live {
  readonly session: Session;
  readonly stats: SessionStats;
  readonly said: Map<number, string>;
  readonly judge: (body: Buffer) => Judgement;
}

type Judged = Judgement & { readonly last: boolean };

const sessions = new Map<string, Live>();
const stampEvery = 10;
const model = 'yardstick';

const server = createServer((request, response) => {
  const receivedAt = clockMs();
  if (request.method === 'GET' && request.url?.endsWith('/models') === true) {
    answerJson(response, { object: 'list', data: [{ id: model, object: 'model', max_model_len: 4_194_304 }] });
    return;
  }
  if (request.method === 'GET') {
    answerJson(
      response,
      [...sessions.values()].map(({ stats }) => stats),
    );
    return;
  }
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => chat(request, Buffer.concat(pieces), response, receivedAt));
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}/v1` })}\n`);
});
// Whoever started it holds its standard input open.
process.stdin.on('end', () => process.exit(0)).resume();

function chat(request: IncomingMessage, body: Buffer, response: ServerResponse, receivedAt: number): void {
  const at = body.indexOf('yardstick://');
  const session = sessionIn(body.toString('utf8', Math.max(0, at), at + 300));
  if (session === null) {
    answerJson(response, { error: { message: 'The question names no session.' } }, 400);
    return;
  }
  const live = sessions.get(session.run) ?? open(session);
  const judged = live.judge(body);
  const { stats } = live;
  const readAt = clockMs();
  stats.requests += 1;
  stats.bytes += body.length;
  for (const fault of judged.faults) stats.faults[fault] = (stats.faults[fault] ?? 0) + 1;
  if (judged.changed) stats.prefixChanges += 1;
  if (session.strict && judged.faults.some((fault) => fault.startsWith('reasoning'))) {
    stats.refused += 1;
    const message = 'thinking is enabled but reasoning_content is missing in assistant tool call message';
    answerJson(response, { error: { message, type: 'invalid_request_error' } }, 400);
    return;
  }
  // A client may tell the model to answer now, at its own limit.
  const last = judged.step > session.steps || body.includes('"tool_choice":"none"');
  const timing = { step: judged.step, receivedAt, readAt, answeredAt: 0 };
  stats.steps.push(timing);
  const done = () => {
    timing.answeredAt = clockMs();
    if (last) stats.answered = true;
  };
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'transfer-encoding': 'chunked',
  });
  if (session.paceMs === 0) answerAtOnce(response, live, { ...judged, last }, done);
  else answerInTime(request, response, live, { ...judged, last }, done);
}

function open(session: Session): Live {
  const said = new Map<number, string>();
  const stats: SessionStats = {
    run: session.run,
    requests: 0,
    faults: {},
    prefixChanges: 0,
    refused: 0,
    bytes: 0,
    answered: false,
    steps: [],
  };
  const live = { session, stats, said, judge: createJudge(session, said) };
  sessions.set(session.run, live);
  return live;
}

function answerAtOnce(response: ServerResponse, live: Live, judged: Judged, done: () => void): void {
  // Each piece is a chunk of its own for the client, and all of them are one write to the socket.
  const framed = [...eventsOf(live, judged)].map((event) => `${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`);
  response.chunkedEncoding = false;
  response.end(`${framed.join('')}0\r\n\r\n`);
  done();
}

function answerInTime(
  request: IncomingMessage,
  response: ServerResponse,
  live: Live,
  judged: Judged,
  done: () => void,
) {
  const events = eventsOf(live, judged);
  const begun = performance.now();
  let sent = 0;
  const next = (): void => {
    // Never ahead of the pace, and not behind it for longer than a timer is late.
    const due = Math.floor((performance.now() - begun) / live.session.paceMs) + 1;
    while (sent < due) {
      const event = events.next();
      if (event.done === true) {
        response.end();
        done();
        return;
      }
      response.write(event.value);
      sent += 1;
    }
    timer = setTimeout(next, live.session.paceMs);
  };
  let timer = setTimeout(next, 0);
  request.on('close', () => response.destroyed && clearTimeout(timer));
}

// Every so often a piece is the time at which it was made, so that a client can tell how long it was on its way.
function* eventsOf({ session, said }: Live, { step, bytes, sameBytes, last }: Judged): Generator<string, void> {
  const key = last ? 'content' : session.key;
  let text = '';
  yield chunk({ role: 'assistant', content: '' });
  for (let nth = 0; nth < session.deltas; nth += 1) {
    const stamped = session.paceMs > 0 && nth % stampEvery === 0;
    const piece = stamped ? `t=${process.hrtime.bigint()};` : pieceOf(step, nth);
    text += piece;
    yield chunk({ [key]: piece });
  }
  if (!last) {
    said.set(step, text);
    const given = argumentsOf(session, step);
    const header = {
      index: 0,
      id: callIdOf(session, step),
      type: 'function',
      function: { name: toolOf(session, step), arguments: '' },
    };
    yield chunk({ tool_calls: [header] });
    for (let from = 0; from < given.length; from += 8)
      yield chunk({ tool_calls: [{ index: 0, function: { arguments: given.slice(from, from + 8) } }] });
  }
  yield chunk({}, last ? 'stop' : 'tool_calls');
  const cached = { cached_tokens: Math.floor(sameBytes / 4) };
  const counts = { prompt_tokens: Math.ceil(bytes / 4), completion_tokens: session.deltas + (last ? 0 : 16) };
  const usage = {
    ...counts,
    total_tokens: counts.prompt_tokens + counts.completion_tokens,
    prompt_tokens_details: cached,
  };
  yield `data: ${JSON.stringify({ id: 'yardstick', object: 'chat.completion.chunk', model, choices: [], usage })}\n\n`;
  yield 'data: [DONE]\n\n';
}

function chunk(delta: object, finish: string | null = null): string {
  const choices = `[{"index":0,"delta":${JSON.stringify(delta)},"finish_reason":${JSON.stringify(finish)}}]`;
  return `data: {"id":"yardstick","object":"chat.completion.chunk","created":1764000000,"model":"${model}","choices":${choices}}\n\n`;
}

function answerJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function clockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
