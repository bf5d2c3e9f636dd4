import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api-client.ts'
import { paths } from '../paths.ts'
import { forgetDrafts } from '../ui/kept-draft.ts'

/** The way out for whoever runs the help desk. Until the server has answered nobody is told that they are out. */
export function useSignOut() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call('POST /api/sign-out'),
    onSuccess: () => {
      forgetDrafts()
      client.clear()
      // A page load, so that nothing of this person stays in memory.
      location.assign(paths.signIn)
    },
  })
}
