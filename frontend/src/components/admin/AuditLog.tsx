import type { ReactNode } from 'react';
import { rich, t } from '../../i18n/t';
import { actKey, plainAct } from '../../state/audit';
import { formatStamp } from '../../state/format';
import { adminPath } from '../../state/routes';
import { useFilters } from '../../state/useFilters';
import { usePages } from '../../state/usePages';
import { admin, type AuditEntry } from '../../transport/admin';
import { Link } from '../shared/Link';
import { Filters, List } from './List';

/** Who did what, newest first. It can be read, and nothing else. */
export function AuditLog(): ReactNode {
  const { values, set } = useFilters(['q', 'actor']);
  const pages = usePages<AuditEntry>(admin.auditPath(values.q.trim(), values.actor.trim()));

  return (
    <>
      <Filters label={t('admin.auditSearch')} value={values.q} onChange={(q) => set('q', q)}>
        <input
          className="finder-choice"
          data-testid="actor"
          aria-label={t('admin.actor')}
          placeholder={t('admin.actorPlaceholder')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={32}
          value={values.actor}
          onChange={(event) => set('actor', event.target.value)}
        />
      </Filters>
      <List pages={pages} empty={t('admin.auditEmpty')}>
        {(entries) => (
          <table className="table">
            <thead>
              <tr>
                <th scope="col" data-wide>
                  {t('admin.when')}
                </th>
                <th scope="col">{t('admin.what')}</th>
                <th scope="col" data-wide>
                  {t('admin.reason')}
                </th>
                <th scope="col" data-wide>
                  {t('admin.from')}
                </th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <Row key={entry.id} entry={entry} />
              ))}
            </tbody>
          </table>
        )}
      </List>
    </>
  );
}

function Row({ entry }: { entry: AuditEntry }): ReactNode {
  const at = formatStamp(Date.parse(entry.at));
  return (
    <tr data-testid="audit-row">
      <td data-wide className="muted nowrap">
        {at}
      </td>
      <td>
        {rich(actKey(entry.act), {
          actor: () => <strong>{entry.actor.username}</strong>,
          target: () => <Target {...entry.target} />,
          act: plainAct(entry.act),
        })}
        <span className="muted narrow-only">
          {at}
          {entry.reason !== '' && ` · ${entry.reason}`}
        </span>
      </td>
      <td data-wide>{entry.reason}</td>
      <td data-wide className="muted address">
        {entry.address}
      </td>
    </tr>
  );
}

function Target({ kind, id, name }: AuditEntry['target']): ReactNode {
  if (kind !== 'user' && kind !== 'session') return name;
  return (
    <Link className="link" href={adminPath(kind === 'user' ? 'users' : 'sessions', id)}>
      {name === '' ? t(kind === 'user' ? 'admin.namelessUser' : 'admin.namelessSession', { id: String(id) }) : name}
    </Link>
  );
}
