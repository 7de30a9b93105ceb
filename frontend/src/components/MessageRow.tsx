import { memo, type ReactNode } from 'react';
import { formatFull } from '../state/format';
import { linkify } from '../state/linkify';
import { useSignedIn, useSync } from '../state/sync';
import type { Row } from '../state/timeline';
import { Icon } from './Icon';

interface Props extends Omit<Row, 'key'> {
  own: boolean;
  latest: boolean;
}

export const MessageRow = memo(function MessageRow({ clientId, seq, content, at, state, reason, own, latest }: Props): ReactNode {
  return (
    <div className="message" data-testid="message" data-seq={seq} data-state={state} data-own={own}>
      <p className="bubble" title={formatFull(at)}>
        {linkify(content).map((part, i) =>
          part.href === null ? (
            part.text
          ) : (
            <a key={i} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
              {part.text}
            </a>
          ),
        )}
      </p>
      {own && state === 'sending' && <Sending />}
      {own && state === 'sent' && latest && (
        <span className="message-state">
          <Icon name="check" />
          <span className="visually-hidden">Sent</span>
        </span>
      )}
      {state === 'failed' && clientId !== null && <Failed id={clientId} reason={reason} />}
    </div>
  );
});

function Sending(): ReactNode {
  const offline = useSync((s) => s.connection) === 'offline';
  return (
    <span className="message-state">
      <Icon name="clock" />
      <span className={offline ? '' : 'visually-hidden'}>{offline ? 'Waiting' : 'Sending'}</span>
    </span>
  );
}

function Failed({ id, reason }: { id: string; reason: string | null }): ReactNode {
  const { engine } = useSignedIn();
  return (
    <span className="message-state failed" role="alert">
      <Icon name="alert" />
      <span>Not sent. {reason}</span>
      <button className="link" data-testid="retry" onClick={() => engine.retry(id)}>
        Retry
      </button>
      <button className="link" data-testid="discard" onClick={() => engine.discard(id)}>
        Discard
      </button>
    </span>
  );
}
