/** The place of the notifications' bell in the top bar. */
export function BellSlot() {
  return null
}
