// A model server that speaks as one kind of real server does, over a real socket: where reasoning comes and from where it is read back,
// what is refused, how calls, usage and errors look, and what it tells of itself. It counts tokens only of what it really reads.

import { createHash } from 'node:crypto';
import { json, startModelServer, stream, type ModelServer } from './model-server.ts';

export type Message = Readonly<Record<string, unknown>> & { readonly role: string };
export type Body = Readonly<Record<string, unknown>> & { readonly messages: readonly Message[] };

/** How one kind of server speaks. */
export interface Speech {
  readonly model: string;
  /** The answer to `GET /v1/models`. */
  readonly list: unknown;
  /** Further answers by path; a function gets the body of the request. */
  readonly told: Readonly<Record<string, unknown>>;
  /** The deltas in which a thought comes. */
  readonly think: (thought: string) => readonly unknown[];
  /** The reasoning of a message as this server reads it; null: it sees none. */
  readonly read: (message: Message) => string | null;
  /** Whether a step with calls but without its reasoning is refused. */
  readonly strict: boolean;
  /** What is wrong with the fields of a request, null when nothing is. */
  readonly refuse: (body: Body) => string | null;
  readonly error: (message: string) => unknown;
  /** The deltas of two calls. */
  readonly call: (
    calls: readonly { readonly name: string; readonly text: string }[],
    before: number,
  ) => readonly unknown[];
  /** Where the token counts stand: beside the last choice, or in a chunk of their own. */
  readonly usage: (counts: Counts) => {
    readonly atChoice?: unknown;
    readonly own?: unknown;
    readonly timings?: unknown;
  };
  /** Whether `tool_choice: "none"` keeps it from calling. */
  readonly obeysNone: boolean;
}

export interface Counts {
  readonly prompt: number;
  readonly completion: number;
  readonly cached: number;
}

export interface DialectServer extends ModelServer {
  /** For each chat request: steps with calls whose reasoning the server did not read as it had sent it. */
  readonly lost: readonly number[];
  readonly bodies: () => readonly Body[];
}

/** Starts a server that thinks and calls in every step, until it has no functions or may not call. */
export async function startDialectServer(speech: Speech): Promise<DialectServer> {
  const thoughts = new Map<number, string>();
  const seen = new Map<string, number>();
  const lost: number[] = [];
  const server = await startModelServer(({ method, path, body }, response) => {
    if (!path.endsWith('/chat/completions')) {
      const told = path === '/v1/models' && method === 'GET' ? speech.list : speech.told[path];
      if (told === undefined) return json(response, 404, { detail: 'Not Found' });
      return json(response, 200, typeof told === 'function' ? (told as (text: string) => unknown)(body) : told);
    }
    const request = JSON.parse(body) as Body;
    const refused = speech.refuse(request);
    if (refused !== null) return json(response, 400, speech.error(refused));
    const steps = request.messages.filter((message) => message['tool_calls'] !== undefined);
    const bare = steps.findIndex((message) => speech.read(message) === null);
    if (speech.strict && bare !== -1) {
      const where = request.messages.indexOf(steps[bare] ?? { role: '' });
      const said = `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${where}`;
      return json(response, 400, speech.error(said));
    }
    lost.push(steps.filter((message, step) => speech.read(message) !== thoughts.get(step)).length);
    const counts = count(request.messages, speech, seen);
    const functions = (request['tools'] ?? []) as readonly { readonly function: { readonly name: string } }[];
    const name = functions[0]?.function.name;
    const mayCall = name !== undefined && !(request['tool_choice'] === 'none' && speech.obeysNone);
    const thought = `I look for the ${steps.length + 1}. time – für 港口 "${'x'.repeat(40)}"\n in \\ both places, one after the other.`;
    thoughts.set(steps.length, thought);
    const calls = ['Halmere', 'Tallow Point'].map((port) => ({
      name: name ?? '',
      text: argumentsFor(name, port, steps.length),
    }));
    const before = steps.reduce((sum, message) => sum + (message['tool_calls'] as readonly unknown[]).length, 0);
    const deltas = [
      { role: 'assistant', content: null },
      ...speech.think(thought),
      ...(mayCall ? speech.call(calls, before) : [{ content: 'ready' }]),
    ];
    stream(response, streamOf(speech, deltas, mayCall ? 'tool_calls' : 'stop', counts));
  });
  return Object.assign(server, {
    lost,
    bodies: () =>
      server.requests
        .filter(({ path }) => path.endsWith('/chat/completions'))
        .map(({ body }) => JSON.parse(body) as Body),
  });
}

function argumentsFor(name: string | undefined, port: string, step: number): string {
  return name === 'find_berths'
    ? JSON.stringify({ port, period: { year: 2026, months: [3, 4] } })
    : JSON.stringify({ query: `depth of ${port}, ${step}` });
}

// A message counts with what the server reads of it; reasoning under a name that it does not know is not there.
function count(messages: readonly Message[], speech: Speech, seen: Map<string, number>): Counts {
  let digest = createHash('sha256');
  let prompt = 0;
  let cached = 0;
  for (const message of messages) {
    const { reasoning: _, reasoning_content: __, reasoning_details: ___, ...rest } = message;
    const text = JSON.stringify({ ...rest, thought: speech.read(message) });
    prompt += Math.ceil(text.length / 4);
    digest = digest.update(text);
    const prefix = digest.copy().digest('hex');
    if (seen.has(prefix)) cached = prompt;
    seen.set(prefix, prompt);
  }
  return { prompt, completion: 60, cached };
}

function streamOf(speech: Speech, deltas: readonly unknown[], finish: string, counts: Counts): string {
  const common = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model: speech.model };
  const { atChoice, own, timings } = speech.usage(counts);
  const chunks = [
    ...deltas.map((delta) => ({ ...common, choices: [{ index: 0, delta, finish_reason: null }] })),
    {
      ...common,
      choices: [{ index: 0, delta: {}, finish_reason: finish, ...(atChoice === undefined ? {} : { usage: atChoice }) }],
    },
    ...(own === undefined
      ? []
      : [{ ...common, choices: [], usage: own, ...(timings === undefined ? {} : { timings }) }]),
  ];
  return [...chunks.map((value) => `data: ${JSON.stringify(value)}\n\n`), 'data: [DONE]\n\n'].join('');
}
