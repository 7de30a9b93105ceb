import { type ReactNode, useEffect } from 'react';
import { t } from '../../i18n/t';
import { formatNumber, formatPercent, formatStamp } from '../../state/format';
import { useLoad } from '../../state/useLoad';
import { admin, type Figures, type InstanceFigures } from '../../transport/admin';
import { Card, Loading } from '../shared/Frame';
import { ProblemNote } from '../shared/ProblemNote';
import { Chart } from './Chart';

/** Milliseconds: the server has new numbers that often. */
const interval = 10_000;

/** How the system is doing, now and in the last hour. */
export function Overview(): ReactNode {
  const { data, problem, reload } = useLoad(admin.figures);

  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, interval);
    return () => clearInterval(timer);
  }, [reload]);

  if (!data) return problem ? <ProblemNote problem={problem} /> : <Loading />;
  return (
    <>
      <ProblemNote problem={problem} />
      <Numbers figures={data} />
      <div className="charts">
        <Chart title={t('admin.connections')} moments={data.series} valueOf={(moment) => moment.connections} />
        {/* Moments are ten seconds apart. */}
        <Chart title={t('admin.messagesPerMinute')} moments={data.series} valueOf={(moment) => moment.messages * 6} />
        <Chart title={t('admin.signInsPerMinute')} moments={data.series} valueOf={(moment) => moment.sign_ins * 6} />
      </div>
      <Instances instances={data.instances} />
      <Queues queues={data.queues} />
    </>
  );
}

function Numbers({ figures }: { figures: Figures }): ReactNode {
  const waiting = figures.queues.reduce((sum, queue) => sum + queue.messages, 0);
  return (
    <section aria-label={t('admin.nowSection')}>
      <dl className="numbers">
        <Tile label={t('admin.connections')} value={figures.connections} />
        <Tile label={t('admin.messagesPerMinute')} value={figures.messages_per_minute} />
        <Tile label={t('admin.instances')} value={figures.instances.length} />
        <Tile label={t('admin.waitingInQueues')} value={waiting} />
      </dl>
      <p className="muted as-of">{t('admin.asOf', { time: formatStamp(Date.parse(figures.at)) })}</p>
    </section>
  );
}

function Tile({ label, value }: { label: string; value: number }): ReactNode {
  return (
    <div className="number">
      <dt>{label}</dt>
      <dd>{formatNumber(value)}</dd>
    </div>
  );
}

function Instances({ instances }: { instances: readonly InstanceFigures[] }): ReactNode {
  return (
    <Card title={t('admin.instances')}>
      <div className="table-box" tabIndex={0} role="region" aria-label={t('admin.instancesTable')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('admin.service')}</th>
              <th scope="col" data-wide>
                {t('admin.instance')}
              </th>
              <th scope="col" data-number>
                {t('admin.cpu')}
              </th>
              <th scope="col" data-number>
                {t('admin.memory')}
              </th>
              <th scope="col" data-number data-wide>
                {t('admin.connections')}
              </th>
              <th scope="col" data-number data-wide>
                {t('admin.database')}
              </th>
            </tr>
          </thead>
          <tbody>
            {instances.map((one) => (
              <tr key={`${one.service} ${one.instance}`}>
                <th scope="row">{one.service}</th>
                <td data-wide className="muted">
                  {one.instance}
                </td>
                <td data-number>{formatPercent(one.cpu_percent / 100)}</td>
                <td data-number>{t('admin.megabytes', { size: Math.round(one.memory_mb) })}</td>
                <td data-number data-wide>
                  {one.connections == null ? '–' : formatNumber(one.connections)}
                </td>
                <td data-number data-wide>
                  {one.database_pool ? t('admin.poolOf', { used: one.database_pool.used, max: one.database_pool.max }) : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Queues({ queues }: { queues: Figures['queues'] }): ReactNode {
  if (queues.length === 0) return null;
  return (
    <Card title={t('admin.queues')}>
      <div className="table-box" tabIndex={0} role="region" aria-label={t('admin.queuesTable')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('admin.queue')}</th>
              <th scope="col" data-number>
                {t('admin.waiting')}
              </th>
              <th scope="col" data-number>
                {t('admin.consumers')}
              </th>
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <tr key={queue.name}>
                <th scope="row">{queue.name}</th>
                <td data-number>{formatNumber(queue.messages)}</td>
                <td data-number>{formatNumber(queue.consumers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
