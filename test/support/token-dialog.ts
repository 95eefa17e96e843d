import type { OpenConsole } from './console.ts'

/** What a whole token looks like. */
export const SECRET = /^pit_[0-9A-Za-z]{38}$/

/** Takes the token out of the dialog that shows it once, as a person does: copies it, ticks the box, leaves. */
export async function takeToken({ page }: OpenConsole): Promise<string> {
  const dialog = page.getByRole('alertdialog', { name: 'Copy your token now' })
  const secret = await dialog.getByRole('textbox').inputValue()
  await dialog.getByLabel('I’ve saved this token in a safe place').check()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await dialog.waitFor({ state: 'detached' })
  return secret
}
