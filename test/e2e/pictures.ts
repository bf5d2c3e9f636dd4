// The pictures that README and docs show: each is of one page, and has its name.
import type { paths } from '../../web/paths.ts'

interface Picture {
  /** Width and height of the window in pixels; the picture has twice as many. */
  readonly size: readonly [width: number, height: number]
}

/** The demonstration's panel is a page only where there is a demonstration. */
type Page = keyof typeof paths | 'demo'

/** By the page that each shows. `npm run screenshots` makes them anew. */
export const pictures: { readonly [page in Page]?: Picture } = {
  consoleRequest: { size: [1280, 800] },
  provisioning: { size: [1280, 800] },
  preview: { size: [1280, 700] },
  directories: { size: [1280, 560] },
  demo: { size: [1280, 1150] },
  home: { size: [1280, 560] },
}

/** Where the picture of a page lies. */
export const pictureOf = (page: string) =>
  `docs/images/${page.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.png`
