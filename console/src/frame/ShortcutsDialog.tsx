import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Keys } from '../ui/Keys.tsx'
import { Switch } from '../ui/Switch.tsx'
import { areShortcutsOn, listShortcuts, switchShortcuts } from '../ui/shortcuts.ts'
import { t } from './messages.ts'

/** What the keys do on this page, and the switch that turns them off. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const [isOn, setOn] = useState(areShortcutsOn())
  const [shortcuts] = useState(listShortcuts())
  const change = (next: boolean) => {
    switchShortcuts(next)
    setOn(next)
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('shortcuts')}
      width="narrow"
      footer={<Button onClick={onClose}>{t('done')}</Button>}
    >
      <ul className="mb-5 flex flex-col gap-2">
        <Line keys="Ctrl+K" name={t('searchEverything')} />
        {shortcuts.map(({ keys, name }) => (
          <Line key={keys} keys={keys} name={name} />
        ))}
      </ul>
      <Switch label={t('shortcutsOn')} hint={t('shortcutsHint')} isOn={isOn} onChange={change} />
    </Dialog>
  )
}

function Line({ keys, name }: { keys: string; name: string }) {
  return (
    <li className="flex items-center justify-between gap-4">
      <span>{name}</span>
      <Keys keys={keys} />
    </li>
  )
}
