// A small client for the rehearsal endpoint and a run of its loop with tools that a test brings along. It checks every call against the
// tool's schema, as a strict program would, and echoes messages exactly as they came.

import { Validator, type Schema } from '@cfworker/json-schema';
import { startRehearsal, type RehearsalOptions } from '../../../src/main/endpoints/rehearsal/server.ts';

export interface TestTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The text that the tool returns. */
  readonly run: (input: Readonly<Record<string, unknown>>) => unknown;
}

export interface MadeCall {
  readonly name: string;
  readonly id: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: string;
  readonly step: number;
}

export interface FinishedRun {
  readonly calls: readonly MadeCall[];
  readonly answer: string;
  readonly reasoning: readonly string[];
  readonly messages: readonly unknown[];
}

export interface WireAnswer {
  readonly id: string;
  readonly model: string;
  readonly choices: readonly {
    readonly finish_reason: string;
    readonly message: {
      readonly content?: string;
      readonly reasoning_content?: string;
      readonly tool_calls?: readonly {
        readonly id: string;
        readonly function: { readonly name: string; readonly arguments: string };
      }[];
    };
  }[];
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
    readonly cached_tokens: number;
    readonly prompt_tokens_details: { readonly cached_tokens: number };
  };
}

/** Posts a request and returns status and JSON. */
export async function post(
  url: string,
  body: unknown,
): Promise<{ status: number; json: WireAnswer; error: { message: string; type: string } | undefined }> {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const json = (await response.json()) as WireAnswer & { error?: { message: string; type: string } };
  return { status: response.status, json, error: json.error };
}

/** The `tools` of a request. */
export function offered(tools: readonly TestTool[]): unknown[] {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description, parameters },
  }));
}

/** Runs the loop until the answer; throws when a call does not fit its schema or names no tool. */
export async function runLoop(
  tools: readonly TestTool[],
  question: string,
  options: RehearsalOptions & { readonly system?: string; readonly extra?: object; readonly mostSteps?: number } = {},
): Promise<FinishedRun> {
  const { system, extra, mostSteps, ...endpoint } = options;
  const rehearsal = await startRehearsal(endpoint);
  const validators = new Map(
    tools.map((tool) => [tool.name, new Validator(tool.parameters as Schema, '2020-12', false)]),
  );
  const messages: unknown[] = [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    { role: 'user', content: question },
  ];
  const calls: MadeCall[] = [];
  const reasoning: string[] = [];
  try {
    for (let step = 0; step < (mostSteps ?? 40); step += 1) {
      const { status, json, error } = await post(rehearsal.url, {
        model: 'rehearsal',
        messages,
        tools: offered(tools),
        ...extra,
      });
      if (status !== 200) throw new Error(`${status}: ${error?.message}`);
      const message = json.choices[0]?.message;
      if (message === undefined) throw new Error('no choice');
      messages.push(message);
      reasoning.push(message.reasoning_content ?? '');
      if (message.tool_calls === undefined) return { calls, answer: message.content ?? '', reasoning, messages };
      for (const call of message.tool_calls) {
        const tool = tools.find((candidate) => candidate.name === call.function.name);
        const input = JSON.parse(call.function.arguments) as Record<string, unknown>;
        const checked = validators.get(call.function.name)?.validate(input);
        if (tool === undefined || checked?.valid !== true) {
          throw new Error(
            `call ${call.id} ${call.function.arguments} does not fit: ${JSON.stringify(checked?.errors)}`,
          );
        }
        const result = tool.run(input);
        const text = typeof result === 'string' ? result : JSON.stringify(result);
        calls.push({ name: tool.name, id: call.id, input, result: text, step });
        messages.push({ role: 'tool', tool_call_id: call.id, name: tool.name, content: text });
      }
    }
    throw new Error('the run did not end');
  } finally {
    await rehearsal.close();
  }
}
