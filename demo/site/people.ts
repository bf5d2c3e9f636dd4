// Who works at the companies of the demonstration: invented, and the same at every start.
import type { CompanyId } from '../contract.ts'

export interface InventedPerson {
  /** The id at the company. */
  readonly key: string
  readonly givenName: string
  readonly familyName: string
  readonly address: string
  readonly department: string
}

const givenNames =
  'Ann,Ben,Carla,David,Elena,Farid,Grace,Hugo,Ines,Jonas,Katja,Liam,Mina,Noah,Olga,Pedro,Quinn,Rosa,Samir,Tara,Ulrich,Vera,Wendy,Xavier,Yara,Zoe,Aisha,Bruno,Chloe,Dario,Edith,Felix,Gita,Henrik,Irene,Jamal,Kim,Lukas,Marta,Nadia,Oscar,Priya,Ravi,Sofia,Tomas,Ursula,Viktor,Wanda,Yusuf,Zara'.split(
    ',',
  )
const familyNames =
  'Lee,Ortiz,Novak,Okafor,Bauer,Rossi,Tanaka,Silva,Meier,Khan,Larsen,Dubois,Kowalski,Nguyen,Schmidt,Haddad,Moreau,Jensen,Castro,Singh,Weber,Petrov,Costa,Murphy,Ivanov,Keller,Santos,Fischer,Adeyemi,Horvat,Lindqvist,Romano,Yilmaz,Vogel,Park,Brandt,Mendes,Sato,Huber,Olsen,Reyes,Kaya,Wagner,Bianchi,Sharma,Andersen,Roth,Vargas,Becker,Mbeki'.split(
    ',',
  )

/** How far each company begins in the lists, so that few of two companies are called alike. */
const beginnings: { readonly [Id in CompanyId]: number } = { globex: 0, initech: 17, hooli: 29, umbra: 41 }

/** Letters that stand in addresses: none of the names has others. */
const local = (givenName: string, familyName: string) => `${givenName}.${familyName}`.toLowerCase()

/**
 * The nth person of a company. Beyond the lists the names pair otherwise, so that nobody of one company is called like somebody
 * else there.
 */
export function inventedPerson(
  company: CompanyId,
  n: number,
  { domain, departments }: { readonly domain: string; readonly departments: readonly string[] },
): InventedPerson {
  const at = beginnings[company] + n
  const round = Math.floor(n / givenNames.length)
  const givenName = givenNames[at % givenNames.length] ?? ''
  const familyName = familyNames[(at + 7 * round + 3 * beginnings[company]) % familyNames.length] ?? ''
  return {
    key: keyOf(company, n),
    givenName,
    familyName,
    address: `${local(givenName, familyName)}@${domain}`,
    department: departments[n % departments.length] ?? '',
  }
}

/** As the object ids of Entra and Okta look, and the same at every start. */
function keyOf(company: CompanyId, n: number): string {
  const tail = (0xa11ce000 + n * 0x101 + beginnings[company]).toString(16).padStart(12, '0')
  if (company === 'globex') return `5d1f0c3a-7be2-4c19-9f04-${tail}`
  return `00u${company.slice(0, 3)}${tail}`
}
