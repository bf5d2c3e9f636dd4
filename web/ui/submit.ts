import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTexts } from '../language.tsx'
import { newActKey } from './act-key.ts'
import { fieldErrors } from './field-errors.ts'

/** Sends the same act under the same key, so that a repetition after a lost answer does not do it twice. */
function useActKey(): (given: unknown) => string {
  const last = useRef({ given: '', key: '' })
  return (given) => {
    const text = JSON.stringify(given)
    if (last.current.given !== text) last.current = { given: text, key: newActKey() }
    return last.current.key
  }
}

/**
 * A form that calls the server: its button waits, and what the server refuses stands at the field that it names.
 * @param read takes the body out of the form
 * @param act calls the server
 */
export function useSubmit<Body, Result>({
  read,
  act,
  onDone,
}: {
  read: (form: FormData) => Body
  act: (body: Body, idempotencyKey: string) => Promise<Result>
  onDone: (result: Result, body: Body) => unknown
}) {
  const { errors: words } = useTexts()
  const form = useRef<HTMLFormElement>(null)
  const keyFor = useActKey()
  const mutation = useMutation({
    mutationFn: (body: Body) => act(body, keyFor(body)),
    onSuccess: (result, body) => onDone(result, body),
  })
  const { error } = mutation
  // What is refused of something that the form does not show would be said nowhere.
  const [unshown, setUnshown] = useState<Error>()
  useEffect(() => {
    if (!error) return
    const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (first) first.focus()
    else setUnshown(error)
  }, [error])
  const fields = fieldErrors(error, words)
  return {
    ref: form,
    onSubmit(event: FormEvent<HTMLFormElement>) {
      event.preventDefault()
      if (!mutation.isPending) mutation.mutate(read(new FormData(event.currentTarget)))
    },
    isPending: mutation.isPending,
    isDone: mutation.isSuccess,
    ...fields,
    otherError: fields.otherError ?? (unshown === error ? error : null),
  }
}

/** A text of a form, trimmed unless it is a secret. */
export function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? '').trim()
}
