import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { useSignedIn } from '../../state/sync';
import { list } from '../../state/words';
import type { Reaction } from '../../sync/protocol';
import { useRoomActions } from '../room/RoomActions';

interface Props {
  reactions: readonly Reaction[];
  disabled: boolean;
  onReact: (emoji: string, on: boolean) => void;
}

/** Who reacted with what; a press adds one's own reaction or takes it back. */
export function Reactions({ reactions, disabled, onReact }: Props): ReactNode {
  const me = useSignedIn().user.id;
  const { nameOf, open } = useRoomActions();
  return (
    <ul className="reactions" aria-label={t('room.reactions')}>
      {reactions.map(({ emoji, user_ids }) => {
        const own = user_ids.includes(me);
        const names = list(user_ids.map(nameOf), 10);
        return (
          <li key={emoji}>
            <button
              className="reaction"
              data-testid="reaction"
              aria-pressed={own}
              aria-label={`${emoji} ${user_ids.length}, ${names}`}
              title={names}
              disabled={disabled || !open}
              onClick={() => onReact(emoji, !own)}
            >
              <span className="emoji">{emoji}</span>
              <span className="reaction-count">{user_ids.length}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
