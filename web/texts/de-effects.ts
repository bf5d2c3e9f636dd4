import type { Effect } from './effect.ts'

/** What the server writes down as the effect of an exchange, in English, and the same in German. */
const clauses: readonly (readonly [english: RegExp, german: string])[] = [
  [/^Read only$/, 'Nur gelesen'],
  [
    /^No effect: everything was as the call wants it$/,
    'Keine Wirkung: Alles war schon, wie der Aufruf es will',
  ],
  [/^No effect on people$/, 'Keine Wirkung auf Personen'],
  [/^(.+) was added, inactive$/, '$1 wurde hinzugefügt, inaktiv'],
  [/^(.+) was added$/, '$1 wurde hinzugefügt'],
  [
    /^nobody was added: the directory has as many people as it may have, and a person decides$/,
    'niemand wurde hinzugefügt: Das Verzeichnis hat so viele Personen, wie es haben darf; ein Mensch entscheidet',
  ],
  [
    /^nobody was added: the access policy does not let this address in, and a person decides$/,
    'niemand wurde hinzugefügt: Die Zugangsregel lässt diese Adresse nicht herein; ein Mensch entscheidet',
  ],
  [
    /^nobody was added: somebody like this was erased, and a person decides$/,
    'niemand wurde hinzugefügt: Jemand wie diese Person wurde gelöscht; ein Mensch entscheidet',
  ],
  [
    /^nobody was added: the address is one of your staff, and a person decides$/,
    'niemand wurde hinzugefügt: Die Adresse gehört zu Ihren Mitarbeitenden; ein Mensch entscheidet',
  ],
  [
    /^a person who has signed in before is this user now$/,
    'wer sich früher angemeldet hat, gehört jetzt zu diesem Benutzer',
  ],
  [
    /^(.+), known before, is managed by this directory from now on$/,
    '$1, schon bekannt, wird ab jetzt von diesem Verzeichnis verwaltet',
  ],
  [
    /^a person who had left is back, with requests and history$/,
    'wer gegangen war, ist zurück, mit Anfragen und Verlauf',
  ],
  [/^name changed from (.+) to (.+)$/, 'Name geändert von $1 zu $2'],
  [/^address (.+), held$/, 'Adresse $1, gehalten'],
  [/^address (.+), claimed, not proven$/, 'Adresse $1, behauptet, nicht nachgewiesen'],
  [/^(\S+) is written (\S+) now$/, '$1 schreibt sich jetzt $2'],
  [/^(\S+) is a former address now$/, '$1 ist jetzt eine frühere Adresse'],
  [/^(\S+) is no longer confirmed$/, '$1 ist nicht mehr bestätigt'],
  [
    /^address (.+) was not taken: it is one of your staff$/,
    'Adresse $1 nicht übernommen: Sie gehört zu Ihren Mitarbeitenden',
  ],
  [
    /^address (.+) was not taken: a customer whom no directory manages holds it$/,
    'Adresse $1 nicht übernommen: Ein Kunde, den kein Verzeichnis verwaltet, hält sie',
  ],
  [
    /^address (.+) was not taken: another customer holds it$/,
    'Adresse $1 nicht übernommen: Ein anderer Kunde hält sie',
  ],
  [
    /^address (.+) was not taken: another directory has proven its domain$/,
    'Adresse $1 nicht übernommen: Ein anderes Verzeichnis hat ihre Domain nachgewiesen',
  ],
  [
    /^address (.+) was not taken: somebody who was erased had it, and a person decides$/,
    'Adresse $1 nicht übernommen: Jemand, der gelöscht wurde, hatte sie; ein Mensch entscheidet',
  ],
  [
    /^name and address come from this directory from now on$/,
    'Name und Adresse kommen ab jetzt aus diesem Verzeichnis',
  ],
  [
    /^name and address come from another directory from now on$/,
    'Name und Adresse kommen ab jetzt aus einem anderen Verzeichnis',
  ],
  [/^(.+) joined the staff as (\w+), inactive$/, '$1 gehört jetzt zu den Mitarbeitenden, inaktiv; Rolle: $2'],
  [/^(.+) joined the staff as (\w+)$/, '$1 gehört jetzt zu den Mitarbeitenden; Rolle: $2'],
  [
    /^(.+) of the staff is managed by this directory from now on$/,
    '$1, schon bei den Mitarbeitenden, wird ab jetzt von diesem Verzeichnis verwaltet',
  ],
  [/^(.+), who had left the staff, is back$/, '$1 war gegangen und ist zurück'],
  [
    /^nobody joined the staff: the identity provider gives no address$/,
    'niemand kam zu den Mitarbeitenden hinzu: Der Identitätsanbieter gibt keine Adresse',
  ],
  [
    /^nobody joined the staff: somebody of your staff has the address, or the directory has no say in its domain$/,
    'niemand kam zu den Mitarbeitenden hinzu: Jemand von Ihren Mitarbeitenden hat die Adresse schon, oder das Verzeichnis ist für ihre Domain nicht zuständig',
  ],
  [
    /^nobody joined the staff: another directory has proven its domain$/,
    'niemand kam zu den Mitarbeitenden hinzu: Ein anderes Verzeichnis hat die Domain nachgewiesen',
  ],
  [/^address changed from (.+) to (.+)$/, 'Adresse geändert von $1 zu $2'],
  [
    /^address (.+) was not taken: somebody of your staff has the address, or the directory has no say in its domain$/,
    'Adresse $1 nicht übernommen: Jemand von Ihren Mitarbeitenden hat sie schon, oder das Verzeichnis ist für ihre Domain nicht zuständig',
  ],
  [/^role changed from (\w+) to (\w+)$/, 'Rolle geändert von $1 zu $2'],
  [/^(.+) is a member, because no seat is free$/, '$1 bleibt Mitglied, weil kein Platz frei ist'],
  [
    /^(.+) was not deactivated: nobody else can sign in as an owner$/,
    '$1 wurde nicht deaktiviert: Niemand sonst kann sich als Inhaber anmelden',
  ],
  [/^1 of the staff has another role$/, '1 Person hat eine andere Rolle'],
  [/^(\d+) of the staff have another role$/, '$1 Personen haben eine andere Rolle'],
  [/^no seat was free for 1 of them$/, 'für 1 davon war kein Platz frei'],
  [/^no seat was free for (\d+) of them$/, 'für $1 davon war kein Platz frei'],
  [/^further roles follow in a moment$/, 'weitere Rollen folgen gleich'],
  [/^deactivated$/, 'deaktiviert'],
  [/^active again$/, 'wieder aktiv'],
  [
    /^the rest waits until the directory grants again$/,
    'der Rest wartet, bis das Verzeichnis wieder Zugang gewährt',
  ],
  [/^organization (.+) is now called (.+)$/, 'Organisation $1 heißt jetzt $2'],
  [
    /^the group feeds the organization (.+), which this directory made before$/,
    'die Gruppe speist die Organisation $1, die dieses Verzeichnis schon früher angelegt hat',
  ],
  [
    /^the group feeds the organization (.+), which was made by hand and which nobody had used$/,
    'die Gruppe speist die Organisation $1, die von Hand angelegt und von niemandem benutzt war',
  ],
  [
    /^the group feeds the organization (.+), as a rule says$/,
    'die Gruppe speist die Organisation $1, wie eine Regel es sagt',
  ],
  [/^organization (.+) appeared$/, 'Organisation $1 ist entstanden'],
  [
    /^the organization waits until the directory grants again$/,
    'die Organisation wartet, bis das Verzeichnis wieder Zugang gewährt',
  ],
  [
    /^the group no longer feeds the organization (.+), which keeps its requests$/,
    'die Gruppe speist die Organisation $1 nicht mehr; deren Anfragen bleiben',
  ],
  [/^the group no longer feeds the organization (.+)$/, 'die Gruppe speist die Organisation $1 nicht mehr'],
  [
    /^organization (.+) has no members any more and stays, because it has requests$/,
    'Organisation $1 hat keine Mitglieder mehr und bleibt, weil sie Anfragen hat',
  ],
  [
    /^organization (.+) goes unless the brake keeps its members, who are many$/,
    'Organisation $1 verschwindet, wenn die Bremse ihre Mitglieder nicht behält: Es sind viele',
  ],
  [/^organization (.+) is gone$/, 'Organisation $1 gibt es nicht mehr'],
  [/^(\d+) joined$/, '$1 beigetreten'],
  [/^(\d+) left$/, '$1 ausgetreten'],
  [/^1 named who is not in this directory$/, '1 Person genannt, die nicht in diesem Verzeichnis ist'],
  [
    /^(\d+) named who are not in this directory$/,
    '$1 Personen genannt, die nicht in diesem Verzeichnis sind',
  ],
  // Details come last: their keys and values can be anything.
  [/^(\S+) is no longer given$/, '$1 wird nicht mehr angegeben'],
  [/^(\S+) changed from (.+) to (.+)$/, '$1 geändert von $2 zu $3'],
  [/^(\S+) is (.+)$/, '$1 ist $2'],
]

