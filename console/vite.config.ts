import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite'

/**
 * What goes into one file together; without it every page would bring a dozen files of 200 bytes. Dialogs come with the first
 * one that opens (19 kB of Base UI), charts and code with the first page that shows them.
 */
const CHUNKS = [
  {
    name: 'vendor',
    priority: 4,
    test: /node_modules[\\/](react|react-dom|scheduler|use-sync-external-store|@tanstack|@formatjs|intl-messageformat)[\\/]/,
  },
  {
    name: 'dialogs',
    priority: 1,
    test: /node_modules[\\/]@base-ui[\\/]|console[\\/]src[\\/]ui[\\/](Dialog|AlertDialog|ConfirmByTyping|dialog-classes)/,
  },
  {
    name: 'kit',
    priority: 3,
    test: /console[\\/]src[\\/](ui|api|i18n)[\\/](?!Dialog|Alert|Confirm|dialog|Line|Chart|chart|Code|CopyField|RadioCards|Switch|TextArea|Tabs)/,
  },
  { name: 'icons', priority: 2, test: /node_modules[\\/]lucide-react[\\/]/, minShareCount: 2 },
  {
    name: 'frame',
    priority: 1,
    test: /console[\\/]src[\\/](main|frame[\\/](?!Drawer|Palette|Shortcuts|SignInAgain|use-)|pages[\\/]([^\\/]+[\\/](places|messages)|[^\\/]+)\.ts$)/,
  },
  // What the entry needs alone: it runs before anything else is read.
  { name: 'load', priority: 9, test: /vite[\\/]preload-helper/ },
]

/** The page that people come to first, and the letters it is written in: on their way before the entry has run. */
const FIRST_FILES = /(main|ListPage)\.tsx$/
const LATIN = /inter-latin-wght-normal-[\w-]+\.woff2$/

/** Names in the page what the browser will need next. */
function preloads(): Plugin {
  return {
    name: 'preloads',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const files = Object.values(bundle)
        const chunks = files.filter(file => file.type === 'chunk')
        const first = chunks.filter(chunk => FIRST_FILES.test(chunk.facadeModuleId ?? ''))
        const scripts = new Set(first.flatMap(chunk => [...chunk.imports, chunk.fileName]))
        const fonts = files.filter(file => LATIN.test(file.fileName))
        const tags = [
          ...fonts.map(({ fileName }) => preload({ as: 'font', type: 'font/woff2', href: `/${fileName}` })),
          // Fetched, not compiled yet: as `modulepreload` they kept the first frame waiting for 80 ms more.
          ...[...scripts].map(fileName => preload({ as: 'script', href: `/${fileName}` })),
        ]
        return { html: entryLast(html), tags }
      },
    },
  }
}

/** Behind the page's content: after a script the parser pauses, and a frame without content would be drawn. */
function entryLast(html: string): string {
  const [entry = ''] = /<script type="module"[^>]*><\/script>/.exec(html) ?? []
  return html.replace(entry, '').replace('</body>', `  ${entry}\n  </body>`)
}

function preload(attributes: HtmlTagDescriptor['attrs']): HtmlTagDescriptor {
  return { tag: 'link', attrs: { rel: 'preload', crossorigin: true, ...attributes }, injectTo: 'head' }
}

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [react(), tailwind(), preloads()],
  build: {
    // Apart from /assets/, which belongs to the server-rendered pages.
    assetsDir: 'console',
    // Files would be inlined as data: addresses; the CSP allows that for pictures and fonts only.
    assetsInlineLimit: 0,
    // Tells scripts/lib/console-size.mjs which files the first page loads.
    manifest: true,
    modulePreload: { polyfill: false },
    // For the server one file: it is loaded under a new address after each build, and nothing of the last one with it.
    rolldownOptions: { output: { codeSplitting: isSsrBuild === true ? false : { groups: CHUNKS } } },
    minify: true,
    reportCompressedSize: false,
  },
  // None of the packages is there at run time.
  ...(isSsrBuild && {
    define: { 'process.env.NODE_ENV': '"production"' },
    ssr: { noExternal: true as const },
  }),
}))
