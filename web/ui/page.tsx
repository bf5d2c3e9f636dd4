import { type ReactNode, useEffect } from 'react'
import { useBrand } from '../brand.ts'
import { useTexts } from '../language.tsx'
import c from './layout.module.css'

interface Props {
  /** The heading, and the beginning of the browser's title. */
  readonly title: string
  /** What the browser's title says beside it, where pages of one thing or of two kinds have the same heading. */
  readonly part?: string
  readonly crumb?: ReactNode
  readonly sub?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** The head of every page of the administration, and what stands below it. */
export function Page({ title, part, crumb, sub, actions, children }: Props) {
  useTitle(part === undefined ? title : `${part} · ${title}`)
  return (
    <>
      <div className={c.title}>
        <div className="grow">
          {crumb && <div className={c.crumb}>{crumb}</div>}
          <h1>{title}</h1>
          {sub && <div className="second">{sub}</div>}
        </div>
        {actions && <div className="row wrap">{actions}</div>}
      </div>
      {children}
    </>
  )
}

/** @param isOwn whether the page is called so, and not only a part of it */
export function useTitle(title: string, isOwn = true): void {
  const { product } = useTexts()
  const { name = product } = useBrand()
  useEffect(() => {
    if (isOwn) document.title = `${title} · ${name}`
  }, [title, name, isOwn])
}
