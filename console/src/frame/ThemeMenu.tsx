import { Check, Monitor, Moon, Sun } from 'lucide-react'
import { IconButton } from '../ui/IconButton.tsx'
import { Menu } from '../ui/Menu.tsx'
import { t } from './messages.ts'
import { chooseTheme, THEMES, type Theme, useTheme } from './theme.ts'

const LOOKS = {
  system: { icon: Monitor, name: t('themeSystem') },
  light: { icon: Sun, name: t('themeLight') },
  dark: { icon: Moon, name: t('themeDark') },
} as const

/** Light, dark, or as the machine has it. */
export function ThemeMenu() {
  const theme = useTheme()
  const Icon = LOOKS[theme].icon
  return (
    <Menu
      groups={[THEMES.map(one => toItem(one, one === theme))]}
      trigger={
        <IconButton
          label={t('themeNow', { theme: LOOKS[theme].name })}
          icon={<Icon aria-hidden className="size-4" />}
          className="max-sm:hidden"
        />
      }
    />
  )
}

function toItem(theme: Theme, isCurrent: boolean) {
  const { icon: Icon, name } = LOOKS[theme]
  return {
    id: theme,
    label: name,
    icon: isCurrent ? <Check aria-hidden className="size-4" /> : <Icon aria-hidden className="size-4 text-muted" />,
    isCurrent,
    onSelect: () => chooseTheme(theme),
  }
}
