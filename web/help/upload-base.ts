/** Where whoever asks brings files, and reads them. */
export const uploadBase = '/api/help/attachments' as const
