/** The schema can't be made on this database: its owner may not, or its encoding won't do. All reasons with their remedies. */
export class DatabaseUnsuitableError extends Error {
  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.name = 'DatabaseUnsuitableError'
  }
}

/** The schema was made by a newer release than this one. */
export class SchemaTooNewError extends Error {
  constructor(found: number, known: number) {
    super(`The database has schema version ${found}, this release knows up to ${known}. Start the newer release again.`)
    this.name = 'SchemaTooNewError'
  }
}

/** The schema was made by an older release than this one, and this process may not change it. */
export class SchemaTooOldError extends Error {
  constructor(found: number, known: number) {
    super(
      `The database has schema version ${found}, this release needs ${known}. Run "pit migrate", or start the server of this release.`,
    )
    this.name = 'SchemaTooOldError'
  }
}
