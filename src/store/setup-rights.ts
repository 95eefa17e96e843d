import pg from 'pg'

/** PostgreSQL before this lacks what the migrations use. */
export const POSTGRES_MAJOR_LEAST = 15

/** What the owner of a database may do of what a first start needs. */
export interface SetupRights {
  user: string
  /** Such as "UTF8". */
  encoding: string
  postgresMajor: number
  schema: string | null
  /** And pass that right on. */
  mayCreateTables: boolean
  isSuperuser: boolean
  hasCreateRole: boolean
  /** Of the roles that the server works as: those that are there, and those that this user has. */
  rolesThere: string[]
  rolesHeld: string[]
}

/** Looks, and changes nothing. */
export async function findSetupRights(client: pg.Client, roles: readonly string[]): Promise<SetupRights> {
  const { rows } = await client.query<SetupRights>(
    `select current_user as "user", current_setting('server_encoding') as encoding,
            current_setting('server_version_num')::int / 10000 as "postgresMajor", current_schema() as schema,
            coalesce(has_schema_privilege(current_schema(), 'create with grant option'), false) as "mayCreateTables",
            rolsuper as "isSuperuser", rolcreaterole as "hasCreateRole",
            array(select rolname::text from pg_roles where rolname = any($1)) as "rolesThere",
            array(select rolname::text from pg_roles where rolname = any($1) and pg_has_role(current_user, oid, 'member')) as "rolesHeld"
       from pg_roles where rolname = current_user`,
    [roles],
  )
  return rows[0] as SetupRights
}

/** What stands in the way of a first start, each with its remedy; empty when nothing does. */
export function setupFaults(rights: SetupRights, roles: readonly string[]): string[] {
  return [...serverFaults(rights), ...schemaFaults(rights), ...roleFaults(rights, roles)]
}

function serverFaults({ postgresMajor, encoding }: SetupRights): string[] {
  return [
    ...(postgresMajor < POSTGRES_MAJOR_LEAST
      ? [`PostgreSQL ${postgresMajor} is too old: use ${POSTGRES_MAJOR_LEAST} or newer.`]
      : []),
    ...(encoding === 'UTF8'
      ? []
      : [
          `The database's encoding is ${encoding}, which can't hold every name: make one with "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0".`,
        ]),
  ]
}

function schemaFaults({ user, schema, mayCreateTables }: SetupRights): string[] {
  if (mayCreateTables) return []
  const grant = `GRANT USAGE, CREATE ON SCHEMA ${schema ?? 'public'} TO ${quoted(user)} WITH GRANT OPTION`
  return [
    `The database user ${quoted(user)} may not create tables in the schema ${schema ?? 'public'} and let the server's roles in: run "${grant}", or make it the owner of the database.`,
  ]
}

function roleFaults(rights: SetupRights, roles: readonly string[]): string[] {
  const { isSuperuser, hasCreateRole, postgresMajor, rolesThere, rolesHeld } = rights
  const user = quoted(rights.user)
  const missing = roles.filter(role => !rolesThere.includes(role))
  // From 16 on a role that others made must be given by them.
  const mayGive = isSuperuser || (hasCreateRole && postgresMajor < 16)
  const foreign = mayGive ? [] : roles.filter(role => rolesThere.includes(role) && !rolesHeld.includes(role))
  const isBarred = missing.length > 0 && !isSuperuser && !hasCreateRole
  if (!isBarred && foreign.length === 0) return []
  const make = missing.map(role => `CREATE ROLE ${role} NOLOGIN; `).join('')
  const give = `GRANT ${[...(isBarred ? missing : []), ...foreign].join(', ')} TO ${user}`
  const other = isBarred && foreign.length === 0 ? `"ALTER ROLE ${user} CREATEROLE", or ` : ''
  return [
    `The database user ${user} may not make or take the roles that the server works as (${roles.join(', ')}): as a superuser run ${other}"${isBarred ? make : ''}${give}".`,
  ]
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : pg.escapeIdentifier(name)
}
