import type { ReactNode } from 'react';
import { formatTime } from '../state/format';
import type { Group } from '../state/timeline';
import { Avatar } from './Avatar';
import { MessageRow } from './MessageRow';

/** @param props.latest whether nothing comes after this group. */
export function MessageGroup({ group, latest }: { group: Group; latest: boolean }): ReactNode {
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
          <MessageRow key={key} {...row} own={own} latest={latest && i === rows.length - 1} />
        ))}
      </div>
    </div>
  );
}
