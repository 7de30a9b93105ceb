import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const backend = 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../gateway/wwwroot',
    emptyOutDir: true,
    // The app, and the page that shows the API's description.
    rolldownOptions: { input: ['index.html', 'docs/api/index.html'] },
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
    include: ['tests/**/*.test.ts'],
  },
});
