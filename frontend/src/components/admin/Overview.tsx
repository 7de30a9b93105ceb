import { type ReactNode, useEffect } from 'react';
import { formatStamp } from '../../state/format';
import { useLoad } from '../../state/useLoad';
import { admin, type Figures, type InstanceFigures } from '../../transport/admin';
import { Card, Loading } from '../Frame';
import { ProblemNote } from '../ProblemNote';
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
        <Chart title="Connections" moments={data.series} valueOf={(moment) => moment.connections} />
        {/* Moments are ten seconds apart. */}
        <Chart title="Messages per minute" moments={data.series} valueOf={(moment) => moment.messages * 6} />
        <Chart title="Sign-ins per minute" moments={data.series} valueOf={(moment) => moment.sign_ins * 6} />
      </div>
      <Instances instances={data.instances} />
      <Queues queues={data.queues} />
    </>
  );
}

function Numbers({ figures }: { figures: Figures }): ReactNode {
  const waiting = figures.queues.reduce((sum, queue) => sum + queue.messages, 0);
  return (
    <section aria-label="Now">
      <dl className="numbers">
        <Tile label="Connections" value={figures.connections} />
        <Tile label="Messages per minute" value={figures.messages_per_minute} />
        <Tile label="Instances" value={figures.instances.length} />
        <Tile label="Waiting in queues" value={waiting} />
      </dl>
      <p className="muted as-of">As of {formatStamp(Date.parse(figures.at))}, and again every ten seconds.</p>
    </section>
  );
}

function Tile({ label, value }: { label: string; value: number }): ReactNode {
  return (
    <div className="number">
      <dt>{label}</dt>
      <dd>{value.toLocaleString()}</dd>
    </div>
  );
}

function Instances({ instances }: { instances: readonly InstanceFigures[] }): ReactNode {
  return (
    <Card title="Instances">
      <div className="table-box" tabIndex={0} role="region" aria-label="Instances, a table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col" data-wide>
                Instance
              </th>
              <th scope="col" data-number>
                CPU
              </th>
              <th scope="col" data-number>
                Memory
              </th>
              <th scope="col" data-number data-wide>
                Connections
              </th>
              <th scope="col" data-number data-wide>
                Database
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
                <td data-number>{Math.round(one.cpu_percent)} %</td>
                <td data-number>{Math.round(one.memory_mb).toLocaleString()} MB</td>
                <td data-number data-wide>
                  {one.connections ?? '–'}
                </td>
                <td data-number data-wide>
                  {one.database_pool ? `${one.database_pool.used} of ${one.database_pool.max}` : '–'}
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
    <Card title="Queues">
      <div className="table-box" tabIndex={0} role="region" aria-label="Queues, a table">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Queue</th>
              <th scope="col" data-number>
                Waiting
              </th>
              <th scope="col" data-number>
                Consumers
              </th>
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <tr key={queue.name}>
                <th scope="row">{queue.name}</th>
                <td data-number>{queue.messages.toLocaleString()}</td>
                <td data-number>{queue.consumers}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
