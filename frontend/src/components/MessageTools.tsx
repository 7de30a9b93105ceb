import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useState } from 'react';
import { useSignedIn } from '../state/sync';
import type { Message } from '../sync/protocol';
import { Icon } from './Icon';
import { useRoomActions } from './RoomActions';

const frequent = {
  '👍': 'thumbs up',
  '❤️': 'heart',
  '😂': 'laughing',
  '🎉': 'party',
  '👀': 'eyes',
  '✅': 'check mark',
};

interface Props {
  message: Message;
  onReact: (emoji: string, on: boolean) => void;
}

/** What can be done with a message, while one points at it or has the focus in it. */
export function MessageTools({ message, onReact }: Props): ReactNode {
  const me = useSignedIn().user.id;
  const { moderates, edit, reply, remove } = useRoomActions();
  const [picking, setPicking] = useState(false);
  const own = message.sender.id === me;

  function press(event: KeyboardEvent<HTMLElement>): void {
    if (event.key !== 'Escape' || !picking) return;
    event.stopPropagation();
    close(event);
  }

  /** The button that has the focus goes: the message gets it. */
  function close(event: SyntheticEvent<HTMLElement>): void {
    event.currentTarget.closest<HTMLElement>('[role="article"]')?.focus();
    setPicking(false);
  }

  if (picking) {
    return (
      <div className="tools" role="group" aria-label="React with" onKeyDown={press}>
        {Object.entries(frequent).map(([emoji, name], i) => {
          const on = message.reactions?.find((r) => r.emoji === emoji)?.user_ids.includes(me) ?? false;
          return (
            <button
              key={emoji}
              className="tool emoji"
              data-testid="emoji"
              aria-label={name}
              aria-pressed={on}
              title={name}
              autoFocus={i === 0}
              onClick={(event) => {
                close(event);
                onReact(emoji, !on);
              }}
            >
              {emoji}
            </button>
          );
        })}
      </div>
    );
  }
  return (
    <div className="tools" role="group" aria-label="Message actions">
      <button className="tool" data-testid="react" aria-label="React" title="React" onClick={() => setPicking(true)}>
        <Icon name="smile" />
      </button>
      <button className="tool" data-testid="reply" aria-label="Reply" title="Reply" onClick={() => reply(message)}>
        <Icon name="reply" />
      </button>
      {own && (
        <button className="tool" data-testid="edit" aria-label="Edit" title="Edit" onClick={() => edit(message)}>
          <Icon name="compose" />
        </button>
      )}
      {(own || moderates) && (
        <button className="tool" data-testid="delete" aria-label="Delete" title="Delete" onClick={() => remove(message)}>
          <Icon name="trash" />
        </button>
      )}
    </div>
  );
}
