import { type ReactNode, useState } from 'react';
import { t } from '../../i18n/t';
import { useLoad } from '../../state/useLoad';
import { admin } from '../../transport/admin';
import { Card, Loading } from '../shared/Frame';
import { ProblemNote } from '../shared/ProblemNote';
import { type Act, ActDialog } from './ActDialog';

/** Days; 0: for ever. */
const choices = [0, 30, 90, 365, 730];

function label(days: number): string {
  if (days === 0) return t('sessions.keepEverything');
  return days === 365 ? t('sessions.deleteAfterYear') : t('sessions.deleteAfterDays', { days });
}

/** How long messages are kept, in all sessions. */
export function SiteRetention(): ReactNode {
  const { data, problem, put } = useLoad(admin.retention);
  const [act, setAct] = useState<Act | null>(null);
  if (!data) return problem ? <ProblemNote problem={problem} /> : <Loading />;
  const days = data.days ?? 0;
  const all = choices.includes(days) ? choices : [...choices, days].sort((one, other) => one - other);

  function ask(chosen: number): void {
    setAct({
      title: label(chosen),
      text: chosen === 0 ? t('admin.keepLead') : t('admin.deleteOldLead', { days: chosen }),
      button: t('admin.apply'),
      danger: chosen !== 0,
      run: async (reason) => put(await admin.setRetention(chosen === 0 ? null : chosen, reason)),
    });
  }

  return (
    <Card title={t('admin.retention')} lead={t('admin.retentionLead')} data-testid="site-retention-card">
      <ProblemNote problem={problem} />
      <label className="site-retention">
        <span>{t('admin.everySession')}</span>
        <select className="finder-choice" data-testid="site-retention" value={days} onChange={(event) => ask(Number(event.target.value))}>
          {all.map((choice) => (
            <option key={choice} value={choice}>
              {label(choice)}
            </option>
          ))}
        </select>
      </label>
      {data.configured_days !== null && <p className="muted">{t('admin.retentionConfigured', { days: data.configured_days })}</p>}
      {act && <ActDialog act={act} onClose={() => setAct(null)} />}
    </Card>
  );
}
