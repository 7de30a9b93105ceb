import { type ReactNode, useEffect } from 'react';
import { type Key, t } from '../../i18n/t';
import { useAccount } from '../../state/account';
import { type AdminSection, adminPath, adminSections } from '../../state/routes';
import { sentence } from '../../state/sentences';
import { Frame } from '../shared/Frame';
import type { IconName } from '../shared/Icon';
import { NotFound, Splash } from '../shared/Notice';
import { AuditLog } from './AuditLog';
import { Overview } from './Overview';
import { Sessions } from './Sessions';
import { SiteRetention } from './SiteRetention';
import { Users } from './Users';
import './admin.css';

/** Milliseconds until the server is asked again, when it could not be reached. */
const retry = 3000;

const sections: Record<AdminSection, { label: Key; icon: IconName }> = {
  overview: { label: 'admin.overview', icon: 'chart' },
  users: { label: 'admin.users', icon: 'people' },
  sessions: { label: 'admin.sessions', icon: 'bubble' },
  audit: { label: 'admin.audit', icon: 'log' },
  site: { label: 'admin.site', icon: 'gear' },
};

/** For administrators; to everybody else, and to the server, there is nothing here. */
export default function AdminPage({ section, id }: { section: AdminSection; id: number | null }): ReactNode {
  const { account, problem, store } = useAccount();
  const links = adminSections.map((name) => {
    const { label, icon } = sections[name];
    return { href: adminPath(name), current: name === section, label: t(label), icon };
  });

  useEffect(() => {
    // The role can be lost while one looks.
    void store.load();
  }, [store, section]);

  useEffect(() => {
    if (account || !problem?.retryable) return;
    const timer = setTimeout(() => void store.load(), retry);
    return () => clearTimeout(timer);
  }, [account, problem, store]);

  if (!account) return problem && !problem.retryable ? <NotFound /> : <Splash>{problem && sentence(problem)}</Splash>;
  if (!account.is_admin) return <NotFound />;
  return (
    <Frame title={t('admin.title')} links={links} wide>
      {section === 'overview' && <Overview />}
      {section === 'users' && <Users id={id} />}
      {section === 'sessions' && <Sessions id={id} />}
      {section === 'audit' && <AuditLog />}
      {section === 'site' && <SiteRetention />}
    </Frame>
  );
}
