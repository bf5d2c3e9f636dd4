import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { firstBody } from './first/first-body.ts'
import { firstScript } from './first/first-script.ts'
import { firstSheet } from './first/first-sheet.ts'
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

/**
 * What is seen of a page before its script and its style sheets have come stands in the document itself, with the little script
 * that says so where they do not come; the server allows both by their digests. The sheets stand behind it: what is before a
 * sheet is painted without it, and the pages' script waits for all of them.
 */
function firstSight(): Plugin {
  return {
    name: 'first-sight',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const sheets = html.match(/<link rel="stylesheet"[^>]*>/g) ?? []
        const rest = html.replace(/\s*<link rel="stylesheet"[^>]*>/g, '')
        return rest
          .replace(
            '<title>',
            () => `<script>${firstScript()}</script>\n    <style>${firstSheet()}</style>\n    <title>`,
          )
          .replace(
            '<div id="root"></div>',
            () => `<div id="root">${firstBody()}</div>\n    ${sheets.join('\n    ')}`,
          )
      },
    },
  }
}

/** Packages' lists of all that they have; not all of it is wanted. */
const lists = /node_modules\/@(?:mantine\/\w+|tabler\/icons-react)\//
/** The entry itself, and its style sheets, which stand in the order in which it names them. */
const ofMain = /\/web\/(?:main\.tsx|index\.html)$|(?<!\.module)\.css$/

/**
 * What every page loads at first in few files: each file is a way to the server and back, of which a browser goes six at a time.
 */
function oneFirstFile(): Plugin & { readonly isFirst: (id: string) => boolean } {
  const first = new Set<string>()
  return {
    name: 'one-first-file',
    isFirst: (id) => first.has(id),
    buildEnd() {
      const add = (id: string) => {
        if (first.has(id) || lists.test(id)) return
        if (!ofMain.test(id)) first.add(id)
        for (const next of this.getModuleInfo(id)?.importedIds ?? []) add(next)
      }
      for (const id of this.getModuleIds()) if (this.getModuleInfo(id)?.isEntry) add(id)
    },
  }
}
const firstFile = oneFirstFile()

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), themeSheet(), guides(), firstFile, firstSight()],
  server: { proxy: { '/api': 'http://localhost:3000' } },
  build: {
    manifest: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What is too much is said by scripts/build-web.js, of what travels.
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', test: (id) => firstFile.isFirst(id) },
            // Icons are of a few bytes each.
            { name: 'icons', test: /node_modules\/@tabler\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
  logLevel: 'warn',
})
