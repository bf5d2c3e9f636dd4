/** Words for what the server names; what a later server names is shown as it is. */
export type Words = { readonly [name: string]: string | undefined }
