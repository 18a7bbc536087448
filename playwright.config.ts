// Browser tests: the same specs run against the browser host (`serve`) and against the desktop window (`desktop`).

import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'tests/results',
  globalSetup: './tests/e2e/global-setup.ts',
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: process.env['CI'] === undefined ? 'line' : 'list',
  timeout: 60_000,
  use: { trace: 'retain-on-failure', actionTimeout: 15_000 },
  projects: [{ name: 'serve' }, { name: 'desktop' }],
});
