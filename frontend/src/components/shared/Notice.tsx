import { type ReactNode, useEffect } from 'react';
import { t } from '../../i18n/t';
import { titlePage } from '../../state/title';
import { Icon } from './Icon';
import { Link } from './Link';
import './notice.css';

/** A page or a pane with one thing to say. */
export function Notice({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="notice">
      <span className="notice-mark">
        <Icon name="bubble" />
      </span>
      <h1>{title}</h1>
      {children}
    </div>
  );
}

export function NotFound(): ReactNode {
  useEffect(() => {
    titlePage(t('app.notFound'));
  });
  return (
    <main className="page">
      <Notice title={t('app.nothingHere')}>
        <p>{t('app.nothingHereLead')}</p>
        <Link className="button" href="/">
          {t('app.toSessions')}
        </Link>
      </Notice>
    </main>
  );
}

export function Splash({ children }: { children?: ReactNode }): ReactNode {
  return (
    <main className="page splash" aria-busy="true">
      <span className="notice-mark">
        <Icon name="bubble" />
      </span>
      <p role="status">{children}</p>
    </main>
  );
}
