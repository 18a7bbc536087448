// `search`, the yardstick's own tool: finds what the server expects, and notes how much of the machine was used so far. It stands in a
// folder of tools like any other; only the yardstick's build has it.

import { z } from 'zod';
import { defineTool } from '../../../../../src/main/tools/define.ts';
import { noteCall } from '../../samples.ts';
import { searchResult } from '../../script.ts';

export default defineTool({
  kind: 'search',
  version: 1,
  title: 'Search',
  description: 'Searches the archive and returns quoted passages.',
  category: 'retrieve',
  icon: 'search',
  effect: 'read',
  reach: 'pure',
  params: z.object({}),
  input: z.object({
    query: z.string().min(1).meta({ description: 'What to look for.' }),
    limit: z.int().min(1).max(50).meta({ description: 'How many passages.' }),
  }),
  ports: {
    in: [
      { name: 'query', type: 'text', required: true },
      { name: 'limit', type: 'number' },
    ],
    out: [{ name: 'text', type: 'text' }],
  },
  summary: '',
  examples: [{ title: 'A search', params: {}, input: { query: 'quay', limit: 4 } }],
  run(_, { query }) {
    noteCall();
    return Promise.resolve({ text: searchResult(query) });
  },
});
