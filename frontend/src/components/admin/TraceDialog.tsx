import { type ReactNode, useCallback } from 'react';
import { t } from '../../i18n/t';
import { formatNumber } from '../../state/format';
import { useLoad } from '../../state/useLoad';
import type { Message } from '../../sync/protocol';
import { admin, type TraceStep } from '../../transport/admin';
import { Dialog } from '../shared/Dialog';
import { Loading } from '../shared/Frame';
import { ProblemNote } from '../shared/ProblemNote';

const labels = {
  accepted: 'admin.traceAccepted',
  committed: 'admin.traceCommitted',
  published: 'admin.tracePublished',
  consumed: 'admin.traceConsumed',
  sent: 'admin.traceSent',
} as const satisfies Record<TraceStep['step'], string>;

const ways = {
  backplane: 'admin.traceBackplane',
  event: 'admin.traceEvent',
  head: 'admin.traceHead',
} as const satisfies Record<NonNullable<TraceStep['way']>, string>;

function detailOf({ way, messages, connections }: TraceStep): string {
  if (way) return t(ways[way]);
  if (messages !== undefined) return t('admin.traceBatch', { count: messages });
  if (connections !== undefined) return t('admin.traceConnections', { count: connections });
  return '';
}

/** The way of one message: which instance did what with it, and when. */
export function TraceDialog({ message, onClose }: { message: Message; onClose: () => void }): ReactNode {
  const { data: trace, problem } = useLoad(useCallback((signal: AbortSignal) => admin.trace(message.id, signal), [message.id]));
  const start = Date.parse(trace?.steps[0]?.at ?? message.timestamp);
  return (
    <Dialog title={t('admin.traceOf', { name: message.sender.display_name })} onClose={onClose}>
      {!trace && !problem && <Loading />}
      <ProblemNote problem={problem} />
      {trace && (
        <div data-testid="trace">
          {!trace.noted && <p className="muted">{t('admin.traceNone')}</p>}
          {trace.noted && (
            <div className="table-box">
              <table className="table">
                <thead>
                  <tr>
                    <th>{t('admin.traceStep')}</th>
                    <th data-number>{t('admin.traceAfter')}</th>
                    <th>{t('admin.traceWhere')}</th>
                    <th>{t('admin.traceDetail')}</th>
                  </tr>
                </thead>
                <tbody>
                  {trace.steps.map((step, index) => (
                    <tr key={index} data-step={step.step}>
                      <td>{t(labels[step.step])}</td>
                      <td data-number>{t('admin.traceMs', { ms: formatNumber(Date.parse(step.at) - start) })}</td>
                      <td>{step.instance}</td>
                      <td>{detailOf(step)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          <p className="muted">{t('admin.traceRead', { read: trace.read_by.length, unread: trace.unread_by })}</p>
        </div>
      )}
    </Dialog>
  );
}
