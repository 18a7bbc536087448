// What the verdicts over what a stream said mean for a person, and whether asking again may help.

import { errorOf, type FailedVerdict, type Failure, type Place } from './failure.ts';

type RepliedVerdict = Exclude<FailedVerdict, 'error' | 'aborted'>;

interface Meaning {
  readonly message: (place: Place) => string;
  readonly action?: string;
  readonly retryable: boolean;
}

const meanings: Readonly<Record<RepliedVerdict, Meaning>> = {
  think_only: { message: ({ model }) => `${model} only thought and gave no answer.`, retryable: true },
  empty: { message: ({ model }) => `${model} gave an empty answer.`, retryable: true },
  truncated: {
    message: ({ model }) => `The answer of ${model} was cut at the limit of output tokens.`,
    action: 'Raise the output limit of the agent.',
    retryable: true,
  },
  filtered: {
    message: ({ server }) => `The content filter of ${server} stopped the answer.`,
    action: 'Change the instructions or the sources.',
    retryable: false,
  },
  incomplete: {
    message: ({ server }) => `The answer of ${server} ended before it was complete.`,
    retryable: true,
  },
  leaked_tool_tokens: {
    message: ({ server, model }) => `${server} let raw tool tokens of ${model} through as text.`,
    action: 'Start the server with the tool and reasoning parsers of the model.',
    retryable: true,
  },
  repetitive: {
    message: ({ model }) => `${model} fell into saying the same again and again, and was stopped.`,
    action: 'Lower the output limit of the agent, or choose another model.',
    retryable: true,
  },
};

/** The failure behind a verdict; its code is `endpoint.` and the verdict. */
export function verdictFailure(verdict: RepliedVerdict, place: Place): Failure {
  const { message, action, retryable } = meanings[verdict];
  return { verdict, error: errorOf(`endpoint.${verdict}`, message(place), action), retryable, retryAfterMs: null };
}
