/** Invented people of an invented town. Addresses are at example.com and numbers 555-01xx: both are reserved for fiction. */
export interface SamplePerson {
  firstName: string
  lastName: string
  city: string
  source: string
  tags: string[]
  /** How long ago the account first heard of them. */
  ageDays: number
  business?: string
}

const ROWS = `
Amara | Okafor | Denver | Website form | customer, vip | 310 | Okafor Bakery
Liam | Brandt | Boulder | Referral | customer | 288 |
Priya | Raman | Aurora | Google Ads | customer, newsletter | 276 | Raman & Daughters Law
Mateo | Silva | Denver | Walk-in | customer | 251 |
Hannah | Lindqvist | Golden | Website form | newsletter | 243 |
Omar | Haddad | Lakewood | Referral | customer, referral partner | 230 | Haddad Plumbing
Chloe | Fontaine | Denver | Instagram | newsletter | 221 |
Kenji | Morita | Boulder | Website form | customer | 214 | Morita Design Studio
Grace | Mbeki | Arvada | Phone call | customer, vip | 200 |
Tomas | Novak | Denver | Google Ads | no show | 187 |
Ines | Carvalho | Littleton | Referral | customer | 176 |
Noah | Feldman | Denver | Website form | newsletter | 171 |
Aisha | Rahman | Aurora | Facebook | customer, newsletter | 163 | Okafor Bakery
Erik | Johansen | Golden | Website form | customer | 150 |
Lucia | Moretti | Denver | Referral | vip | 141 | Moretti Catering
Samuel | Adeyemi | Lakewood | Phone call | customer | 133 |
Nora | Vance | Boulder | Google Ads | newsletter | 126 |
Dmitri | Volkov | Denver | Website form | no show | 118 |
Yuki | Tanaka | Arvada | Instagram | customer | 109 |
Fatima | Zahra | Aurora | Referral | customer, referral partner | 101 |
Oliver | Whitfield | Denver | Website form | newsletter | 96 |
Sofia | Delgado | Littleton | Facebook | customer | 90 | Moretti Catering
Jonas | Keller | Boulder | Walk-in | customer | 84 |
Mei | Huang | Denver | Google Ads | new lead | 77 |
Caleb | Stone | Golden | Phone call | no show | 70 |
Leila | Nasser | Lakewood | Website form | new lead, newsletter | 63 | Haddad Plumbing
Hugo | Lefevre | Denver | Referral | customer | 57 |
Zanele | Dube | Aurora | Instagram | new lead | 51 |
Peter | Sandoval | Arvada | Website form | customer | 45 |
Emilia | Kowalska | Denver | Google Ads | new lead | 40 |
Andre | Baptiste | Boulder | Facebook | newsletter | 34 |
Ruth | Abara | Littleton | Referral | new lead, vip | 29 | Raman & Daughters Law
Finn | Gallagher | Denver | Website form | new lead | 24 |
Carmen | Ortega | Golden | Phone call | new lead | 19 |
Tariq | Siddiqui | Denver | Google Ads | new lead | 15 |
Bea | Thornton | Lakewood | Instagram | new lead, newsletter | 11 |
Ivan | Petrov | Aurora | Website form | new lead | 8 |
Marisol | Vega | Denver | Referral | new lead | 5 |
Theo | Ashworth | Boulder | Walk-in | new lead | 3 |
Nadia | Karim | Denver | Website form | new lead | 1 |`

export const SAMPLE_PEOPLE: SamplePerson[] = ROWS.trim()
  .split('\n')
  .map(row => {
    const [firstName = '', lastName = '', city = '', source = '', tags = '', age = '', business = ''] = row
      .split('|')
      .map(cell => cell.trim())
    const person = { firstName, lastName, city, source, tags: tags.split(', '), ageDays: Number(age) }
    return business === '' ? person : { ...person, business }
  })
