import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../../i18n/t';
import { fieldErrors } from '../../state/sentences';
import { useAction } from '../../state/useAction';
import { Dialog } from '../shared/Dialog';
import { TextArea } from '../shared/Field';
import { ProblemNote } from '../shared/ProblemNote';

/** What somebody must say at least where a reason is needed. */
const minReason = 10;
const maxReason = 500;

export interface Act {
  title: string;
  /** What comes of it. */
  text: string;
  button: string;
  danger?: boolean;
  /** Whether the reason may be left out. */
  reasonNeeded?: boolean;
  run: (reason: string) => Promise<unknown>;
}

/** Asks before an act, and why: the answer goes to the audit log. */
export function ActDialog({ act, onClose }: { act: Act; onClose: () => void }): ReactNode {
  const [reason, setReason] = useState('');
  const { busy, problem, run } = useAction();
  const text = reason.trim();
  const missing = act.reasonNeeded ? minReason - text.length : 0;

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (missing > 0) return;
    run(async () => {
      await act.run(text);
      onClose();
    });
  }

  return (
    <Dialog title={act.title} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <p className="muted">{act.text}</p>
        <TextArea
          label={t(act.reasonNeeded ? 'admin.reason' : 'admin.reasonOptional')}
          data-testid="reason"
          data-autofocus
          rows={2}
          maxLength={maxReason}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          errors={fieldErrors(problem, 'reason')}
          hint={missing > 0 ? t('admin.reasonMissing', { least: minReason, missing }) : t('admin.reasonHint')}
        />
        <ProblemNote problem={problem} fields={['reason']} />
        <div className="dialog-actions">
          <button className="button" type="button" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button
            className={`button ${act.danger ? 'danger' : 'primary'}`}
            type="submit"
            data-testid="confirm"
            disabled={busy || missing > 0}
          >
            {act.button}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
