import { type ReactNode, useState } from 'react';
import { rich, t } from '../../i18n/t';
import { copyText } from '../../state/clipboard';
import { recoveryFile } from '../../state/codes';

/** Shown once, so they can be copied and kept as a file. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }): ReactNode {
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null);

  function copy(): void {
    void copyText(codes.join('\n')).then((done) => setCopied(done ? 'yes' : 'no'));
  }

  function download(): void {
    const address = URL.createObjectURL(new Blob([recoveryFile(codes, [t('settings.codesFile', { host: location.host }), t('settings.codesFileLead')])], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = 'chat-recovery-codes.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  return (
    <div className="steps">
      <p>{rich('settings.codesLead', { b: (text) => <strong>{text}</strong> })}</p>
      <ul className="codes" aria-label={t('settings.recoveryCodes')} data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="actions">
        <button className="button" data-testid="copy-codes" onClick={copy}>
          {t('settings.copy')}
        </button>
        <button className="button" data-testid="download-codes" onClick={download}>
          {t('settings.download')}
        </button>
        <span className={copied === 'no' ? 'muted' : 'saved'} role="status">
          {copied === 'yes' && t('settings.copied')}
          {copied === 'no' && t('settings.notCopied')}
        </span>
      </div>
      <div className="dialog-actions">
        <button className="button primary" data-testid="codes-kept" onClick={onDone}>
          {t('settings.codesKept')}
        </button>
      </div>
    </div>
  );
}
