import type { ReactNode } from 'react';
import { useSignedIn, useSync } from '../../state/sync';
import type { Session } from '../../sync/protocol';
import { Avatar } from '../shared/Avatar';

/** A session's sign: of a direct one the other person's, round and with their presence. */
export function SessionAvatar({ session, size }: { session: Session; size?: 'large' }): ReactNode {
  const me = useSignedIn().user.id;
  const other = session.kind === 'direct' ? session.participants.find((p) => p.id !== me) : undefined;
  const online = useSync((state) => other !== undefined && state.online.get(session.id)?.has(other.id) === true);
  if (session.kind === 'direct') return <Avatar name={session.name} seed={other?.id ?? session.id} online={online} {...(size && { size })} />;
  return <Avatar name={session.name} seed={session.id} shape="square" {...(size && { size })} />;
}
