// Unit and promise tests run on Node in worker threads; what needs a browser is Playwright's (tests/e2e).

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['tests/e2e/**', 'tests/results/**'],
    environment: 'node',
    pool: 'threads',
    restoreMocks: true,
  },
});
