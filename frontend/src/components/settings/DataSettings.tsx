import { type ReactNode, useState } from 'react';
import { type Account, accounts } from '../../transport/account';
import { Card } from '../Frame';
import { DeleteAccount } from './DeleteAccount';
import './settings.css';

export function DataSettings({ account }: { account: Account }): ReactNode {
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <Card title="Take your data with you" lead="One JSON file: your account, your sign-ins, your sessions and every message that you wrote.">
        <div className="actions">
          <a className="button" href={accounts.exportPath} download data-testid="export">
            Download your data
          </a>
        </div>
      </Card>
      <section className="card danger-zone" aria-label="Delete your account">
        <div className="card-head">
          <h2>Delete your account</h2>
          <p className="muted">For good. Think of downloading your data first.</p>
        </div>
        <div className="actions">
          <button className="button danger" data-testid="delete-account" onClick={() => setDeleting(true)}>
            Delete account…
          </button>
        </div>
      </section>
      {deleting && <DeleteAccount account={account} onClose={() => setDeleting(false)} />}
    </>
  );
}
