import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { useSync } from '../../state/sync';
import { excerpt } from '../../state/words';
import type { Message, Participant } from '../../sync/protocol';
import { Avatar } from '../shared/Avatar';
import { Dialog } from '../shared/Dialog';

interface Props {
  message: Message;
  participants: readonly Participant[];
  onClose: () => void;
}

/** Who has read a message, and who has not. */
export function ReadBy({ message, participants, onClose }: Props): ReactNode {
  const markers = useSync((state) => state.rooms.get(message.chat_session)?.markers);
  const others = participants.filter((p) => p.id !== message.sender.id);
  const hasRead = (p: Participant) => (markers?.get(p.id) ?? 0) >= message.seq;
  return (
    <Dialog title={t('room.whoHasRead')} onClose={onClose}>
      <blockquote className="dialog-quote">{excerpt(message)}</blockquote>
      <People title={t('room.readBy')} people={others.filter(hasRead)} />
      <People title={t('room.notReadBy')} people={others.filter((p) => !hasRead(p))} />
      {others.length === 0 && <p className="muted">{t('room.nobodyElse')}</p>}
    </Dialog>
  );
}

function People({ title, people }: { title: string; people: readonly Participant[] }): ReactNode {
  if (people.length === 0) return null;
  return (
    <section aria-label={title} data-testid="readers">
      <h3 className="readers-head">
        {title} <span className="muted">{people.length}</span>
      </h3>
      <ul className="people">
        {people.map((p) => (
          <li key={p.id} className="person">
            <Avatar name={p.display_name} seed={p.id} />
            <span className="person-name">{p.display_name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
