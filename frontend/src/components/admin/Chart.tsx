import { type PointerEvent, type ReactNode, useState } from 'react';
import { t } from '../../i18n/t';
import { area, axisTop, line, points } from '../../state/chart';
import { formatNumber, formatTime } from '../../state/format';
import type { Moment } from '../../transport/admin';

const width = 600;
const height = 120;

interface Props {
  title: string;
  moments: readonly Moment[];
  valueOf: (moment: Moment) => number;
}

/** One curve of the last hour. What it says is in words beside it, and each moment under the pointer. */
export function Chart({ title, moments, valueOf }: Props): ReactNode {
  const [pointed, setPointed] = useState<number | null>(null);
  const values = moments.map(valueOf);
  const top = axisTop(values);
  const curve = points(values, top, width, height);
  const index = pointed === null ? values.length - 1 : Math.min(pointed, values.length - 1);
  const moment = moments[index];
  const mark = curve[index];
  const highest = Math.max(0, ...values);

  function point(event: PointerEvent<SVGSVGElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    setPointed(Math.max(0, Math.round(share * (values.length - 1))));
  }

  return (
    <figure className="chart" data-testid="chart">
      <figcaption>
        <span className="chart-title">{title}</span>
        <span className="chart-value">
          <strong>{formatNumber(values[index] ?? 0)}</strong>{' '}
          <span className="muted">{pointed === null || !moment ? t('admin.now') : formatTime(Date.parse(moment.at))}</span>
        </span>
      </figcaption>
      <div className="chart-box">
        <span className="chart-top">{formatNumber(top)}</span>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('admin.chartLabel', { title, now: values.at(-1) ?? 0, highest })}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setPointed(null)}
        >
          <path className="chart-grid" d={`M0 0H${width}M0 ${height / 2}H${width}M0 ${height}H${width}`} />
          <path className="chart-area" d={area(curve, height)} />
          <path className="chart-line" d={line(curve)} />
          {pointed !== null && mark && <path className="chart-mark" d={`M${mark.x} 0V${height}`} />}
        </svg>
      </div>
      <p className="chart-axis" aria-hidden="true">
        <span>{moments[0] && formatTime(Date.parse(moments[0].at))}</span>
        <span>{t('admin.now')}</span>
      </p>
    </figure>
  );
}
