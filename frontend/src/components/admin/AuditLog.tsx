import { type ReactNode, useState } from 'react';
import { actWords } from '../../state/audit';
import { formatStamp } from '../../state/format';
import { adminPath } from '../../state/routes';
import { usePages } from '../../state/usePages';
import { admin, type AuditEntry } from '../../transport/admin';
import { Link } from '../Link';
import { Filters, List } from './List';

/** Who did what, newest first. It can be read, and nothing else. */
export function AuditLog(): ReactNode {
  const [q, setQ] = useState('');
  const [actor, setActor] = useState('');
  const pages = usePages<AuditEntry>(admin.auditPath(q.trim(), actor.trim()));

  return (
    <>
      <Filters label="Search acts, names and reasons" value={q} onChange={setQ}>
        <input
          className="filter"
          data-testid="actor"
          aria-label="User name of who did it"
          placeholder="Who (user name)"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={32}
          value={actor}
          onChange={(event) => setActor(event.target.value)}
        />
      </Filters>
      <List pages={pages} empty="Nothing is written down that fits.">
        {(entries) => (
          <table className="table">
            <thead>
              <tr>
                <th scope="col" data-wide>
                  When
                </th>
                <th scope="col">What</th>
                <th scope="col" data-wide>
                  Reason
                </th>
                <th scope="col" data-wide>
                  From
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
        <strong>{entry.actor.username}</strong> {actWords(entry.act)} <Target {...entry.target} />
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
      {name === '' ? `${kind} ${id}` : name}
    </Link>
  );
}
