import type { ReactNode } from 'react';
import { useSignedIn, useSync } from '../state/sync';
import { list } from '../state/words';
import type { Session } from '../sync/protocol';

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
        {other ? `@${other.username}` : 'Nobody is left here'}
        {there.length > 0 && (
          <span className="attendance-online">
            <span className="presence-dot" aria-hidden="true" />
            online
          </span>
        )}
      </p>
    );
  }
  return (
    <p className="attendance" data-testid="attendance">
      {session.participant_count === 1 ? 'Only you' : `${session.participant_count} people`}
      {there.length > 0 && (
        <span className="attendance-online" title={`Online: ${list(there, 20)}`}>
          <span className="presence-dot" aria-hidden="true" />
          {there.length === 1 ? `${there[0]} is online` : `${there.length} others online`}
        </span>
      )}
    </p>
  );
}
