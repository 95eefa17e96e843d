import { useNavigate } from '@tanstack/react-router'
import { useShortcut } from '../ui/shortcuts.ts'
import { t } from './messages.ts'
import { type NavLine, useNavGroups } from './nav-places.ts'

/** The keys `g i`, `g w`, `g a` …: each line of the menu with a key of its own. */
export function NavShortcuts() {
  const lines = useNavGroups().flatMap(group => group.lines)
  return lines.map(line => <NavShortcut key={line.href} line={line} />)
}

function NavShortcut({ line }: { line: NavLine }) {
  const navigate = useNavigate()
  const { key, label } = line.nav
  useShortcut(`g ${key}`, key === undefined ? undefined : t('goTo', { name: label }), () => {
    void navigate({ to: line.href })
  })
  return null
}
