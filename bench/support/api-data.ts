import type pg from 'pg'

/** How much of everything: of the account that is asked, and of the accounts beside it. */
export interface DataSize {
  contacts: number
  accounts: number
  contactsElsewhere: number
  opportunities: number
  appointments: number
}

/** Ids that the requests of the benchmark need. */
export interface BenchIds {
  accountId: string
  locationId: string
  companyId: string
  calendarId: string
  pipelineId: string
}

/** 20 characters of base62, as the wire has ids, made by the database from a word and a number. */
const wireId = (word: string, number: string) =>
  `substr(translate(encode(sha256(convert_to('${word}' || ${number}, 'UTF8')), 'base64'), '+/=', 'abc'), 1, 20)`

const FIRST = `(array['Ana','Bo','Chen','Dina','Emil','Fatou','Gus','Hana','Ines','Jon'])[1 + n % 10] || (n / 10) % 997`
const LAST = `(array['Ruiz','Lind','Wu','Okafor','Petit','Sato','Moreau','Novak','Weber','Silva'])[1 + (n / 7) % 10] || n % 1009`
const EMAIL = `lower(${FIRST}) || '.' || lower(${LAST}) || n || '@' || (array['gmail.com','yahoo.com','outlook.com','example.com'])[1 + n % 4]`
/** Contacts come over three years, one after the other, a few in the same second. */
const ADDED = `timestamptz '2023-01-01' + n * interval '90 seconds'`

const contactsFrom = (account: string) => `
  select ${account} as account_id, ${wireId('contact', `${account} || n`)} as id, ${FIRST} as first_name, ${LAST} as last_name,
         ${FIRST} || ' ' || ${LAST} as name, ${EMAIL} as email, ${EMAIL} as email_lower,
         '+1415' || lpad((n % 10000000)::text, 7, '0') as phone, 'Company ' || n % 5003 as company_name,
         (array['Oslo','Lima','Kyoto','Accra','Porto'])[1 + n % 5] as city, case when n % 3 = 0 then 'Trade fair' end as source,
         array['tag ' || n % 50, 'batch ' || n % 2000] as tags,
         lower(concat_ws(E'\\n', ${FIRST} || ' ' || ${LAST}, ${FIRST}, ${LAST}, ${EMAIL},
               '+1415' || lpad((n % 10000000)::text, 7, '0'), 'Company ' || n % 5003)) as search_text,
         ${ADDED} as created_at, ${ADDED} as updated_at`
const CONTACT_COLUMNS = `account_id, id, first_name, last_name, name, email, email_lower, phone, company_name, city, source, tags, search_text, created_at, updated_at`

/** Fills the tables as the server would have, by statements over whole sets; their indexes are made afterwards. */
export async function fillAccounts(
  owner: pg.Client,
  ids: BenchIds,
  { size, say }: { size: DataSize; say: (text: string) => void },
): Promise<void> {
  await owner.query(`set maintenance_work_mem = '256MB'`)
  await owner.query(
    `insert into accounts (id, kind, parent_id, name, wire_id, created_at, updated_at)
     select 'acc_' || ${wireId('account', 'n')}, 'location', (select parent_id from accounts where id = $1), 'Location ' || n, ${wireId('location', 'n')}, now(), now()
       from generate_series(1, $2::int) n`,
    [ids.accountId, size.accounts - 1],
  )
  await withoutIndexes(owner, ['crm_contacts', 'crm_opportunities'], async () => {
    say(`  ${size.contacts.toLocaleString('en')} contacts`)
    await owner.query(
      `insert into crm_contacts (${CONTACT_COLUMNS}) ${contactsFrom(`'${ids.accountId}'`)} from generate_series(1, $1::int) n`,
      [size.contacts],
    )
    say(`  ${size.contactsElsewhere.toLocaleString('en')} contacts in the other accounts`)
    await owner.query(
      `insert into crm_contacts (${CONTACT_COLUMNS}) ${contactsFrom('accounts.id')}
         from accounts, generate_series(1, $2::int) n where kind = 'location' and accounts.id <> $1`,
      [ids.accountId, Math.ceil(size.contactsElsewhere / Math.max(1, size.accounts - 1))],
    )
    say(`  ${size.opportunities.toLocaleString('en')} opportunities, and the indexes`)
    await insertOpportunities(owner, ids, size.opportunities)
  })
  await insertAppointments(owner, ids, size.appointments)
  await owner.query('vacuum analyze')
}

async function insertOpportunities(
  owner: pg.Client,
  { accountId, pipelineId }: BenchIds,
  count: number,
): Promise<void> {
  await owner.query(
    `insert into crm_opportunities (account_id, id, name, pipeline_id, pipeline_stage_id, status, monetary_value, contact_id, search_text,
                                    last_status_change_at, last_stage_change_at, created_at, updated_at)
     select c.account_id, ${wireId('opportunity', 'n')}, 'Deal ' || n, $2, (select stages[1 + n % cardinality(stages)]),
            (array['open','won','lost','abandoned'])[1 + (n / 3) % 4], n % 9000, c.id, 'deal ' || n || E'\\n' || c.search_text,
            c.created_at, c.created_at, c.created_at, c.created_at
       from generate_series(1, $3::int) n
       join crm_contacts c on c.account_id = $1 and c.id = ${wireId('contact', '$1 || n')},
            (select array_agg(id order by position) as stages from crm_pipeline_stages where account_id = $1 and pipeline_id = $2) s`,
    [accountId, pipelineId, count],
  )
}

async function insertAppointments(owner: pg.Client, { accountId, calendarId }: BenchIds, count: number): Promise<void> {
  await owner.query(
    `insert into crm_appointments (account_id, id, contact_id, calendar_id, title, appointment_status, start_at, end_at, created_at, updated_at)
     select $1, ${wireId('appointment', 'n')}, ${wireId('contact', '$1 || n')}, $2, 'Visit', 'confirmed', at, at + interval '30 minutes', now(), now()
       from (select n, date_trunc('day', now()) + interval '1 day' * (n % 365) + interval '9 hours' + interval '30 minutes' * (n / 365 % 14) as at
               from generate_series(1, $3::int) n) as slots`,
    [accountId, calendarId, count],
  )
}

/** A million rows into a table with all its indexes takes ten times as long. */
async function withoutIndexes(owner: pg.Client, names: string[], fill: () => Promise<void>): Promise<void> {
  const { rows } = await owner.query<{ indexname: string; indexdef: string }>(
    `select indexname, indexdef from pg_indexes where tablename = any($1) and indexname not like '%_pkey'`,
    [names],
  )
  for (const { indexname } of rows) await owner.query(`drop index ${indexname}`)
  await fill()
  for (const { indexdef } of rows) await owner.query(indexdef)
}
