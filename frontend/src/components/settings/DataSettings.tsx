import { type ReactNode, useState } from 'react';
import { t } from '../../i18n/t';
import { type Account, accounts } from '../../transport/account';
import { Card } from '../shared/Frame';
import { DeleteAccount } from './DeleteAccount';
import './settings.css';

export function DataSettings({ account }: { account: Account }): ReactNode {
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <Card title={t('settings.export')} lead={t('settings.exportLead')}>
        <div className="actions">
          <a className="button" href={accounts.exportPath} download data-testid="export">
            {t('settings.downloadData')}
          </a>
        </div>
      </Card>
      <section className="card danger-zone" aria-label={t('settings.deleteAccount')}>
        <div className="card-head">
          <h2>{t('settings.deleteAccount')}</h2>
          <p className="muted">{t('settings.deleteLead')}</p>
        </div>
        <div className="actions">
          <button className="button danger" data-testid="delete-account" onClick={() => setDeleting(true)}>
            {t('settings.deleteButton')}
          </button>
        </div>
      </section>
      {deleting && <DeleteAccount account={account} onClose={() => setDeleting(false)} />}
    </>
  );
}
