import type { ReactNode } from 'react';
import { type Key, t } from '../../i18n/t';
import { formatAgo } from '../../state/format';
import { adminPath } from '../../state/routes';
import { useFilters } from '../../state/useFilters';
import { usePages } from '../../state/usePages';
import { admin, type ManagedUser, type UserState } from '../../transport/admin';
import { Avatar } from '../shared/Avatar';
import { Link } from '../shared/Link';
import { Filter, Filters, List, useReturnToRow } from './List';
import { UserPanel } from './UserPanel';
import { UserTags } from './UserTags';

const states: Record<UserState | '', Key> = {
  '': 'admin.everybody',
  active: 'admin.active',
  deactivated: 'admin.deactivated',
  locked: 'admin.locked',
  admin: 'admin.administrators',
};

export function Users({ id }: { id: number | null }): ReactNode {
  const { values, set, kept } = useFilters(['q', 'state']);
  const state = Object.hasOwn(states, values.state) ? (values.state as UserState | '') : '';
  const pages = usePages<ManagedUser>(admin.usersPath(values.q.trim(), state));
  useReturnToRow(id);

  return (
    <div className="split" data-open={id !== null}>
      <div className="split-list">
        <Filters label={t('admin.searchUsers')} value={values.q} onChange={(q) => set('q', q)}>
          <Filter label={t('admin.whichUsers')} value={state} options={states} onChange={(one) => set('state', one)} />
        </Filters>
        <List pages={pages} empty={t('admin.nobodyFits')}>
          {(users) => (
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('admin.name')}</th>
                  <th scope="col" data-wide>
                    {t('admin.email')}
                  </th>
                  <th scope="col" data-wide>
                    {t('admin.lastSeen')}
                  </th>
                  <th scope="col">{t('admin.state')}</th>
                </tr>
              </thead>
              <tbody>
                {users.map((user) => (
                  <Row key={user.id} user={user} href={adminPath('users', user.id) + kept} current={user.id === id} />
                ))}
              </tbody>
            </table>
          )}
        </List>
      </div>
      {id !== null && (
        <UserPanel
          key={id}
          id={id}
          closeHref={adminPath('users') + kept}
          onChanged={(changed) => pages.update((users) => users.map((user) => (user.id === changed.id ? changed : user)))}
        />
      )}
    </div>
  );
}

function Row({ user, href, current }: { user: ManagedUser; href: string; current: boolean }): ReactNode {
  const ago = user.last_seen_at === null ? null : formatAgo(Date.parse(user.last_seen_at));
  return (
    <tr className="record" data-testid="user-row" data-row={user.id} data-current={current}>
      <th scope="row">
        <Link className="record-link" href={href} aria-current={current ? 'true' : undefined}>
          <Avatar name={user.display_name} seed={user.id} />
          <span className="record-name">
            {user.display_name}
            <span className="muted">@{user.username}</span>
            <span className="muted narrow-only">{ago === null ? t('admin.seenNever') : t('admin.seenAgo', { ago })}</span>
          </span>
        </Link>
      </th>
      <td data-wide className="muted">
        {user.email ?? '–'}
      </td>
      <td data-wide className="muted">
        {ago ?? t('admin.never')}
      </td>
      <td>
        <UserTags user={user} />
      </td>
    </tr>
  );
}
