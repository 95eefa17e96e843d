/** Builds the console unless the last build was made of just these sources. */
export function buildConsoleIfStale(root: string, node: string): Promise<void>
/** Builds it again after each change, until the process ends. */
export function watchConsole(root: string, node: string): void
