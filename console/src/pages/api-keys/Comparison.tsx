import { Card } from '../../ui/Card.tsx'
import { Table } from '../../ui/Table.tsx'
import { t } from './messages.ts'

const ROWS = (['access', 'version', 'hooks', 'rotation'] as const).map(what => ({
  what: t(what),
  legacy: t(`${what}Legacy`),
  modern: t(`${what}Modern`),
}))

/** What a key lacks, point by point. */
export function Comparison() {
  return (
    <Card title={t('compare')} isFlush>
      <div className="mt-3 border-t border-line">
        <Table
          label={t('compareTable')}
          rows={ROWS}
          keyOf={row => row.what}
          columns={[
            { id: 'what', header: t('what'), cell: row => <b className="font-medium">{row.what}</b>, onPhone: 'wide' },
            {
              id: 'legacy',
              header: t('legacy'),
              cell: row => <span className="text-muted">{row.legacy}</span>,
              onPhone: 'labelled',
            },
            { id: 'modern', header: t('modern'), cell: row => row.modern, onPhone: 'labelled' },
          ]}
        />
      </div>
    </Card>
  )
}
