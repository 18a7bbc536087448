// What every contender of the yardstick can do.

export interface Contender {
  /** Asks a question and resolves with the answer after all its steps. */
  run(question: string): Promise<string>;
  close(): Promise<void>;
}

/** The function that contenders declare to the model; the product derives the same from its tool. */
export const searchFunction = {
  name: 'search',
  description: 'Searches the archive and returns quoted passages.',
  parameters: {
    type: 'object',
    properties: {
      query: { type: 'string', minLength: 1, description: 'What to look for.' },
      limit: { type: 'integer', minimum: 1, maximum: 50, description: 'How many passages.' },
    },
    required: ['query', 'limit'],
    additionalProperties: false,
  },
} as const;
