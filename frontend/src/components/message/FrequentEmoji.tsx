import type { ReactNode, SyntheticEvent } from 'react';
import { type Key, t } from '../../i18n/t';
import { rememberEmoji } from '../../state/emoji';
import { useRoomActions } from '../room/RoomActions';
import { Icon } from '../shared/Icon';

/** What most reactions are. */
const frequent: Readonly<Record<string, Key>> = {
  '👍': 'room.thumbsUp',
  '❤️': 'room.heart',
  '😂': 'room.laughing',
  '🎉': 'room.party',
  '👀': 'room.eyes',
  '✅': 'room.checkMark',
};

interface Props {
  /** Whether one has reacted so already. */
  has: (emoji: string) => boolean;
  onReact: (emoji: string, on: boolean) => void;
  /** One was chosen, or the way to all others. */
  onChosen: (event: SyntheticEvent<HTMLElement>) => void;
  /** Of the buttons, for tests. */
  testId: string;
  focusFirst?: boolean;
}

/** A button for each of the frequent reactions, and one for all others. */
export function FrequentEmoji({ has, onReact, onChosen, testId, focusFirst = false }: Props): ReactNode {
  const { pickEmoji } = useRoomActions();
  return (
    <>
      {Object.entries(frequent).map(([emoji, name], i) => (
        <button
          key={emoji}
          className="tool emoji"
          data-testid={testId}
          aria-label={t(name)}
          aria-pressed={has(emoji)}
          title={t(name)}
          autoFocus={focusFirst && i === 0}
          onClick={(event) => {
            onChosen(event);
            rememberEmoji(emoji);
            onReact(emoji, !has(emoji));
          }}
        >
          {emoji}
        </button>
      ))}
      <button
        className="tool"
        data-testid={`${testId}-more`}
        aria-label={t('room.moreEmoji')}
        title={t('room.moreEmoji')}
        onClick={(event) => {
          const place = event.currentTarget.getBoundingClientRect();
          onChosen(event);
          pickEmoji(place, (emoji) => onReact(emoji, !has(emoji)));
        }}
      >
        <Icon name="more" />
      </button>
    </>
  );
}
