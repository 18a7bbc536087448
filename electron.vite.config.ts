// How the three parts are built: the main process with the command line and the journal's thread, the preload, the page.
// Packages in `dependencies` (native ones) stay outside the bundles, everything else is bundled.

import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';

const source = (path: string): string => resolve(import.meta.dirname, 'src', path);

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          index: source('main/index.ts'),
          cli: source('main/hosts/cli/main.ts'),
          'journal-thread': source('main/store/journal-thread.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { preload: source('main/hosts/electron/preload.ts') },
        // A sandboxed preload must be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    plugins: [react(), tailwindcss()],
    build: {
      outDir: resolve(import.meta.dirname, 'out/renderer'),
      minify: true,
      // The policy of the page has no inline scripts and no `data:` fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // The page is read from this machine, not over a network.
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: source('renderer/index.html') },
    },
  },
});
