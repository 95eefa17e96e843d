import { defineCommand } from '../command.ts'
import { withOwner } from '../open-office.ts'

export const serveCommand = defineCommand<object>({
  path: 'serve',
  group: 'Server',
  says: 'Run the server in the foreground until it is interrupted.',
  more: [
    'The settings come from the environment (docs/config.md). A first start makes the database in DATA_DIR and prints a one-time link that makes the first admin.',
  ],
  examples: ['PORT=8080 pit serve'],
  async run({ ports }) {
    await ports.serve()
    return undefined
  },
})

export const migrateCommand = defineCommand<object>({
  path: 'migrate',
  group: 'Server',
  says: 'Bring the database up to this release’s schema, without starting the server.',
  more: ['"pit serve" does the same when it starts.'],
  examples: ['pit migrate', 'DATABASE_URL=postgres://owner@db.example.com/pit pit migrate'],
  async run(run) {
    // Here, since with it comes the database's client, for which no other command should wait.
    const { migrate, schemaVersion } = await import('../../store/migrate.ts')
    const { applied, version } = await withOwner(run, true, async connection => ({
      applied: await migrate(connection, name => run.tell(`Updating the database: ${name}`)),
      version: await schemaVersion(connection),
    }))
    const count = `Applied ${applied.length} ${applied.length === 1 ? 'migration' : 'migrations'}`
    const lines = [`${applied.length === 0 ? 'Nothing to do' : count}: the schema has version ${version}.`]
    return { data: { applied, schemaVersion: version }, lines }
  },
})

export const versionCommand = defineCommand<object>({
  path: 'version',
  group: 'Other',
  says: 'Print the version of this command and of the Node it runs on.',
  examples: ['pit version'],
  async run({ ports }) {
    const node = process.versions.node
    return { data: { version: ports.version, node }, lines: [`pit ${ports.version} (Node ${node})`] }
  },
})
