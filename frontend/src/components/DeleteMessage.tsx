import type { ReactNode } from 'react';
import { useSignedIn } from '../state/sync';
import { useAction } from '../state/useAction';
import { excerpt } from '../state/words';
import type { Message } from '../sync/protocol';
import { Dialog } from './Dialog';

export function DeleteMessage({ message, onClose }: { message: Message; onClose: () => void }): ReactNode {
  const { user, engine } = useSignedIn();
  const { busy, problem, run } = useAction();
  const whose = message.sender.id === user.id ? 'your message' : `the message of ${message.sender.display_name}`;

  function remove(): void {
    run(async () => {
      await engine.delete(message);
      onClose();
    });
  }

  return (
    <Dialog title={`Delete ${whose}?`} onClose={onClose}>
      <blockquote className="dialog-quote">{excerpt(message)}</blockquote>
      <p className="muted">Everyone here will see that a message was deleted, but not what it said.</p>
      {problem && (
        <p className="alert" role="alert">
          {problem.message}
        </p>
      )}
      <div className="dialog-actions">
        <button className="button" onClick={onClose}>
          Keep
        </button>
        <button className="button danger" data-testid="confirm-delete" data-autofocus disabled={busy} onClick={remove}>
          Delete
        </button>
      </div>
    </Dialog>
  );
}
