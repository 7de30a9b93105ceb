import type { ReactNode } from 'react';
import { type Key, t } from '../../i18n/t';
import { formatAgo, formatNumber } from '../../state/format';
import { adminPath } from '../../state/routes';
import { useFilters } from '../../state/useFilters';
import { usePages } from '../../state/usePages';
import { admin, type ManagedSession, type SessionState } from '../../transport/admin';
import { Avatar } from '../shared/Avatar';
import { Link } from '../shared/Link';
import { Filter, Filters, List, useReturnToRow } from './List';
import { SessionPanel } from './SessionPanel';
import { SessionTag } from './SessionTag';

const states: Record<SessionState | '', Key> = { '': 'admin.stateAll', active: 'admin.stateOpen', inactive: 'admin.stateClosed' };

export function Sessions({ id }: { id: number | null }): ReactNode {
  const { values, set, kept } = useFilters(['q', 'state']);
  const state = Object.hasOwn(states, values.state) ? (values.state as SessionState | '') : '';
  const pages = usePages<ManagedSession>(admin.sessionsPath(values.q.trim(), state));
  useReturnToRow(id);

  return (
    <div className="split" data-open={id !== null}>
      <div className="split-list">
        <Filters label={t('admin.searchNames')} value={values.q} onChange={(q) => set('q', q)}>
          <Filter label={t('admin.whichSessions')} value={state} options={states} onChange={(one) => set('state', one)} />
        </Filters>
        <List pages={pages} empty={t('admin.noSession')}>
          {(sessions) => (
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('admin.name')}</th>
                  <th scope="col" data-number data-wide>
                    {t('admin.people')}
                  </th>
                  <th scope="col" data-number data-wide>
                    {t('admin.messages')}
                  </th>
                  <th scope="col" data-wide>
                    {t('admin.lastActivity')}
                  </th>
                  <th scope="col">{t('admin.state')}</th>
                </tr>
              </thead>
              <tbody>
                {sessions.map((session) => (
                  <Row key={session.id} session={session} href={adminPath('sessions', session.id) + kept} current={session.id === id} />
                ))}
              </tbody>
            </table>
          )}
        </List>
      </div>
      {id !== null && (
        <SessionPanel
          key={id}
          id={id}
          closeHref={adminPath('sessions') + kept}
          onChanged={(changed) => pages.update((sessions) => sessions.map((s) => (s.id === changed.id ? { ...s, is_active: changed.is_active } : s)))}
          onDeleted={() => pages.update((sessions) => sessions.filter((session) => session.id !== id))}
        />
      )}
    </div>
  );
}

function Row({ session, href, current }: { session: ManagedSession; href: string; current: boolean }): ReactNode {
  const active = formatAgo(Date.parse(session.updated_at));
  return (
    <tr className="record" data-testid="session-row" data-row={session.id} data-current={current}>
      <th scope="row">
        <Link className="record-link" href={href} aria-current={current ? 'true' : undefined}>
          <Avatar name={session.name} seed={session.id} shape="square" />
          <span className="record-name">
            {session.name}
            <span className="muted narrow-only">{t('admin.peopleAndActivity', { count: session.participants, ago: active })}</span>
          </span>
        </Link>
      </th>
      <td data-number data-wide>
        {formatNumber(session.participants)}
      </td>
      <td data-number data-wide>
        {session.messages === null ? '–' : formatNumber(session.messages)}
      </td>
      <td data-wide className="muted">
        {active}
      </td>
      <td>
        <SessionTag open={session.is_active} />
      </td>
    </tr>
  );
}
