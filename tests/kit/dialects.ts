// How the servers that Longline knows speak, from their documentation and sources (2026-11): the data behind dialect-server.ts. Where the
// real server can be set up in several ways, the one that its makers recommend for Kimi.

import type { Body, Counts, Message, Speech } from './dialect-server.ts';

type Call = Speech['call'];

const textAt =
  (key: string) =>
  (message: Message): string | null => {
    const value = message[key];
    return typeof value === 'string' ? value : null;
  };

const thinkUnder =
  (key: string): Speech['think'] =>
  (thought) => [{ [key]: thought.slice(0, 20) }, { [key]: thought.slice(20) }];

const fragments =
  (id: (name: string, index: number) => string): Call =>
  (calls, before) =>
    calls.flatMap(({ name, text }, index) => [
      { tool_calls: [{ index, id: id(name, before + index), type: 'function', function: { name, arguments: '' } }] },
      { tool_calls: [{ index, function: { arguments: text.slice(0, 5) } }] },
      { tool_calls: [{ index, function: { arguments: text.slice(5) } }] },
    ]);

// Ollama sends each call whole, and all of them under the index 0.
const wholeAtZero: Call = (calls, before) =>
  calls.map(({ name, text }, index) => ({
    tool_calls: [{ index: 0, id: `call_${before + index}`, type: 'function', function: { name, arguments: text } }],
  }));

const kimiIds = fragments((name, index) => `functions.${name}:${index}`);
const openAiIds = fragments((_, index) => `call_${String(index).padStart(8, '0')}`);

const counted = ({ prompt, completion }: Counts) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});
const withDetails: Speech['usage'] = (counts) => ({
  own: { ...counted(counts), prompt_tokens_details: { cached_tokens: counts.cached } },
});

const openAiError = (message: string) => ({ error: { message, type: 'invalid_request_error' } });
const flatError = (message: string) => ({ object: 'error', message, type: 'BadRequestError', param: null, code: 400 });
const nothing = () => null;

const base: Speech = {
  model: 'some-model',
  list: { object: 'list', data: [{ id: 'some-model', object: 'model' }] },
  told: {},
  think: thinkUnder('reasoning_content'),
  read: textAt('reasoning_content'),
  strict: false,
  refuse: nothing,
  error: openAiError,
  call: openAiIds,
  usage: withDetails,
  obeysNone: true,
};

const own = (id: string, ownedBy: string, more: object = {}): unknown => ({
  object: 'list',
  data: [{ id, object: 'model', owned_by: ownedBy, ...more }],
});

// Sampling of the K series is fixed, and the old name of the output limit is on its way out.
function moonshotRefuses(body: Body): string | null {
  if (body['temperature'] !== undefined || body['top_p'] !== undefined) return 'invalid temperature: only 1 is allowed';
  if (body['max_completion_tokens'] === undefined) return 'max_completion_tokens is missing';
  if (body['chat_template_kwargs'] !== undefined) return 'unknown field chat_template_kwargs';
  for (const tool of (body['tools'] ?? []) as readonly { readonly function: { readonly parameters: object } }[]) {
    const text = JSON.stringify(tool.function.parameters);
    if (/"(oneOf|const|format|\$schema|exclusiveMinimum)":/.test(text)) {
      return 'tools.function.parameters is not a valid moonshot flavored json schema';
    }
  }
  return null;
}

