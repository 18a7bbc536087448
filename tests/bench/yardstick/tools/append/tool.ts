// `append`, for the yardstick's build alone: writes a line to a file and must never write it twice, so that a repeated call is seen.

import { appendFileSync } from 'node:fs';
import { z } from 'zod';
import { defineTool } from '../../../../../src/main/tools/define.ts';
import { appendResult } from '../../script.ts';

export default defineTool({
  kind: 'append',
  version: 1,
  title: 'Append',
  description: 'Appends a line to the record.',
  category: 'compute',
  icon: 'pencil',
  effect: 'write-once',
  reach: 'write',
  params: z.object({ file: z.string().min(1) }),
  input: z.object({ line: z.string().min(1) }),
  ports: { in: [{ name: 'line', type: 'text', required: true }], out: [{ name: 'text', type: 'text' }] },
  summary: '',
  examples: [{ title: 'A line', params: { file: '/dev/null' }, input: { line: 'first' } }],
  run({ file }, { line }, { callId }) {
    appendFileSync(file, `${callId} ${line}\n`);
    return Promise.resolve({ text: appendResult(line) });
  },
});
