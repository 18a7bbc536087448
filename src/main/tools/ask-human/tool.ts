// `ask-human`: a question to the person in front of the run. The machine asks and waits; a run without a person stops in the state
// `waiting` and goes on when somebody answers.

import { z } from 'zod';
import { defineTool } from '../define.ts';

export default defineTool({
  kind: 'ask-human',
  version: 1,
  title: 'Ask a person',
  description:
    'Asks the person who runs this a question and returns the answer. Use it only when something is needed that no other tool can find out, such as a choice, a preference or a permission.',
  category: 'people',
  icon: 'message-circle-question-mark',
  performer: 'person',
  effect: 'read',
  reach: 'pure',
  params: z.object({}),
  input: z.object({
    question: z.string().min(1).max(4000).meta({ description: 'One question, complete in itself.' }),
    choices: z
      .array(z.string().min(1).max(200))
      .max(20)
      .optional()
      .meta({ description: 'Answers to choose from, if there are only a few.' }),
  }),
  ports: {
    in: [
      { name: 'question', type: 'text', required: true, title: 'question' },
      { name: 'choices', type: 'text', list: true, title: 'choices' },
    ],
    out: [{ name: 'answer', type: 'text', title: 'answer' }],
  },
  summary: 'waits for an answer',
  examples: [
    {
      title: 'An open question',
      params: {},
      input: { question: 'Which of the two reports should the summary follow?' },
    },
    { title: 'A choice', params: {}, input: { question: 'May the letter go out?', choices: ['Yes', 'No'] } },
  ],
});
