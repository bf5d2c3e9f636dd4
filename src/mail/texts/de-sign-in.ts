import type { MailValues } from '../../model/mail.ts'
import type { Block, MailDocument } from '../document.ts'
import type { TextContext } from './texts.ts'

const reasons: { readonly [Reason in NonNullable<TextContext['way']['reason']>]: (site: string) => string } =
  {
    staff: (site) => `Sie arbeiten bei ${site}: Mitarbeitende melden sich auf einer eigenen Seite an.`,
    inactive: (site) =>
      `Ihr Konto bei ${site} ist nicht aktiv, darum gibt es keinen Code. Fragen Sie Ihre eigene IT oder das Team von ${site}.`,
    'by-directory': (site) => `Ihre Firma verwaltet Ihr Konto bei ${site} und meldet Sie an.`,
    'not-open': (site) =>
      `Bei ${site} gibt es kein Konto mit dieser Adresse, und hier kann keines entstehen. Bitten Sie das Team von ${site} um eine Einladung.`,
  }

export function signInCode({ page }: MailValues['sign-in-code'], { site, way }: TextContext): MailDocument {
  const { digits, reason, doors } = way
  const blocks: Block[] = []
  if (digits !== null) {
    blocks.push(
      {
        kind: 'paragraph',
        text: `Das ist Ihr Code für ${page ? `die Einrichtungsseite von ${site}` : site}. Geben Sie ihn dort ein, wo Sie ihn angefordert haben:`,
      },
      { kind: 'facts', facts: [['Code', digits]] },
    )
  }
  if (reason !== null) blocks.push({ kind: 'paragraph', text: reasons[reason](site) })
  if (digits !== null && doors.length > 0) {
    blocks.push({ kind: 'paragraph', text: 'Meldet Ihre Firma Sie an? Dann nehmen Sie deren Tür:' })
  }
  for (const { name, url } of doors) {
    blocks.push({
      kind: 'button',
      label: reason === 'staff' ? 'Anmeldung für Mitarbeitende' : `Über ${name} anmelden`,
      url,
    })
  }
  blocks.push({
    kind: 'note',
    text:
      digits === null
        ? 'Jemand wollte sich mit dieser Adresse anmelden. Waren Sie es nicht? Dann tun Sie nichts.'
        : 'Der Code gilt zehn Minuten, in dem Browser, in dem er angefordert wurde. Niemand von uns fragt Sie je danach. Waren Sie es nicht? Dann tun Sie nichts.',
  })
  return {
    subject: digits === null ? `Anmeldung bei ${site}` : `${digits} ist Ihr Code für ${site}`,
    blocks,
    footer: page
      ? `Sie erhalten dies, weil jemand Ihre Einrichtungsseite bei ${site} geöffnet hat.`
      : `Sie erhalten dies, weil jemand diese Adresse auf der Anmeldeseite von ${site} angegeben hat.`,
  }
}
