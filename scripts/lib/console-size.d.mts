/** Kilobytes of gzip that the console may weigh. */
export const BUDGET_KB: Readonly<Record<'firstPageJs' | 'firstPageCss' | 'dialogsJs' | 'laterPageJs', number>>

export interface ConsoleSize {
  firstPageJs: number
  firstPageCss: number
  dialogsJs: number
  laterPages: Record<string, number>
}

export function compressConsole(folder: string): void
export function measureConsole(folder: string): ConsoleSize | undefined
export function overBudget(size: ConsoleSize | undefined): string[]
