import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { firstView } from './build/firstView.ts';
import { serviceWorker } from './build/serviceWorker.ts';

const backend = 'http://localhost:8080';

export default defineConfig({
  plugins: [react(), serviceWorker(), firstView(250_000)],
  build: {
    outDir: '../gateway/wwwroot',
    emptyOutDir: true,
    rolldownOptions: {
      // The app, the page that shows the API's description, and the service worker, whose address must never change.
      input: { index: 'index.html', api: 'docs/api/index.html', sw: 'src/worker/sw.ts' },
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
    // Inlined data: URLs would need a wider Content-Security-Policy than `default-src 'self'`.
    assetsInlineLimit: 0,
    // The policy has no room for the inline script of the polyfill either.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': backend,
      '/hubs': { target: backend, ws: true },
      '/ws': { target: backend, ws: true },
    },
  },
  test: {
    environment: 'node',
    include: ['tests/**/*.test.{ts,tsx}'],
  },
});
