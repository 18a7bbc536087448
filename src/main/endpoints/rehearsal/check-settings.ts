// The rules for everything in a request but its messages: tools, the choice among them, the form of the answer, limits.
// Fields that the endpoint has no use for (sampling) are accepted and have no effect; of a cache key attempt.ts takes the attempt.

import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../../shared/json/value.ts';
import {
  invalidRequest,
  type AnswerFormat,
  type OfferedTool,
  type RequestSettings,
  type ToolChoice,
} from './request.ts';

/** The settings of a request from its JSON object. Throws a Refusal for anything the real API would refuse too. */
export function checkSettings(envelope: JsonObject): RequestSettings {
  const model = ownValue(envelope, 'model');
  if (typeof model !== 'string' || model === '') throw invalidRequest('Invalid request: model is required');
  const tools = toolsOf(envelope);
  const streamOptions = ownValue(envelope, 'stream_options');
  return {
    tools,
    toolChoice: toolChoiceOf(envelope, tools),
    answerFormat: answerFormatOf(envelope),
    stream: flag(envelope, 'stream'),
    includeUsage: isJsonObject(streamOptions) && flag(streamOptions, 'include_usage'),
    maxTokens: limit(envelope, 'max_completion_tokens') ?? limit(envelope, 'max_tokens'),
    thinking: thinkingOf(envelope),
  };
}

function toolsOf(envelope: JsonObject): OfferedTool[] {
  const tools = ownValue(envelope, 'tools');
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) throw invalidRequest('Invalid request: tools must be an array');
  if (tools.length > 128) throw invalidRequest('Invalid request: at most 128 tools are supported');
  const names = new Set<string>();
  return tools.map((tool: JsonValue, position) => {
    const offered =
      isJsonObject(tool) && ownValue(tool, 'type') === 'function' ? ownValue(tool, 'function') : undefined;
    if (!isJsonObject(offered)) throw invalidRequest(`Invalid request: tools[${position}] must be of type function`);
    const name = ownValue(offered, 'name');
    if (typeof name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name)) {
      throw invalidRequest(
        `Invalid request: function name is invalid, must start with a letter and can contain letters, numbers, underscores, and dashes (tools[${position}])`,
      );
    }
    if (names.has(name)) throw invalidRequest(`Invalid request: function name ${name} is duplicated`);
    names.add(name);
    const parameters = ownValue(offered, 'parameters') ?? {};
    const type = isJsonObject(parameters) ? ownValue(parameters, 'type') : null;
    if (!isJsonObject(parameters) || (type !== undefined && type !== 'object')) {
      throw invalidRequest(`Invalid request: the parameters of ${name} must be a JSON Schema of type object`);
    }
    const description = ownValue(offered, 'description');
    return { name, description: typeof description === 'string' ? description : '', parameters };
  });
}

function toolChoiceOf(envelope: JsonObject, tools: readonly OfferedTool[]): ToolChoice {
  const choice = ownValue(envelope, 'tool_choice');
  if (choice === undefined || choice === null || choice === 'auto') return { kind: 'auto' };
  if (choice === 'none') return { kind: 'none' };
  if (choice === 'required') {
    if (tools.length === 0) throw invalidRequest("Invalid request: tool_choice 'required' needs tools");
    return { kind: 'required' };
  }
  const named = isJsonObject(choice) ? ownValue(choice, 'function') : undefined;
  const name = isJsonObject(named) ? ownValue(named, 'name') : undefined;
  if (typeof name !== 'string') throw invalidRequest('Invalid request: tool_choice is not understood');
  if (!tools.some((tool) => tool.name === name)) {
    throw invalidRequest(`Invalid request: tool_choice names ${name}, which is not among the tools`);
  }
  return { kind: 'named', name };
}

function answerFormatOf(envelope: JsonObject): AnswerFormat {
  const format = ownValue(envelope, 'response_format');
  if (format === undefined || format === null) return { kind: 'text' };
  const type = isJsonObject(format) ? ownValue(format, 'type') : undefined;
  if (type === 'text') return { kind: 'text' };
  if (type === 'json_object') return { kind: 'json' };
  if (type === 'json_schema' && isJsonObject(format)) {
    const named = ownValue(format, 'json_schema');
    const schema = isJsonObject(named) ? ownValue(named, 'schema') : undefined;
    if (isJsonObject(schema)) return { kind: 'schema', schema };
    throw invalidRequest('Invalid request: response_format.json_schema.schema must be an object');
  }
  throw invalidRequest('Invalid request: response_format.type must be text, json_object or json_schema');
}

function thinkingOf(envelope: JsonObject): boolean {
  const thinking = ownValue(envelope, 'thinking');
  const template = ownValue(envelope, 'chat_template_kwargs');
  if (isJsonObject(thinking) && ownValue(thinking, 'type') === 'disabled') return false;
  return !(isJsonObject(template) && ownValue(template, 'thinking') === false);
}

function limit(envelope: JsonObject, name: string): number | null {
  const value = ownValue(envelope, name);
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw invalidRequest(`Invalid request: ${name} must be a positive integer`);
}

function flag(object: JsonObject, name: string): boolean {
  const value = ownValue(object, name);
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  throw invalidRequest(`Invalid request: ${name} must be a boolean`);
}
