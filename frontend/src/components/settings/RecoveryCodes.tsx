import { type ReactNode, useState } from 'react';
import { recoveryFile } from '../../state/codes';

/** Shown once, so they can be copied and kept as a file. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }): ReactNode {
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null);

  function copy(): void {
    // Plain http has no clipboard, and a browser may refuse it.
    if (!('clipboard' in navigator)) {
      setCopied('no');
      return;
    }
    navigator.clipboard.writeText(codes.join('\n')).then(
      () => setCopied('yes'),
      () => setCopied('no'),
    );
  }

  function download(): void {
    const address = URL.createObjectURL(new Blob([recoveryFile(codes, location.host)], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = 'chat-recovery-codes.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  return (
    <div className="steps">
      <p>
        Without your phone, one of these codes lets you in. Each works once. <strong>They are shown only now:</strong> keep them where
        your password manager or a locked drawer is.
      </p>
      <ul className="codes" aria-label="Recovery codes" data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="actions">
        <button className="button" data-testid="copy-codes" onClick={copy}>
          Copy
        </button>
        <button className="button" data-testid="download-codes" onClick={download}>
          Download
        </button>
        <span className={copied === 'no' ? 'muted' : 'saved'} role="status">
          {copied === 'yes' && 'Copied'}
          {copied === 'no' && 'The browser does not let us copy: select them.'}
        </span>
      </div>
      <div className="dialog-actions">
        <button className="button primary" data-testid="codes-kept" onClick={onDone}>
          I have kept them
        </button>
      </div>
    </div>
  );
}
