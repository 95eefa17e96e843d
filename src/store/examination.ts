import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'

/** The version of the database server, such as "18.4". */
export async function postgresVersion(db: Sql): Promise<string> {
  const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(db)
  return rows[0]?.version.split(' ')[0] ?? ''
}

/** What a role is and may do, beyond what it should. */
export interface RoleRights {
  exists: boolean
  isAssumable: boolean
  isSuperuser: boolean
  bypassesRowSecurity: boolean
  tablesOwned: number
  canRewriteAudit: boolean
}

/** The rights of the server's role. The schema must be there. */
export async function findRoleRights(db: Sql, role: string): Promise<RoleRights> {
  const { rows } = await sql<RoleRights>`
    select true as "exists", pg_has_role(current_user, r.oid, 'member') as "isAssumable", r.rolsuper as "isSuperuser",
           r.rolbypassrls as "bypassesRowSecurity",
           (select count(*) from pg_class c where c.relowner = r.oid) as "tablesOwned",
           has_table_privilege(r.oid, 'audit_entries', 'update, delete, truncate') as "canRewriteAudit"
      from pg_roles r where r.rolname = ${role}`.execute(db)
  const none = { isAssumable: false, isSuperuser: false, bypassesRowSecurity: false, tablesOwned: 0 }
  return rows[0] ?? { exists: false, ...none, canRewriteAudit: false }
}

/** Tables that hold rows of accounts, and whether row-level security with a policy guards each. */
export async function listTenantTables(db: Sql): Promise<{ name: string; isGuarded: boolean }[]> {
  const { rows } = await sql<{ name: string; isGuarded: boolean }>`
    select c.relname as name,
           c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid) as "isGuarded"
      from pg_class c
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
       and (c.relname = 'accounts'
            or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped))
     order by c.relname`.execute(db)
  return rows
}
