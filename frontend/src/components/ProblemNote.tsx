import type { ReactNode } from 'react';
import { sentence } from '../state/sentences';
import type { Problem } from '../sync/problem';

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
    </p>
  );
}
