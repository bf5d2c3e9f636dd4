import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { guideSections } from './guide-sections.ts'
import { themeCss } from './ui/theme-css.ts'

const themeId = 'virtual:theme.css'

/**
 * Mantine's variables as a style sheet of the build. Mantine itself would write them into a `<style>` element at run time,
 * which the content security policy forbids, as it forbids every other inline style.
 */
function themeSheet(): Plugin {
  return {
    name: 'theme-sheet',
    resolveId: (id) => (id === themeId ? `\0${themeId}` : undefined),
    load: (id) => (id === `\0${themeId}` ? themeCss() : undefined),
  }
}

/** A guide's Markdown as a module with its sections. */
function guides(): Plugin {
  return {
    name: 'guides',
    transform: (markdown, id) =>
      /\/docs\/guides\/\w+\.md$/.test(id)
        ? { code: `export const sections = ${JSON.stringify(guideSections(markdown))}`, map: null }
        : undefined,
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), themeSheet(), guides()],
  server: { proxy: { '/api': 'http://localhost:3000' } },
  build: { manifest: true, target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  logLevel: 'warn',
})
