import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// In development everything under /api goes to the mock server, or to a real one: TUTELA=http://127.0.0.1:8750 npm run dev
const server = process.env['TUTELA'] ?? 'http://127.0.0.1:8751';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { port: 8752, proxy: { '/api': { target: server, changeOrigin: true } } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
