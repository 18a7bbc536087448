// Hands that do what a script says, on a clock of their own: no network, no time passes, every request is kept. For tests of the
// machine and its driver.

import type { JsonValue } from '../../src/shared/json/value.ts';
import type { ModelCall, Outcome } from '../../src/shared/run/events.ts';
import type { Hands, HumanQuestion, ModelOutcome, ModelRequest, ToolRequest } from '../../src/main/drivers/hands.ts';

export type ModelScript = (
  request: ModelRequest,
  messages: readonly ScriptMessage[],
) => ScriptReply | Promise<ScriptReply>;

export interface ScriptMessage {
  readonly role: string;
  readonly content?: string;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
  readonly tool_call_id?: string;
  readonly name?: string;
}

export type ScriptReply =
  | { readonly reasoning?: string; readonly content?: string; readonly calls?: readonly Omit<ModelCall, 'id'>[] }
  | {
      readonly fail: Extract<ModelOutcome, { error: unknown }>['verdict'];
      readonly retryable: boolean;
      readonly code?: string;
      readonly windowTokens?: number;
      /** The answer as it came. */
      readonly raw?: Uint8Array;
      /** Why the request was held up before. */
      readonly held?: string;
    };

export interface ScriptedHands extends Hands {
  readonly modelRequests: { readonly request: ModelRequest; readonly body: string }[];
  readonly toolRequests: ToolRequest[];
  readonly questions: HumanQuestion[];
  readonly waits: number[];
}

export interface Script {
  readonly model?: ModelScript;
  readonly tool?: (request: ToolRequest) => Outcome | Promise<Outcome>;
  readonly human?: (question: HumanQuestion) => JsonValue | null;
}

/** Hands that follow a script; whatever the script leaves out fails the test by its outcome. */
export function scriptedHands(script: Script): ScriptedHands {
  let clock = Date.UTC(2026, 10, 23);
  const hands: ScriptedHands = {
    modelRequests: [],
    toolRequests: [],
    questions: [],
    waits: [],
    async callModel(request, onPiece, signal) {
      const body = `[${request.messages.slice(0, request.count).join(',')}]`;
      hands.modelRequests.push({ request, body });
      await Promise.resolve();
      const scripted = script.model?.(request, JSON.parse(body) as ScriptMessage[]);
      const said: ScriptReply = (scripted instanceof Promise ? await scripted : scripted) ?? {
        fail: 'error',
        retryable: false,
      };
      const none = { reasoning: null, content: null, calls: [] };
      const common = {
        usage: null,
        finishReason: null,
        responseId: null,
        servedModel: null,
        firstTokenMs: 1,
        durationMs: 2,
      };
      if (signal.aborted)
        return {
          ...common,
          reply: none,
          verdict: 'aborted',
          error: { code: 'endpoint.aborted', message: 'Aborted.' },
          retryable: false,
          retryAfterMs: null,
        };
      if ('fail' in said) {
        const { fail: verdict, retryable, windowTokens = null, raw = null, held } = said;
        if (held !== undefined) {
          onPiece({ status: 'queued', reason: held, until: null });
          onPiece({ status: 'asking', reason: '', until: null });
        }
        const error = { code: said.code ?? 'endpoint.failed', message: 'The script said so.' };
        return { ...common, reply: none, verdict, error, retryable, retryAfterMs: null, windowTokens, raw };
      }
      const calls = (said.calls ?? []).map((call, index) => ({ id: `${call.name}:${index}`, ...call }));
      if (said.reasoning !== undefined) onPiece({ channel: 'reasoning', call: null, offset: 0, text: said.reasoning });
      const reply = { reasoning: said.reasoning ?? null, content: said.content ?? null, calls };
      const usage = { promptTokens: 100 + body.length, completionTokens: 20, cachedTokens: 50, reasoningTokens: null };
      return {
        ...common,
        usage,
        reply,
        verdict: calls.length > 0 ? 'tool_calls' : 'final',
        finishReason: calls.length > 0 ? 'tool_calls' : 'stop',
      };
    },
    async callTool(request) {
      hands.toolRequests.push(request);
      await Promise.resolve();
      return script.tool?.(request) ?? { status: 'error', error: { code: 'tool.unscripted', message: 'No script.' } };
    },
    async askHuman(question) {
      hands.questions.push(question);
      await Promise.resolve();
      return script.human?.(question) ?? null;
    },
    wait(delayMs, signal) {
      // The driver's renewal of its lease waits until the run is over; everything else passes at once.
      if (delayMs === 5000)
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      hands.waits.push(delayMs);
      return Promise.resolve();
    },
    now: () => (clock += 1),
    random: () => 0.5,
  };
  return hands;
}