const counted: { readonly [english: string]: string } = {
  created: 'angelegt',
  changed: 'geändert',
  deleted: 'entfernt',
  refused: 'abgelehnt',
  'of unknown outcome': 'mit unbekanntem Ausgang',
  'not begun': 'nicht begonnen',
}
const bulk = /^((?:\d+ (?:created|changed|deleted|refused|of unknown outcome|not begun)(?:, )?)+)\. ?/

/**
 * The effect of an exchange in German. Why something was refused, and what came of each of many operations, stays in
 * English, and so does a sentence that has no German form.
 */
export function effectInGerman(sentence: string): Effect {
  const refused = /^(Refused|Unknown): (.*)$/s.exec(sentence)
  if (refused) {
    const [, word, why = ''] = refused
    return { said: word === 'Refused' ? 'Abgelehnt: ' : 'Ausgang unbekannt: ', english: why }
  }
  const many = bulk.exec(sentence)
  if (many) {
    const [head, counts = ''] = many
    const said = counts.split(', ').map((one) => one.replace(/(?<=^\d+ ).*/, (word) => counted[word] ?? word))
    return { said: `${said.join(', ')}. `, english: sentence.slice(head.length) }
  }
  const german = sentence.replace(/\.$/, '').split('; ').map(clauseInGerman)
  const isWhole = german.every((clause) => clause !== undefined)
  return isWhole ? { said: `${german.join('; ')}.`, english: '' } : { said: '', english: sentence }
}

const roles: { readonly [english: string]: string } = {
  owner: 'Inhaber',
  admin: 'Verwalter',
  agent: 'Agent',
  auditor: 'Prüfer',
  member: 'Mitglied',
}

function clauseInGerman(clause: string): string | undefined {
  const found = clauses.find(([english]) => english.test(clause))
  const german = found && clause.replace(...(found as [RegExp, string]))
  return german?.replace(
    /^(.*Rolle(?::| geändert von) )(\w+)(?:( zu )(\w+))?$/,
    (_, head, before, to, after) =>
      [head, roles[before] ?? before, to, after && (roles[after] ?? after)].join(''),
  )
}
