import type { AssuranceTexts } from './en-assurance.ts'

/** How sure it is who asks, and what is done about a doubt, in German. */
export const assurance: AssuranceTexts = {
  levels: {
    sso: 'Angemeldet per SSO',
    proven: 'Postfach nachgewiesen',
    known: 'Bekannte Adresse',
    unknown: 'Unbekannter Absender',
    suspect: 'Verdächtig',
  },
  through: (directory) => `SSO · ${directory}`,
  levelSays: {
    sso: 'Angemeldet über das Verzeichnis der eigenen Firma.',
    proven: 'Hat nachgewiesen, dass das Postfach das eigene ist.',
    known: 'Die Adresse eines Kunden; nichts beweist, wer geschrieben hat.',
    unknown: 'Kein Kunde dieser Site.',
    suspect: 'Könnte jemand anderes sein.',
  },
  evidence: {
    title: 'Warum diese Stufe',
    for: 'Spricht dafür',
    against: 'Spricht dagegen',
    neutral: 'Beweist nichts',
    through: (directory) => `Angemeldet über ${directory}, {when}.`,
    by: {
      code: 'Angemeldet mit einem Code, der per E-Mail kam, {when}.',
      password: 'Angemeldet mit Passwort, {when}.',
      passkey: 'Angemeldet mit Passkey, {when}.',
      invitation: 'Hereingekommen über die Einladung, {when}.',
      unnamed: 'Angemeldet, {when}.',
    },
    held: 'Die Adresse {address} ist gehalten: Die Person oder ihr Verzeichnis ist für sie zuständig.',
    claimed: 'Die Adresse {address} ist nur behauptet: Niemand hat sie nachgewiesen.',
    noAddress: 'Es gibt keine Adresse.',
    openedBy: (name) =>
      `${name} hat sie im Namen der Person gestellt. Nichts beweist, dass die Person gefragt hat.`,
    commandLine: 'Sie wurde an der Kommandozeile gestellt. Nichts beweist, dass die Person gefragt hat.',
    employee: 'Jemand aus dem eigenen Haus.',
    mail: {
      'mail-passed': (domain) => `Die E-Mail beweist, dass sie von ${domain} kommt.`,
      'mail-failed': (domain) =>
        `Die DMARC-Prüfung für ${domain} ist fehlgeschlagen: Die E-Mail kommt nicht von dort.`,
      'mail-unproven': (domain) => `Nichts beweist, dass die E-Mail von ${domain} kommt.`,
      'mail-unchecked': (domain) =>
        `DNS hat nicht geantwortet: Ob die E-Mail von ${domain} kommt, war nicht zu prüfen.`,
    },
    newAddress: 'Die Adresse {address} hat hier niemand.',
    former: (name) => `Sie war bis {when} die Adresse von ${name}.`,
    deactivated: (name) => `${name} ist deaktiviert.`,
    foreign: '{address} ist nur behauptet, und die Domain gehört einer anderen Firma oder uns.',
    nameOf: (name, of) => (of === null ? name : `${name} von ${of}`),
    ofStaff: (name) => `${name} aus dem eigenen Haus`,
    nameSame: (whose) => `Der Name gleicht dem von ${whose}, die Adresse nicht.`,
    nameLike: (whose) => `Der Name sieht aus wie der von ${whose}, die Adresse nicht.`,
    nameInAddress: (whose) =>
      `In der Adresse steht der Name von ${whose}, sie gehört aber nicht dieser Person.`,
    addressLike: (whose) => `Die Adresse ist leicht mit der von ${whose} zu verwechseln.`,
    nameSays: (shown) => `Als Name steht dort ${shown}, die E-Mail kommt aber von {address}.`,
    domainLike: {
      confusable: (domain, known) => `${domain} sieht aus wie ${known}.`,
      edit: (domain, known) => `${domain} sieht aus wie ${known}: Ein Zeichen ist anders.`,
      inside: (domain, known) => `${domain} trägt den Namen von ${known}, gehört aber nicht dazu.`,
      'same-label': (domain, known) => `${domain} heißt wie ${known}, ist aber eine andere Domain.`,
    },
    replyElsewhere: 'Eine Antwort ginge an {address}.',
    confirmed: (name) =>
      `${name} wurde gefragt, hat sich angemeldet und gesagt, das selbst geschrieben zu haben, {when}.`,
    writtenBy: (name) =>
      `${name} sagt, das geschrieben zu haben, und es steht unter einem anderen Namen, {when}.`,
    writtenElsewhere: (name) =>
      `${name} sagt, das geschrieben zu haben; es kam von {address}, und Antworten gehen dorthin, {when}.`,
    openedByOther: (name) => `Den Link mit der Frage hat ${name} geöffnet, {when}.`,
    disowned: (name) => `${name} sagt, das nicht geschrieben zu haben, {when}.`,
    disownedWarns: (name) =>
      `${name} sagt, das nicht geschrieben zu haben, und dass jemand unter diesem Namen schreibt, {when}.`,
  },
  proving: {
    title: 'Selbst geschrieben?',
    ask: 'Fragen',
    none: 'Noch wurde niemand gefragt.',
    dialogTitle: 'Fragen, ob die Person das geschrieben hat',
    lead: 'Wählen Sie, wer es sein muss. Die Person bekommt einen Link an eine Adresse, die sie hält, meldet sich an und sagt ja oder nein. Dorthin, woher die Nachricht kam, geht nichts.',
    message: 'Welche Nachricht',
    theRequest: 'Die Anfrage selbst',
    theComment: (name, at) => `Kommentar von ${name}, ${at}`,
    requester: 'Wessen Anfrage es ist',
    find: 'Jemand anderes, nach Name oder Adresse',
    nobody: 'Niemand heißt so oder hat diese Adresse.',
    askAct: 'Fragen',
    askThem: (name) => `${name} fragen`,
    answered: {
      yes: (name) => `${name} hat das geschrieben.`,
      no: (name) => `${name} hat das nicht geschrieben.`,
      warn: (name) => `${name} hat das nicht geschrieben und warnt: Jemand schreibt unter diesem Namen.`,
    },
    openedByOther: (other, name) =>
      `${other} hat den Link geöffnet, der für ${name} war. Er gilt nicht mehr.`,
    over: (name) => `${name} hat nicht rechtzeitig geantwortet.`,
    waits: (name) => `Wartet auf die Antwort von ${name}.`,
    askedBy: (name) => `Gefragt von ${name}, {when}`,
    aboutRequest: 'Zur Anfrage selbst, {when}',
    aboutComment: (name) =>
      name === '' ? 'Zu einem Kommentar, {when}' : `Zu dem, was ${name} geschrieben hat, {when}`,
    chosen: 'Wonach gefragt wird',
    answeredAt: 'Beantwortet {when}',
    copyReceipt: 'Beleg kopieren',
  },
  doubt: {
    suspect: (name) => `Das ist vielleicht nicht ${name}`,
    suspectComment: (name) => `Ein Kommentar ist vielleicht nicht von ${name}`,
    unknown: (name) => `${name} kennt hier niemand`,
    next: {
      suspect:
        'Sagen Sie nichts, was nur die richtige Person wissen darf, und ändern Sie nichts für sie, bevor Sie sicher sind, wer es ist.',
      unknown: 'Die Person hat hier kein Konto. Was sie wissen darf, hängt davon ab, wer sie ist.',
    },
    act: (me) => `Ich habe das gelesen (${me})`,
    acknowledged: (name) => `${name} hat die Zweifel an der Person gelesen, {when}.`,
  },
}
