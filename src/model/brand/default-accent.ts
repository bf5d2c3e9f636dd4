/** Doorward's own blue: the accent of sites that chose none, in pages and mails alike. White text can be read on it. */
export const defaultAccent = '#3158b8'
