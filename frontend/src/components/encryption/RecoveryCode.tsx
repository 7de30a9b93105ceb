import { type ReactNode, useState } from 'react';
import { rich, t } from '../../i18n/t';
import { recoveryFile } from '../../state/codes';
import type { Problem } from '../../sync/problem';
import { ProblemNote } from '../shared/ProblemNote';

interface Props {
  code: string;
  busy: boolean;
  problem: Problem | null;
  onKept: () => void;
}

/** The recovery code of a key: shown once, and the key is of no use before it is kept. */
export function RecoveryCode({ code, busy, problem, onKept }: Props): ReactNode {
  const [kept, setKept] = useState(false);
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null);

  function copy(): void {
    navigator.clipboard.writeText(code).then(
      () => setCopied('yes'),
      () => setCopied('no'),
    );
  }

  function download(): void {
    const text = recoveryFile([code], [t('encryption.codeFile', { host: location.host }), t('encryption.codeFileLead')]);
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = 'chat-encryption-recovery-code.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  return (
    <div className="key-steps">
      <p>{rich('encryption.codeLead', { b: (text) => <strong>{text}</strong> })}</p>
      <p className="recovery-code" data-testid="recovery-code" aria-label={t('encryption.code')}>
        {code}
      </p>
      <div className="actions">
        <button className="button" data-testid="copy-code" onClick={copy}>
          {t('encryption.copy')}
        </button>
        <button className="button" data-testid="download-code" onClick={download}>
          {t('encryption.download')}
        </button>
        <span className={copied === 'no' ? 'muted' : 'saved'} role="status">
          {copied === 'yes' && t('encryption.copied')}
          {copied === 'no' && t('encryption.notCopied')}
        </span>
      </div>
      <label className="kept-choice">
        <input type="checkbox" data-testid="code-kept" checked={kept} onChange={(event) => setKept(event.target.checked)} />
        {t('encryption.kept')}
      </label>
      <ProblemNote problem={problem} />
      <div className="dialog-actions">
        <button className="button primary" data-testid="finish-key" disabled={!kept || busy} onClick={onKept}>
          {t('encryption.finish')}
        </button>
      </div>
    </div>
  );
}
