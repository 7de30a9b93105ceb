import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { useSignedIn, useSync } from '../../state/sync';
import { list } from '../../state/words';
import type { Session } from '../../sync/protocol';

/** How many are in a session, and who of them is there right now. */
export function Attendance({ session }: { session: Session }): ReactNode {
  const me = useSignedIn().user.id;
  const online = useSync((state) => state.online.get(session.id));
  const others = session.participants.filter((p) => p.id !== me);
  const there = others.filter((p) => online?.has(p.id)).map((p) => p.display_name);
  if (session.kind === 'direct') {
    const [other] = others;
    return (
      <p className="attendance" data-testid="attendance">
        {other ? `@${other.username}` : t('sessions.nobodyLeft')}
        {there.length > 0 && (
          <span className="attendance-online">
            <span className="presence-dot" aria-hidden="true" />
            {t('sessions.online')}
          </span>
        )}
      </p>
    );
  }
  return (
    <p className="attendance" data-testid="attendance">
      {session.participant_count === 1 ? t('sessions.onlyYou') : t('sessions.peopleCount', { count: session.participant_count })}
      {there.length > 0 && (
        <span className="attendance-online" title={t('sessions.onlineNames', { names: list(there, 20) })}>
          <span className="presence-dot" aria-hidden="true" />
          {there.length === 1 ? t('sessions.onlineOne', { name: there.join() }) : t('sessions.onlineOthers', { count: there.length })}
        </span>
      )}
    </p>
  );
}