/** A server of each kind by the id of its profile. */
export const speeches: Readonly<Record<string, Speech>> = {
  moonshot: {
    ...base,
    model: 'kimi-k2.6',
    list: own('kimi-k2.6', 'moonshot', { context_length: 262_144 }),
    strict: true,
    refuse: moonshotRefuses,
    call: fragments((name, index) => `${name}:${index % 2}`),
    usage: (counts) => ({ atChoice: { ...counted(counts), cached_tokens: counts.cached } }),
  },
  vllm: {
    ...base,
    model: 'moonshotai/Kimi-K2-Thinking',
    list: own('moonshotai/Kimi-K2-Thinking', 'vllm', { max_model_len: 131_072 }),
    told: { '/version': { version: '0.27.1' } },
    think: thinkUnder('reasoning'),
    read: textAt('reasoning'),
    error: flatError,
    call: kimiIds,
  },
  sglang: {
    ...base,
    model: 'Kimi-K2.6',
    list: own('Kimi-K2.6', 'sglang', { max_model_len: 262_144 }),
    told: {
      '/get_server_info': {
        model_path: '/models/Kimi-K2.6',
        context_length: 200_000,
        max_total_num_tokens: 410_000,
        quantization: 'compressed-tensors',
        kt_method: null,
        kt_weight_path: null,
        version: '0.5.9',
      },
    },
    error: flatError,
    call: kimiIds,
    usage: (counts) => ({
      own: { ...counted(counts), prompt_tokens_details: { cached_tokens: counts.cached }, reasoning_tokens: 30 },
    }),
  },
  ktransformers: {
    ...base,
    model: 'Kimi-K2-Thinking',
    list: own('Kimi-K2-Thinking', 'sglang', { max_model_len: 262_144 }),
    told: {
      '/server_info': {
        model_path: '/models/Kimi-K2-Thinking',
        context_length: null,
        max_total_tokens: 37_000,
        quantization: null,
        kt_method: 'AMXINT4',
        kt_weight_path: '/models/Kimi-K2-Thinking-CPU-weight',
      },
    },
    error: flatError,
    call: kimiIds,
  },
  llamacpp: {
    ...base,
    model: 'Kimi-K2-Thinking',
    list: own('Kimi-K2-Thinking', 'llamacpp', { meta: { n_ctx_train: 262_144, n_params: 1_000_000_000_000 } }),
    told: {
      '/props': {
        default_generation_settings: { n_ctx: 16_384 },
        total_slots: 2,
        model_path: '/models/Kimi-K2-Thinking-UD-Q4_K_XL-00001-of-00013.gguf',
        build_info: 'b7301-c9bbc779',
      },
    },
    error: (message) => ({ error: { code: 400, message, type: 'invalid_request_error' } }),
    call: fragments((_, index) => `r${index}Gk3`),
    usage: (counts) => ({
      own: counted(counts),
      timings: { cache_n: counts.cached, prompt_n: counts.prompt - counts.cached, predicted_n: counts.completion },
    }),
  },
  ollama: {
    ...base,
    model: 'kimi-k2-thinking:q4',
    list: own('kimi-k2-thinking:q4', 'library'),
    told: {
      '/api/version': { version: '0.13.1' },
      '/api/ps': {
        models: [
          {
            name: 'kimi-k2-thinking:q4',
            model: 'kimi-k2-thinking:q4',
            context_length: 32_768,
            details: { quantization_level: 'Q4_K_M' },
          },
        ],
      },
      '/api/show': {
        details: { quantization_level: 'Q4_K_M' },
        model_info: { 'deepseek2.context_length': 262_144 },
        capabilities: ['tools', 'thinking'],
      },
    },
    think: thinkUnder('reasoning'),
    read: textAt('reasoning'),
    call: wholeAtZero,
    usage: (counts) => ({ own: counted(counts) }),
    refuse: (body) => (body['max_tokens'] === undefined ? 'the output is not limited' : null),
    obeysNone: false,
  },
  'lm-studio': {
    ...base,
    model: 'kimi-k2-thinking-mlx',
    list: { object: 'list', data: [{ id: 'kimi-k2-thinking-mlx', object: 'model', owned_by: 'organization_owner' }] },
    told: {
      '/api/v1/models': {
        models: [
          {
            key: 'kimi-k2-thinking-mlx',
            quantization: { name: '4bit', bits_per_weight: 4 },
            max_context_length: 262_144,
            loaded_instances: [{ id: 'kimi-k2-thinking-mlx', config: { context_length: 20_000 } }],
          },
        ],
      },
    },
    // Its setting for this is off: reasoning comes and goes as gpt-oss has it.
    think: thinkUnder('reasoning'),
    read: textAt('reasoning'),
    usage: (counts) => ({ own: counted(counts) }),
  },
  openrouter: {
    ...base,
    model: 'moonshotai/kimi-k2-thinking',
    list: {
      data: [
        {
          id: 'moonshotai/kimi-k2-thinking',
          context_length: 262_144,
          top_provider: { context_length: 262_144 },
        },
      ],
    },
    told: {
      '/v1/models/moonshotai/kimi-k2-thinking/endpoints': {
        data: {
          endpoints: [
            { provider_name: 'One', context_length: 262_144, quantization: 'int4' },
            { provider_name: 'Two', context_length: 131_072, quantization: 'fp8' },
          ],
        },
      },
    },
    think: (thought) => [
      { reasoning: thought.slice(0, 20), reasoning_details: [detail(thought.slice(0, 20))] },
      { reasoning: thought.slice(20), reasoning_details: [detail(thought.slice(20))] },
    ],
    read: (message) => {
      const details = message['reasoning_details'];
      if (!Array.isArray(details)) return null;
      return (details as readonly { readonly text: string }[]).map(({ text }) => text).join('');
    },
    usage: (counts) => ({
      own: {
        ...counted(counts),
        prompt_tokens_details: { cached_tokens: counts.cached },
        cost: 0.0012,
        is_byok: false,
      },
    }),
  },
  deepseek: {
    ...base,
    model: 'deepseek-v4-pro',
    list: own('deepseek-v4-pro', 'deepseek'),
    strict: true,
    usage: ({ prompt, completion, cached }) => ({
      own: {
        prompt_tokens: prompt,
        completion_tokens: completion,
        prompt_cache_hit_tokens: cached,
        prompt_cache_miss_tokens: prompt - cached,
        completion_tokens_details: { reasoning_tokens: 30 },
      },
    }),
  },
  together: {
    ...base,
    model: 'moonshotai/Kimi-K2.6',
    list: [{ id: 'moonshotai/Kimi-K2.6', object: 'model', context_length: 262_144 }],
    think: thinkUnder('reasoning'),
    read: textAt('reasoning'),
    usage: (counts) => ({ own: counted(counts) }),
  },
  fireworks: {
    ...base,
    model: 'accounts/fireworks/models/kimi-k2p6',
    list: { data: [{ id: 'accounts/fireworks/models/kimi-k2p6', context_length: 262_144, owned_by: 'fireworks' }] },
  },
  // Recognised by nothing: it sends reasoning twice and reads the other name than the usual one.
  'openai-compatible': {
    ...base,
    think: (thought) => [{ reasoning_content: thought, reasoning: thought }],
    read: textAt('reasoning'),
    refuse: (body) => (body['chat_template_kwargs'] === undefined ? null : 'Extra inputs are not permitted'),
  },
};

function detail(text: string): unknown {
  return { type: 'reasoning.text', text, format: 'unknown', index: 0 };
}
