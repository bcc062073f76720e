import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const target = process.env['PARLEY_DEV_SERVER'] ?? 'http://localhost:3000';
// The page's own Host goes along: the server compares it with the Origin.
const server = { target, changeOrigin: false };

export default defineConfig({
  plugins: [react()],
  // The packages' sources, so that no build has to come first.
  resolve: { conditions: ['@parley/source', 'module', 'browser', 'development|production'] },
  build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0 },
  server: {
    proxy: {
      '/api': server,
      '/ticket': server,
      '/graphql': server,
      '/sock': { ...server, ws: true },
      '/socket.io': { ...server, ws: true },
    },
  },
});
