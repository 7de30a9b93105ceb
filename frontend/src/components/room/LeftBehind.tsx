import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { copyText } from '../../state/clipboard';
import { roomPath } from '../../state/routes';
import { useSignedIn, useSync } from '../../state/sync';
import { Icon } from '../shared/Icon';
import { Link } from '../shared/Link';
import './leftBehind.css';

/** What was written to a session that this user is no longer in: it cannot be sent, but taken elsewhere. */
export function LeftBehind({ sessionId }: { sessionId: number }): ReactNode {
  const { engine } = useSignedIn();
  const messages = useSync((state) => state.outgoing).filter((m) => m.session_id === sessionId);
  if (messages.length === 0) return null;
  return (
    <section className="left-behind" aria-label={t('room.leftBehind')} data-testid="left-behind">
      <h2>{t('room.leftBehind')}</h2>
      <ul>
        {messages.map(({ client_id, content, attachments }) => (
          <li key={client_id}>
            <p dir="auto">{content || attachments.map((file) => file.name).join(', ')}</p>
            <button className="icon-button" aria-label={t('room.copyText')} title={t('room.copyText')} onClick={() => void copyText(content)}>
              <Icon name="copy" />
            </button>
            <button className="icon-button" aria-label={t('room.discard')} title={t('room.discard')} onClick={() => engine.discard(client_id)}>
              <Icon name="trash" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Says so where one is, and leads there. */
export function LeftBehindNotice(): ReactNode {
  const sessions = useSync((state) => state.sessions);
  const outgoing = useSync((state) => state.outgoing);
  const first = outgoing.find((m) => m.state === 'failed' && sessions?.every(({ session }) => session.id !== m.session_id) === true);
  if (!first) return null;
  return (
    <aside className="side-note" role="status" data-testid="left-behind-notice">
      <p>{t('sessions.leftBehind')}</p>
      <div className="side-note-actions">
        <Link className="button small" href={roomPath(first.session_id)}>
          {t('sessions.leftBehindShow')}
        </Link>
      </div>
    </aside>
  );
}
