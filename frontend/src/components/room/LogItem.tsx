import { memo, type ReactNode } from 'react';
import { useLocale } from '../../i18n/locale';
import { t } from '../../i18n/t';
import { formatDay, formatFull, formatTime } from '../../state/format';
import type { Item } from '../../state/timeline';
import { useToday } from '../../state/today';
import { MessageRow, type RowState } from '../message/MessageRow';
import { Avatar } from '../shared/Avatar';

type Props = Omit<Item, 'row'> & RowState;

/** A message in the log: the day and the line of what is new above it, its sender beside it. */
export const LogItem = memo(function LogItem({ day, fresh, head, sender, own, ...row }: Props): ReactNode {
  useLocale();
  const time = formatTime(row.at);
  return (
    <div className="item" data-head={head}>
      {day !== null && (
        <h2 className="day-head">
          <Day at={day} />
        </h2>
      )}
      {fresh && (
        <p className="new-line" data-testid="new-line">
          <span>{t('room.newLine')}</span>
        </p>
      )}
      <div className="row" data-own={own} data-state={row.state} data-marked={row.marked} data-time={head ? undefined : time}>
        {head && <Avatar name={sender.display_name} seed={sender.id} size="row" />}
        <div className="row-main">
          {head && (
            <p className="row-head" aria-hidden="true">
              <strong>{sender.display_name}</strong>
              <time dateTime={new Date(row.at).toISOString()} title={formatFull(row.at)}>
                {time}
              </time>
            </p>
          )}
          <MessageRow {...row} sender={sender.display_name} own={own} />
        </div>
      </div>
    </div>
  );
});

/** Not always "today": midnight comes. */
function Day({ at }: { at: number }): ReactNode {
  useToday();
  return <span>{formatDay(at)}</span>;
}
