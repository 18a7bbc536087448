// The simulated server of a K2: judges every request, answers in its stream's shape, and goes wrong in every way that a server, what
// stands before it or the line to it goes wrong. For each attempt it keeps whether its answer may count.

import type { Attempt } from './attempts.ts';
import type { Chance } from './chance.ts';
import { checkConversation, type Message } from './conversation.ts';
import type { Answer, Wire } from './network.ts';
import { replyTo, type Reply } from './reply.ts';
import type { Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import { streamFaults, written } from './stream.ts';

export interface EndpointParts {
  readonly random: Chance;
  readonly scenario: Scenario;
  readonly trouble: () => Scenario['trouble'];
  readonly report: Report;
  readonly key: string;
}

export interface SimulatedEndpoint {
  readonly said: ReadonlyMap<number, Reply>;
  answer(body: string, attempt: Attempt): Answer;
}

const refusals = [
  '429',
  '429 with Retry-After',
  '429 with Retry-After of a day',
  '429 without quota',
  '500',
  '502 as a web page',
  '503 while loading',
  '400 as too long',
  '400 for a bad history',
  '401 that repeats the key',
  'web page with 200',
  'JSON error with 200',
] as const;
const wires = [
  'cut',
  'hang',
  'end',
  'drip',
  'no answer',
  'refused',
  'name unknown',
  'TLS reset',
  'reset',
  'redirect',
  'compressed',
] as const;

export function simulatedEndpoint({ random, scenario, trouble, report, key }: EndpointParts): SimulatedEndpoint {
  const said = new Map<number, Reply>();

  return {
    said,
    answer(body, attempt) {
      const request = JSON.parse(body) as Request;
      checkConversation(request.messages, said, report);
      report.promise(
        'streams with usage',
        request.stream === true && request.stream_options?.include_usage === true,
        () => body.slice(0, 300),
      );
      const functions = request.tool_choice === 'none' ? [] : (request.tools ?? []).map((tool) => tool.function.name);
      const artifacts = [...body.matchAll(/read_artifact\(\\+"([0-9a-f]{16})/g)].map(([, ref]) => ref ?? '');
      const asked = { step: attempt.step, functions, summary: attempt.summary, artifacts };
      const reply = replyTo(asked, said.size + 1, random, scenario, trouble().quirk * 0.3, report);
      said.set(reply.number, reply);
      attempt.reply = reply;
      report.note(
        `asks ${attempt.activation}@${attempt.step}#${attempt.attempt} ${request.messages.length} messages, ${body.length} characters`,
      );
      const promptTokens = Math.ceil(body.length / 3.6);
      const fits = scenario.windowTokens === null || promptTokens + (request.max_tokens ?? 0) <= scenario.windowTokens;
      if (!fits && random.happens(0.5)) return overflow(attempt, promptTokens, scenario.windowTokens ?? 0);
      const faulty = random.happens(trouble().endpoint);
      const sort = faulty ? random.one(['refusal', 'stream', 'stream', 'wire']) : 'none';
      if (sort === 'refusal') return refusal(attempt, promptTokens);
      const fault = sort === 'stream' ? random.one(streamFaults) : null;
      if (fault !== null) report.fault(`stream: ${fault}`);
      const cachedTokens = random.happens(0.8) ? Math.floor(promptTokens * random.number()) : null;
      const stream = written(reply, { promptTokens, cachedTokens }, fault, random);
      attempt.standing = stream.standing;
      const type = fault === 'whole answer as JSON' ? 'application/json' : 'text/event-stream; charset=utf-8';
      const wire = sort === 'wire' ? wireFault(attempt, stream.bytes.length) : ({ how: 'whole' } as const);
      return {
        status: 200,
        headers: { 'content-type': type, 'x-request-id': `r-${reply.number}` },
        body: stream.bytes,
        wire,
      };
    },
  };

  function wireFault(attempt: Attempt, length: number): Wire {
    const how = random.one(wires);
    report.fault(`wire: ${how}`);
    attempt.standing = how === 'drip' ? 'maybe' : 'never';
    // The last bytes are [DONE] and the usage: without them the reply may be whole all the same.
    const after = random.between(0, Math.max(0, length - 1));
    if (after > length - 250 && (how === 'end' || how === 'cut' || how === 'hang')) attempt.standing = 'maybe';
    return how === 'cut' || how === 'hang' || how === 'end' ? { how, after } : { how };
  }

  function refusal(attempt: Attempt, promptTokens: number): Answer {
    const which = random.one(refusals);
    report.fault(`answer: ${which}`);
    attempt.standing = 'never';
    const error = (message: string, type: string) => JSON.stringify({ error: { message, type } });
    switch (which) {
      case '429':
        return answer(429, error('rate limited', 'rate_limit_reached_error'));
      case '429 with Retry-After':
        return answer(429, error('rate limited', 'rate_limit_reached_error'), {
          'retry-after': String(random.between(0, 90)),
        });
      case '429 with Retry-After of a day':
        return answer(429, error('rate limited', 'rate_limit_reached_error'), { 'retry-after': '86400' });
      case '429 without quota':
        return answer(
          429,
          error(
            'Your account is suspended, please check your plan and billing details',
            'exceeded_current_quota_error',
          ),
        );
      case '500':
        return answer(500, error('internal error', 'server_error'));
      case '502 as a web page':
        return answer(502, '<html><body><h1>502 Bad Gateway</h1></body></html>', { 'content-type': 'text/html' });
      case '503 while loading':
        return answer(503, error('Loading model', 'unavailable_error'));
      case '400 as too long':
        return overflow(attempt, promptTokens, Math.max(2048, Math.floor(promptTokens * 0.8)));
      case '400 for a bad history':
        return answer(400, error('messages: roles must alternate', 'invalid_request_error'));
      case '401 that repeats the key':
        return answer(401, error(`Incorrect API key provided: ${key}`, 'invalid_authentication_error'));
      case 'web page with 200':
        return answer(200, '<!doctype html><html><body>Sign in</body></html>', { 'content-type': 'text/html' });
      case 'JSON error with 200':
        return answer(200, error('model overloaded', 'server_error'));
    }
  }

  function overflow(attempt: Attempt, promptTokens: number, window: number): Answer {
    report.fault('answer: request longer than the window');
    attempt.standing = 'never';
    const message = `This model's maximum context length is ${window} tokens. However, you requested ${promptTokens} tokens in the messages. Please reduce the length of the messages.`;
    return answer(400, JSON.stringify({ error: { message, type: 'BadRequestError', code: 400 } }));
  }
}

interface Request {
  readonly messages: readonly Message[];
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly tool_choice?: unknown;
  readonly max_tokens?: number;
}

function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: new TextEncoder().encode(body),
    wire: { how: 'whole' },
  };
}
