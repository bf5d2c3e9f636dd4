import type { Texts } from './en.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('de')
const undMehr = (n: number) => (n > 0 ? ` und ${n} weitere` : '')

export const cases: Texts['cases'] = {
  sub: 'Was ein Mensch entscheiden muss. Nichts wird verknüpft, zusammengeführt oder übergeben, bevor jemand es sagt.',
  open: 'Offen',
  closed: 'Geschlossen',
  which: 'Offen oder geschlossen',
  kind: 'Art',
  anyKind: 'Jede Art',
  anyDirectory: 'Jedes Verzeichnis',
  directory: 'Verzeichnis',
  about: 'Über',
  question: 'Was gefragt ist',
  since: 'Seit',
  when: 'Wann',
  outcome: 'Ergebnis',
  waiting: (n, max) =>
    n >= max
      ? `Mindestens ${max} Fälle warten auf eine Entscheidung.`
      : plural(n, {
          one: '1 Fall wartet auf eine Entscheidung.',
          other: '{n} Fälle warten auf eine Entscheidung.',
        }),
  look: 'Entscheiden',
  none: 'Nichts zu entscheiden',
  noneWhy:
    'Wenn ein Identitätsanbieter etwas sagt, das falsch sein könnte oder die Anfragen der einen Person einer anderen gäbe, wartet es hier, mit den Belegen beider Seiten.',
  noneFound: 'Kein solcher Fall',
  noneFoundWhy:
    'Wählen Sie eine andere Art oder ein anderes Verzeichnis, oder sehen Sie die geschlossenen an.',
  noneClosed: 'Noch ist kein Fall geschlossen',
  noneClosedWhy: 'Fälle, die jemand entschieden hat oder die sich erledigt haben, bleiben hier.',
  all: 'Alle Fälle',
  floods: 'Viele auf einmal',
  floodsWhy:
    'Mehr als 50 einer Art und eines Verzeichnisses stehen in einer Zeile: Wahrscheinlich haben sie eine Ursache.',
  flood: (n, max) => (n >= max ? `${max} oder mehr` : plural(n, { one: '1 Fall', other: '{n} Fälle' })),
  seeThem: 'Ansehen',
  kinds: {
    'address-held': 'Adresse eines anderen Kunden',
    'address-of-another': 'Adresse in fremder Domain',
    'staff-address': 'Adresse von Mitarbeitenden',
    'access-policy': 'Von der Zugangsregel abgewiesen',
    quota: 'Mehr Personen als erlaubt',
    'link-unproven': 'Vielleicht ein bekannter Kunde',
    'returned-by-external-id': 'Vielleicht jemand, der gegangen war',
    'erased-came-back': 'Gelöscht und wiedergekommen',
    'staff-held': 'Unklar bei Mitarbeitenden',
    'staff-seats': 'Mehr Plätze nötig als vorhanden',
    'subject-changed': 'Andere Kennung bei der Anmeldung',
    'organization-name': 'Organisation gleichen Namens',
    'organization-source': 'Organisation von jemand anderem',
    'setup-proposal': 'Vorschlag der IT des Kunden',
    brake: 'Sehr viele auf einmal',
  },
  questions: {
    'address-held': 'Wessen Adresse ist das?',
    'address-of-another': 'Darf dieses Verzeichnis eine Adresse in dieser Domain geben?',
    'staff-address': 'Ist das ein Kunde oder jemand von Ihren Mitarbeitenden?',
    'access-policy': 'Dürfen diese Personen herein?',
    quota: 'Darf dieses Verzeichnis mehr Personen haben?',
    'link-unproven': 'Ist das der Kunde, den Sie kennen?',
    'returned-by-external-id': 'Ist das die Person, die gegangen war?',
    'erased-came-back': 'Darf jemand wie eine gelöschte Person herein?',
    'staff-held': 'Gehört diese Person zu Ihren Mitarbeitenden?',
    'staff-seats': 'Dürfen mehr Personen einen Platz haben?',
    'subject-changed': 'Ist das noch dieselbe Person?',
    'organization-name': 'Ist das die Organisation, die es schon gibt?',
    'organization-source': 'Darf dieses Verzeichnis Personen in diese Organisation bringen?',
    'setup-proposal': 'Darf die IT des Kunden das ändern?',
    brake: 'Ist es gewollt, dass so viele gehen?',
  },
  why: {
    'address-held':
      'Das Verzeichnis gibt seiner Person eine Adresse, die ein anderer Kunde hält. Bis das geklärt ist, hat sie keine Adresse.',
    'address-of-another':
      'Ein anderes Verzeichnis hat die Domain dieser Adresse nachgewiesen. Bis das geklärt ist, hat die Person keine Adresse.',
    'staff-address':
      'Die Adresse gehört Ihren Mitarbeitenden oder liegt in einer Domain, die ihnen vorbehalten ist.',
    'access-policy':
      'Die Zugangsregel lässt nicht herein, wen das Verzeichnis schickt. Diese Personen warten, bis sie es tut.',
    quota:
      'Das Verzeichnis hat so viele Personen, wie es haben darf. Wen es darüber hinaus sendet, der wartet.',
    'link-unproven':
      'Jemand, der hier bekannt ist, hält diese Adresse. Das Verzeichnis ist für sie nicht zuständig, also wurde niemand verknüpft.',
    'returned-by-external-id':
      'Nur die eigene Kennung des Verzeichnisses ist die einer Person, die gegangen war. Name und Adresse sind andere, also entstand ein neuer Kunde.',
    'erased-came-back':
      'Jemand hat eine Adresse, einen Benutzernamen oder eine Kennung, die eine gelöschte Person hatte. Wer neu ist, wartet; wer schon hier ist, bleibt ohne die Adresse; von der gelöschten Person kommt nichts zurück.',
    'staff-held':
      'Das Verzeichnis der Mitarbeitenden gibt keine Adresse, oder eine, die schon jemand von Ihren Mitarbeitenden hat oder für deren Domain es nicht zuständig ist; oder es nimmt den letzten Inhaber weg. Sichern Sie die Domain für das Verzeichnis zu, weisen Sie sie nach, oder machen Sie jemand anderen zum Inhaber.',
    'staff-seats':
      'Die Regeln eines Verzeichnisses der Mitarbeitenden geben mehr Personen eine Rolle, als es Plätze gibt. Wer darüber hinausgeht, bleibt Mitglied, bis ein Platz frei ist. Wie viele es gibt, steht auf der Seite Abonnement.',
    'subject-changed': 'Der Identitätsanbieter nennt für eine bekannte Person eine andere Kennung.',
    'organization-name':
      'Eine Gruppe heißt wie eine Organisation, die dieses Verzeichnis nicht angelegt hat.',
    'organization-source': 'Seine Personen sähen, was diese Organisation teilt.',
    'setup-proposal':
      'Das Verzeichnis ist live, und die IT des Kunden möchte über ihre Einrichtungsseite ein anderes Zertifikat, einen anderen Aussteller oder ein weiteres Token, oder Personen sich anmelden lassen. Wer das hat, bestimmt, wer sich anmeldet oder wer zum Verzeichnis gehört. Fragen Sie auf einem anderen Weg nach, wenn Sie damit nicht gerechnet haben.',
    brake:
      'Ein Verzeichnis hat binnen einer Stunde mehr als einem Zehntel seiner Personen oder der Mitglieder einer Organisation etwas weggenommen. Wen es deaktiviert hat, der ist abgemeldet. Mitgliedschaften bleiben, und neue Adressen warten, bis Sie entscheiden.',
  },
  closesItself: 'Er schließt sich von selbst',
  closes: {
    'address-held':
      'wenn der andere Kunde die Adresse aufgibt oder das Verzeichnis eine andere oder keine Adresse gibt.',
    'address-of-another':
      'wenn kein anderes Verzeichnis die Domain mehr nachgewiesen hat oder das Verzeichnis eine andere Adresse gibt.',
    'staff-address':
      'wenn das Verzeichnis eine andere Adresse gibt oder die Adresse keine von Mitarbeitenden mehr ist.',
    'access-policy': 'wenn die Zugangsregel sie hereinlässt.',
    quota: 'wenn im Verzeichnis wieder Platz ist.',
    'link-unproven':
      'wenn das Verzeichnis für die Domain zuständig wird oder der andere Kunde die Adresse aufgibt.',
    'returned-by-external-id': 'wenn das Verzeichnis den Benutzer entfernt.',
    'erased-came-back': 'wenn das Verzeichnis den Benutzer entfernt oder andere Werte gibt.',
    'staff-held':
      'wenn das Verzeichnis eine andere Adresse gibt oder den Benutzer entfernt, wenn es für die Domain zuständig wird oder wenn sich ein anderer Inhaber anmelden kann.',
    'staff-seats': 'wenn niemand mehr auf einen Platz wartet.',
    'subject-changed': 'wenn das Verzeichnis den Benutzer entfernt.',
    'organization-name':
      'wenn die Gruppe oder die andere Organisation einen anderen Namen hat oder es eine der beiden nicht mehr gibt.',
    'organization-source': 'wenn die Regel zurückgenommen wird.',
    'setup-proposal': 'wenn die Einrichtungsseite zurückgezogen wird, über die er kam.',
    brake: 'nie: Er wartet auf Sie.',
  },
  proposed: 'Was vorgeschlagen ist',
  mirror: 'Was der Identitätsanbieter sagt',
  mirrorGone: 'Er sagt nichts mehr über diese Person.',
  userName: 'Benutzername',
  externalId: 'Seine Kennung',
  name: 'Name',
  address: 'Adresse',
  wanted: 'Gewünschte Adresse',
  organizationHere: 'Gibt es schon',
  organizationApart: 'Getrennt gelassen',
  feeds: 'Kommt aus',
  madeBy: 'Angelegt',
  byHand: 'von Hand',
  byDirectory: 'durch ein Verzeichnis',
  joinersSee: 'Neue Mitglieder sehen',
  seeEarlier: 'auch frühere Anfragen',
  seeLater: 'Anfragen ab dem Beitritt',
  newHere: 'Der Kunde dieses Verzeichnisses',
  knownHere: 'Hier bekannt',
  compare: 'Beide Seiten',
  managedBy: 'Verwaltet von',
  addresses: 'Adressen',
  formerAddresses: 'Frühere Adressen',
  noAddress: 'Keine Adresse',
  organizations: 'Organisationen',
  requests: 'Anfragen',
  state: 'Zustand',
  same: 'gleich',
  differs: 'verschieden',
  evidence: 'Was die Belege sagen',
  speaksFor: (directory, authority) =>
    authority === 'proven'
      ? `${directory} hat die Domain der Adresse nachgewiesen.`
      : `${directory} spricht für die Domain der Adresse: Die Verwaltung hat sie zugesichert.`,
  nobodySpeaks:
    'Kein Verzeichnis spricht für die Domain der Adresse. Jeder mit einem Identitätsanbieter könnte sie schreiben.',
  decide: 'Entscheiden',
  decisions: {
    'keep-apart': 'Zwei Personen: getrennt lassen',
    link: 'Dieselbe Person: verknüpfen',
    confirm: 'Ja: bestätigen',
    refuse: 'Nein: ablehnen',
    raise: 'Ja: die Zahl erhöhen',
    admit: 'Ja: als neue Person hereinlassen',
    'accept-subject': 'Ja: die neue Kennung gilt',
    'keep-out': 'Nein: draußen halten',
    'staff-held link': 'Ja: dieselbe Person der Mitarbeitenden',
    'staff-held keep-apart': 'Nein: so lassen, wie es ist',
    'organization-name keep-apart': 'Zwei Organisationen: getrennt lassen',
    adopt: 'Es ist diese: Die Gruppe speist sie',
    merge: 'Es ist eine: Auch die Anfragen ziehen um',
    'let-in': 'Ja: hereinlassen',
    'release-address': 'Die Person ist nicht mehr bei uns: die Adresse freigeben',
    release: 'Es ist so gemeint: geschehen lassen',
    revert: 'Es ist ein Versehen: Mitgliedschaften behalten',
  },
  acts: {
    'keep-apart': 'Getrennt lassen',
    link: 'Diese zwei verknüpfen',
    confirm: 'Bestätigen',
    refuse: 'Ablehnen',
    raise: 'Die Zahl erhöhen',
    admit: 'Hereinlassen',
    'accept-subject': 'Neue Kennung annehmen',
    'keep-out': 'Draußen halten',
    adopt: 'Von der Gruppe speisen lassen',
    merge: 'Beide zusammenführen',
    'let-in': 'Hereinlassen',
    'release-address': 'Adresse freigeben',
    release: 'Geschehen lassen',
    revert: 'Mitgliedschaften behalten',
  },
  effects: {
    'stays-as-it-is': () => 'Alles bleibt, wie es ist, und dieselbe Frage wird nicht wieder gestellt.',
    'feeds-organization': ({ joins, readable }) =>
      `${plural(Number(joins), { none: 'Niemand kommt jetzt zur Organisation; wer dazukommt, könnte', one: '1 Person kommt zur Organisation und könnte', other: '{n} Personen kommen zur Organisation und könnten' })} ${plural(Number(readable), { none: 'keine ihrer früheren Anfragen', one: '1 ihrer früheren Anfragen', other: '{n} ihrer früheren Anfragen' })} lesen.`,
    'first-joining': ({ names, more }) => `Wer dazukommt: ${names}${undMehr(Number(more))}.`,
    'first-readable': ({ names, more }) => `Was sie lesen könnten: ${names}${undMehr(Number(more))}.`,
    'organization-goes': ({ organization }) => `${organization} entfällt: Nichts speist sie dann mehr.`,
    'organization-left': ({ organization, people, requests }) =>
      `${plural(Number(people), { none: 'Niemand verlässt', one: '1 Person verlässt', other: '{n} Personen verlassen' })} ${organization}; dort ${plural(Number(requests), { none: 'bleibt keine Anfrage', one: 'bleibt 1 Anfrage', other: 'bleiben {n} Anfragen' })}. Davon sieht jede Person nur noch die eigenen.`,
    'others-see': ({ organization }) =>
      `Wer zu ${organization} gehört, sieht davon, was nach dem eigenen Beitritt gestellt wurde.`,
    'comers-see-own': ({ organization }) =>
      `Wer aus ${organization} kommt, tritt gerade erst bei: Davon sieht jede Person nur die eigenen, und alles, was ab dann geteilt wird.`,
    'others-see-all': ({ organization }) => `Alle in ${organization} sehen sie.`,
    'raises-quota': ({ waiting, max }) =>
      `${plural(Number(waiting), { none: 'Niemand wartet.', one: '1 Person, die wartet, kommt herein.', other: '{n} Personen, die warten, kommen herein.' })} Das Verzeichnis darf danach ${plural(Number(max), { one: '1 Person', other: '{n} Personen' })} haben. Wer hereinkam, bleibt, auch wenn das zurückgenommen wird.`,
    'admits-anew': () =>
      'Wer mit dem kommt, was die gelöschte Person hatte, wird als neue Person hereingelassen. Von früher kommt nichts mit.',
    'lets-take': () =>
      'Die Person darf die Adresse haben, die die gelöschte hatte. Von früher kommt nichts mit.',
    'lets-in': ({ waiting }) =>
      `${plural(Number(waiting), { none: 'Niemand wartet.', one: '1 Person, die wartet, kommt herein, was auch immer die Zugangsregel sagt.', other: '{n} Personen, die warten, kommen herein, was auch immer die Zugangsregel sagt.' })} Wer hereinkam, bleibt, wenn das zurückgenommen wird.`,
    'keeps-waiting-out': ({ waiting }) =>
      `${plural(Number(waiting), { none: 'Niemand wartet.', one: '1 Person, die wartet, bleibt draußen.', other: '{n} Personen, die warten, bleiben draußen.' })} Gefragt werden Sie erst wieder, wenn jemand Neues kommt.`,
    'links-staff': ({ name }) =>
      `${name} wird ab dann von diesem Verzeichnis verwaltet: Name, Adresse und ob die Person hereinkommt, bestimmt das Verzeichnis. Eine von Hand gegebene Rolle bleibt.`,
    'releases-staff-address': ({ name }) =>
      `Die Adresse wird nicht mehr für ${name} aufgehoben (das Konto ist gesperrt): Die Person, die das Verzeichnis schickt, kann sie haben. Wird das Konto wieder entsperrt, gehört sie wieder ${name}.`,
    'accepts-subject': () =>
      'Die nächste Kennung, die der Anbieter für die Person nennt, gilt, die bisherige öffnet nichts mehr, und die Sitzungen über das Verzeichnis enden.',
    'keeps-out': () => 'Niemand kommt herein, und dieselbe Frage wird nicht wieder gestellt.',
    'brake-releases': ({ members, groups, addresses }) =>
      `${plural(Number(members), { none: 'Kein entferntes Mitglied wartet.', one: '1 Person, die aus einer Gruppe genommen wurde, ist kein Mitglied mehr.', other: '{n} Personen, die aus Gruppen genommen wurden, sind keine Mitglieder mehr.' })} ${plural(Number(groups), { none: '', one: '1 Gruppe führt nicht mehr zu ihrer Organisation.', other: '{n} Gruppen führen nicht mehr zu ihren Organisationen.' })} ${plural(Number(addresses), { none: '', one: '1 Adresse, die wartet, wird übernommen.', other: '{n} Adressen, die warten, werden übernommen.' })}`.trim(),
    'brake-reverts': ({ members, groups, addresses }) =>
      `${plural(Number(members), { none: 'Niemand wurde aus einer Gruppe genommen.', one: '1 Person, die aus einer Gruppe genommen wurde, bleibt Mitglied.', other: '{n} Personen, die aus Gruppen genommen wurden, bleiben Mitglieder.' })} ${plural(Number(groups), { none: '', one: '1 Gruppe, die nirgendwohin mehr führt, zählt weiter.', other: '{n} Gruppen, die nirgendwohin mehr führen, zählen weiter.' })} ${plural(Number(addresses), { none: '', one: '1 Adresse, die wartet, wird geprüft, sobald das Verzeichnis wieder von der Person spricht.', other: '{n} Adressen, die warten, werden geprüft, sobald das Verzeichnis wieder von den Personen spricht.' })} Wer deaktiviert wurde, kann sich dadurch nicht wieder anmelden.`,
    'adds-certificate': ({ fingerprint, until }) =>
      `Was mit dem Zertifikat ${fingerprint} signiert ist, gilt von da an, bis ${until}.`,
    'connects-by': ({ protocol, issuer }) =>
      `Das Verzeichnis wird über ${protocol} mit ${issuer} verbunden. Niemand meldet sich darüber an, bis der Modus es sagt.`,
    'changes-issuer': ({ issuer, target }) =>
      `Die Personen des Verzeichnisses melden sich von da an bei ${issuer} (${target}) an. Wer über die Verbindung hereinkam, meldet sich neu an.`,
    'lets-people-in': () =>
      'Die Personen des Verzeichnisses dürfen sich von da an über die Verbindung anmelden.',
    'lets-make-token': ({ label }) =>
      `Die IT des Kunden darf ein Token erstellen, „${label}“. Wer es hat, kann die Personen des Verzeichnisses ändern.`,
    'keeps-as-it-was': () => 'Nichts ändert sich, und die IT des Kunden sieht, dass abgelehnt wurde.',
    'rules-go': () => 'Was wartet, wird wieder aus den Regeln genommen.',
    survives: ({ name, survivor, merged }) =>
      `${merged} wird Teil von ${survivor}: ein Kunde namens ${name}, der alles von beiden hat.`,
    'requests-move': ({ count }) =>
      plural(Number(count), {
        none: 'Keine Anfrage zieht um.',
        one: '1 Anfrage zieht um.',
        other: '{n} Anfragen ziehen um.',
      }),
    'portals-named-too': ({ portals, organization }) =>
      `Alle von ${organization} sehen dann auch die Portale, in denen die andere genannt ist: ${portals}.`,
    'portals-unnamed': ({ portals }) => `In diesen Portalen ist sie dann nicht mehr genannt: ${portals}.`,
    'sees-organization': ({ organization }) => `Sieht danach, was ${organization} teilt.`,
    'managed-by': ({ directory }) => `Danach verwaltet ${directory} diese Person.`,
    'address-former': ({ address }) => `${address} wird eine frühere Adresse.`,
    'several-directories': () =>
      'Mehrere Verzeichnisse haben diese Person dann: Jedes beendet nur seinen eigenen Zugang; Name und Adresse bleiben, wo sie sind.',
    'becomes-active': () => 'Die Person wird aktiv.',
    'becomes-inactive': () => 'Die Person wird inaktiv.',
    'apart-again': ({ merged }) => `${merged} ist wieder ein eigener Kunde.`,
    'requests-go-back': ({ count }) =>
      plural(Number(count), {
        none: 'Keine Anfrage geht zurück.',
        one: '1 Anfrage geht zurück.',
        other: '{n} Anfragen gehen zurück.',
      }),
    'stay-requests': ({ count }) =>
      plural(Number(count), {
        one: '1 Anfrage, die seither ankam, bleibt hier.',
        other: '{n} Anfragen, die seither ankamen, bleiben hier.',
      }),
    'stay-addresses': ({ count }) =>
      plural(Number(count), {
        one: '1 Adresse, die seither ankam, bleibt hier.',
        other: '{n} Adressen, die seither ankamen, bleiben hier.',
      }),
    'stay-users': ({ count }) =>
      plural(Number(count), {
        one: '1 Benutzer eines Verzeichnisses, der seither ankam, bleibt hier.',
        other: '{n} Benutzer von Verzeichnissen, die seither ankamen, bleiben hier.',
      }),
  },
  effect: 'Was es bewirkt',
  undoHint: 'Das lässt sich sieben Tage lang zurücknehmen.',
  always: (directory) => `Immer so entscheiden, wenn ${directory} es aufwirft`,
  alwaysHint:
    'Solche Fälle sind dann sofort entschieden und stehen unter den geschlossenen. In den Einstellungen des Verzeichnisses lässt sich das zurücknehmen.',
  rules: 'Ohne Nachfrage entschieden',
  askAgain: 'Wieder fragen',
  undo: 'Die Entscheidung zurücknehmen',
  undoUntil: 'Sie lässt sich noch zurücknehmen; das endet {when}.',
  decided: (what, who) => `${what}, durch ${who}`,
  itself: 'Er hat sich erledigt',
  byMerge: 'Die zwei wurden zusammengeführt',
  gone: 'Das Verzeichnis hat den Benutzer entfernt',
  withdrawn: 'Die Einrichtungsseite, über die es vorgeschlagen wurde, ist zurückgezogen',
  undone: 'Zurückgenommen; die Frage ist als anderer Fall wieder gestellt',
  outcomes: {
    'keep-apart': 'Getrennt gelassen',
    link: 'Verknüpft',
    confirm: 'Bestätigt',
    refuse: 'Abgelehnt',
    raise: 'Zahl erhöht',
    admit: 'Als neue Person hereingelassen',
    'accept-subject': 'Neue Kennung angenommen',
    'keep-out': 'Draußen gehalten',
    adopt: 'Von der Gruppe gespeist',
    merge: 'Zusammengeführt',
    'let-in': 'Hereingelassen',
    'release-address': 'Adresse freigegeben',
    release: 'War so gemeint',
    revert: 'Mitgliedschaften behalten',
  },
  noDecision: 'Von Hand ist hier noch nichts zu entscheiden: Der Fall schließt sich von selbst.',
  told: 'Jemand war schneller',
  toldWhy:
    'Dieser Fall, oder was er zeigt, hat sich geändert, seit Sie ihn gelesen haben. Sehen Sie noch einmal hin, bevor Sie entscheiden.',
  showNow: 'Zeigen, wie es jetzt ist',
}
