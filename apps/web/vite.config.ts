import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { foreignAssets } from './vite/foreign-assets.ts';
import { ownFonts } from './vite/own-fonts.ts';

const target = process.env['PARLEY_DEV_SERVER'] ?? 'http://localhost:3000';
// The page's own Host goes along: the server compares it with the Origin.
const server = { target, changeOrigin: false };

export default defineConfig({
  plugins: [
    react(),
    ownFonts(),
    // What these ask for by themselves, at run time, from our own server.
    foreignAssets({
      'assets/excalidraw/fonts': '@excalidraw/excalidraw/dist/prod/fonts',
      'assets/pdfjs/standard_fonts': 'pdfjs-dist/standard_fonts',
      'assets/pdfjs/cmaps': 'pdfjs-dist/cmaps',
    }),
  ],
  // The packages' sources, so that no build has to come first.
  resolve: { conditions: ['@parley/source', 'module', 'browser', 'development|production'] },
  build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0 },
  server: {
    proxy: {
      '/api': server,
      '/files': server,
      '/ticket': server,
      '/graphql': server,
      '/sock': { ...server, ws: true },
      '/socket.io': { ...server, ws: true },
    },
  },
});
