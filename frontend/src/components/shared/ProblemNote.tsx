import type { ReactNode } from 'react';
import { t } from '../../i18n/t';
import { sentence } from '../../state/sentences';
import type { Problem } from '../../sync/problem';

/** Codes of what is the server's fault: an administrator finds the request by its number. */
const faults: ReadonlySet<string> = new Set(['internal_error', 'unavailable']);

interface Props {
  problem: Problem | null;
  /** Fields that show what is wrong with them themselves. */
  fields?: readonly string[];
  /** What a code means in this place. */
  own?: Readonly<Record<string, string>>;
}

/** What went wrong, read out at once. */
export function ProblemNote({ problem, fields = [], own }: Props): ReactNode {
  if (!problem || fields.some((field) => field in problem.errors)) return null;
  return (
    <p className="alert" role="alert">
      {sentence(problem, own)}
      {problem.traceId !== null && faults.has(problem.code) && <span className="trace">{t('app.reference', { id: problem.traceId })}</span>}
    </p>
  );
}
