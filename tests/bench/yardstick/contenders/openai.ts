// The loop that a careful application writes over the `openai` client as it comes: streaming, reasoning kept and sent back. With
// `forgets`, it does what most frameworks do and leaves the reasoning out.

import OpenAI from 'openai';
import { noteCall } from '../samples.ts';
import { searchResult } from '../script.ts';
import { searchFunction, type Contender } from './contender.ts';

type Delta = OpenAI.ChatCompletionChunk.Choice.Delta & { readonly reasoning_content?: string };

/** A loop over the client. */
export function openClientLoop(url: string, onText: (text: string) => void, forgets: boolean): Contender {
  const client = new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0 });
  const tools: OpenAI.ChatCompletionTool[] = [
    { type: 'function', function: { ...searchFunction, parameters: { ...searchFunction.parameters } } },
  ];
  return {
    async run(question) {
      const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: question }];
      for (;;) {
        const common = { model: 'yardstick', messages, tools, stream_options: { include_usage: true } };
        const stream = await client.chat.completions.create({ ...common, stream: true });
        let [reasoning, content] = ['', ''];
        const calls: OpenAI.ChatCompletionMessageFunctionToolCall[] = [];
        for await (const chunk of stream) {
          const delta = chunk.choices[0]?.delta as Delta | undefined;
          if (delta === undefined) continue;
          const text = delta.reasoning_content ?? delta.content ?? '';
          if (text !== '') onText(text);
          reasoning += delta.reasoning_content ?? '';
          content += delta.content ?? '';
          for (const { id, function: named } of delta.tool_calls ?? []) {
            const call = calls[0];
            if (call !== undefined) call.function.arguments += named?.arguments ?? '';
            else
              calls.push({
                id: id ?? '',
                type: 'function',
                function: { name: named?.name ?? '', arguments: named?.arguments ?? '' },
              });
          }
        }
        const [call] = calls;
        if (call === undefined) return content;
        const echoed = forgets ? {} : { reasoning_content: reasoning };
        messages.push({ role: 'assistant', content, tool_calls: calls, ...echoed });
        noteCall();
        const { query } = JSON.parse(call.function.arguments) as { query: string };
        messages.push({ role: 'tool', tool_call_id: call.id, content: searchResult(query) });
      }
    },
    close: () => Promise.resolve(),
  };
}
