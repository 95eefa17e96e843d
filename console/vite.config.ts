import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react(), tailwind()],
  build: {
    // Apart from /assets/, which belongs to the server-rendered pages.
    assetsDir: 'console',
    // Files would be inlined as data: addresses; the CSP allows that for pictures and fonts only.
    assetsInlineLimit: 0,
    // Tells scripts/lib/console-size.mjs which files the first page loads.
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
