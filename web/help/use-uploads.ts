import { useEffect, useRef, useState } from 'react'
import { type Attachment, Upload, type UploadBase, UploadFailed } from './upload.ts'

/** A file on its way. */
export interface UnderWay {
  readonly key: number
  readonly name: string
  readonly sizeBytes: number
  readonly sentBytes: number
  /** Why it stopped; undefined while it goes on. */
  readonly error: UploadFailed | undefined
}

interface Options {
  readonly base: UploadBase
  readonly onDone: (attachment: Attachment) => void
}

/** So many are sent at once; the others wait for their turn. */
const atOnceMax = 2

/** Sends files, a few at a time, as long as the page stands that shows them. */
export function useUploads({ base, onDone }: Options) {
  const [underWay, setUnderWay] = useState<readonly UnderWay[]>([])
  const done = useRef(onDone)
  done.current = onDone
  const queue = useRef(new Map<number, { upload: Upload; state: 'waiting' | 'sending' | 'failed' }>())
  const keys = useRef(0)

  useEffect(() => {
    const all = queue.current
    // Whoever leaves the page gives up what is on its way.
    return () => {
      for (const { upload } of all.values()) upload.cancel()
      all.clear()
    }
  }, [])

  const change = (key: number, now: Partial<UnderWay>) =>
    setUnderWay((all) => all.map((one) => (one.key === key ? { ...one, ...now } : one)))
  const forget = (key: number) => {
    queue.current.delete(key)
    setUnderWay((all) => all.filter((one) => one.key !== key))
    next()
  }
  const next = () => {
    const all = [...queue.current]
    const sending = all.filter(([, { state }]) => state === 'sending').length
    const waiting = all.filter(([, { state }]) => state === 'waiting')
    for (const [key, one] of waiting.slice(0, Math.max(0, atOnceMax - sending))) {
      one.state = 'sending'
      one.upload.run().then(
        (attachment) => {
          if (!queue.current.has(key)) return
          done.current(attachment)
          forget(key)
        },
        (error: unknown) => {
          if (!queue.current.has(key)) return
          one.state = 'failed'
          change(key, { error: error instanceof UploadFailed ? error : new UploadFailed(undefined) })
          next()
        },
      )
    }
  }

  return {
    underWay,
    add(files: readonly { readonly file: File; readonly name: string }[]) {
      for (const { file, name } of files) {
        const key = ++keys.current
        const onProgress = (sentBytes: number) => change(key, { sentBytes })
        queue.current.set(key, { upload: new Upload({ base, file, name, onProgress }), state: 'waiting' })
        const one = { key, name, sizeBytes: file.size, sentBytes: 0, error: undefined }
        setUnderWay((all) => [...all, one])
      }
      next()
    },
    retry(key: number) {
      const one = queue.current.get(key)
      if (!one) return
      one.state = 'waiting'
      change(key, { error: undefined })
      next()
    },
    cancel(key: number) {
      queue.current.get(key)?.upload.cancel()
      forget(key)
    },
  }
}
