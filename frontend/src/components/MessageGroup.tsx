import type { ReactNode } from 'react';
import { formatTime } from '../state/format';
import type { Group } from '../state/timeline';
import type { Message } from '../sync/protocol';
import { Avatar } from './Avatar';
import { MessageRow } from './MessageRow';
import type { Editing } from './RoomActions';

interface Props {
  group: Group;
  /** Whether nothing comes after this group. */
  latest: boolean;
  editing: Editing | null;
  marked: number | null;
  /** The message of this number; undefined while it is not known, null when it is not to be had. */
  find: (seq: number) => Message | null | undefined;
  /** Who has read which message. */
  seen: { seq: number; words: string } | null;
}

export function MessageGroup({ group, latest, editing, marked, find, seen }: Props): ReactNode {
  const { sender, own, rows } = group;
  const at = rows[0]?.at ?? 0;
  return (
    <div className="group" data-own={own} role="group" aria-label={`${own ? 'You' : sender.display_name}, ${formatTime(at)}`}>
      {!own && <Avatar name={sender.display_name} seed={sender.id} />}
      <div className="group-body">
        <p className="group-head">
          {!own && <strong>{sender.display_name}</strong>} <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
        </p>
        {rows.map(({ key, ...row }, i) => (
          <MessageRow
            key={key}
            {...row}
            sender={sender.display_name}
            own={own}
            latest={latest && i === rows.length - 1}
            editing={row.seq !== null && row.seq === editing?.seq ? editing.turn : 0}
            marked={row.seq !== null && row.seq === marked}
            quoted={row.replyTo === null ? null : find(row.replyTo)}
            seen={row.seq !== null && row.seq === seen?.seq ? seen.words : ''}
          />
        ))}
      </div>
    </div>
  );
}
