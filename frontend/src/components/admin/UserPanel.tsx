import { type ReactNode, useCallback, useState } from 'react';
import { type Key, t } from '../../i18n/t';
import { formatAgo, formatNumber, formatStamp } from '../../state/format';
import { useSignedIn } from '../../state/sync';
import { useLoad } from '../../state/useLoad';
import { admin, type ManagedUser } from '../../transport/admin';
import { Loading } from '../shared/Frame';
import { ProblemNote } from '../shared/ProblemNote';
import { type Act, ActDialog } from './ActDialog';
import { Facts, Panel } from './List';
import { userActs } from './userActs';
import { UserTags } from './UserTags';

interface Props {
  id: number;
  closeHref: string;
  onChanged: (user: ManagedUser) => void;
}

/** Everything about one user, and what can be done. */
export function UserPanel({ id, closeHref, onChanged }: Props): ReactNode {
  const me = useSignedIn().user.id;
  const { data: user, problem, put } = useLoad(useCallback(() => admin.user(id), [id]));
  const [act, setAct] = useState<Act | null>(null);

  function changed(next: ManagedUser): void {
    put(next);
    onChanged(next);
  }

  return (
    <Panel title={user?.display_name ?? t('admin.user')} closeHref={closeHref}>
      {!user && !problem && <Loading />}
      <ProblemNote problem={problem} />
      {user && (
        <>
          <UserTags user={user} />
          <Facts facts={factsOf(user)} />
          <div className="side-acts">
            {userActs(user, user.id === me, changed).map((one) => (
              <button
                key={one.name}
                className={one.danger ? 'button danger-text' : 'button'}
                data-testid={one.name}
                onClick={() => setAct(one)}
              >
                {one.label}
              </button>
            ))}
          </div>
        </>
      )}
      {act && <ActDialog act={act} onClose={() => setAct(null)} />}
    </Panel>
  );
}

function factsOf(user: ManagedUser): [Key, ReactNode][] {
  const seen = user.last_seen_at === null ? null : Date.parse(user.last_seen_at);
  const facts: [Key, ReactNode][] = [
    ['admin.username', `@${user.username}`],
    ['admin.email', user.email ?? t('admin.none')],
    ['admin.registered', formatStamp(Date.parse(user.created_at))],
    ['admin.lastSeen', seen === null ? t('admin.never') : t('admin.agoAndStamp', { ago: formatAgo(seen), stamp: formatStamp(seen) })],
    ['admin.signIns', formatNumber(user.sign_ins)],
    ['admin.twoFactor', t(user.two_factor_enabled ? 'admin.on' : 'admin.off')],
  ];
  if (user.locked_until !== null) facts.push(['admin.lockedUntil', formatStamp(Date.parse(user.locked_until))]);
  return facts;
}
