// The child's end of the link to the test. The child ends when the test does.

import { createLink } from './link.ts';

export const link = createLink({
  send(message) {
    process.send?.(message);
  },
  onMessage(receive) {
    process.on('message', receive);
  },
});

process.on('disconnect', () => process.exit(1));
