// Judges what a client sends back. A conversation must be the question, then for each step the model's own message with its reasoning
// byte for byte and its call, and the tool's result under the call's id; and what was sent once must stay as it was.

import { argumentsOf, callIdOf, resultOf, toolOf, type Session } from './script.ts';

export const faults = ['reasoning missing', 'reasoning changed', 'call changed', 'result changed', 'order'] as const;
export type Fault = (typeof faults)[number];

interface Message {
  readonly role?: unknown;
  readonly content?: unknown;
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
  readonly tool_call_id?: unknown;
  readonly tool_calls?: readonly {
    readonly id?: unknown;
    readonly function?: { readonly name?: unknown; readonly arguments?: unknown };
  }[];
}

export interface Judgement {
  /** The step that the request asks for, counted from 1. */
  readonly step: number;
  readonly faults: readonly Fault[];
  /** Bytes of the messages, and how many of them were the same in the request before. */
  readonly bytes: number;
  readonly sameBytes: number;
  /** Whether something that had been sent before was not as before. */
  readonly changed: boolean;
}

/** Judges the requests of one session in their order. `said` is the reasoning of each step as it was sent. */
export function createJudge(session: Session, said: ReadonlyMap<number, string>): (body: Buffer) => Judgement {
  let before: { readonly body: Buffer; readonly start: number; readonly end: number; readonly step: number } | null =
    null;
  const standing = new Set<Fault>();

  return (body) => {
    const same =
      before !== null && body.length > before.end && before.body.compare(body, 0, before.end, 0, before.end) === 0;
    if (same && before !== null) {
      const end = closing(body, before.end);
      const more =
        body[before.end] === comma ? (JSON.parse(`[${body.toString('utf8', before.end + 1, end)}]`) as Message[]) : [];
      const step = judge(more, before.step);
      const sameBytes = before.end - before.start;
      before = { body, start: before.start, end, step };
      return { step, faults: [...standing], bytes: end - before.start, sameBytes, changed: false };
    }
    standing.clear();
    const { messages } = JSON.parse(body.toString('utf8')) as { readonly messages: readonly Message[] };
    const first = messages.findIndex(({ role }) => role === 'assistant');
    const step = judge(first === -1 ? [] : messages.slice(first), 1);
    const start = body.indexOf('"messages":') + '"messages":['.length;
    const end = closing(body, start);
    const sameBytes =
      before === null ? 0 : common(before.body.subarray(before.start, before.end), body.subarray(start, end));
    const changed = before !== null && sameBytes < Math.min(before.end - before.start, end - start);
    before = { body, start, end, step };
    return { step, faults: [...standing], bytes: end - start, sameBytes, changed };
  };

  // Judges whole steps from one on and tells which step comes next.
  function judge(messages: readonly Message[], from: number): number {
    let step = from;
    for (let at = 0; at < messages.length; at += 2, step += 1) {
      const [said, result] = [messages[at], messages[at + 1]];
      // What a client tells the model at its own limit.
      if (said?.role === 'user' && result === undefined) return step;
      if (said?.role !== 'assistant' || result?.role !== 'tool') {
        standing.add('order');
        return step;
      }
      judgeStep(said, result, step);
    }
    return step;
  }

  function judgeStep(message: Message, result: Message, step: number): void {
    const reasoning = message[session.key];
    if (typeof reasoning !== 'string' || reasoning === '') standing.add('reasoning missing');
    else if (reasoning !== said.get(step)) standing.add('reasoning changed');
    const [call, ...others] = message.tool_calls ?? [];
    const asSent =
      others.length === 0 &&
      call?.id === callIdOf(session, step) &&
      call.function?.name === toolOf(session, step) &&
      call.function.arguments === argumentsOf(session, step);
    if (!asSent) standing.add('call changed');
    if (result.tool_call_id !== call?.id || result.content !== resultOf(session, step)) standing.add('result changed');
  }
}

const [comma, quote, backslash] = [0x2c, 0x22, 0x5c];

// Where the list ends that `from` lies in.
function closing(body: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === quote) at = textEnd(body, at);
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  throw new Error('the list of messages does not end');
}

function textEnd(body: Buffer, opening: number): number {
  let at = opening + 1;
  while (body[at] !== quote && at < body.length) at += body[at] === backslash ? 2 : 1;
  return at;
}

function common(left: Buffer, right: Buffer): number {
  let [low, high] = [0, Math.min(left.length, right.length)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (left.compare(right, 0, middle, 0, middle) === 0) low = middle;
    else high = middle - 1;
  }
  return low;
}
