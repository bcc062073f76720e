import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env['PARLEY_DEV_SERVER'] ?? 'http://localhost:3000';

export default defineConfig({
  plugins: [react()],
  // The packages' sources, so that no build has to come first.
  resolve: { conditions: ['@parley/source', 'module', 'browser', 'development|production'] },
  build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0 },
  server: {
    proxy: {
      '/api': server,
      '/ticket': server,
      '/sock': { target: server, ws: true },
    },
  },
});
