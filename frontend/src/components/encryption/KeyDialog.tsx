import { type ReactNode, useEffect, useState } from 'react';
import { t } from '../../i18n/t';
import { useSignedIn } from '../../state/sync';
import { useAction } from '../../state/useAction';
import type { NewKeyPair } from '../../sync/ports';
import { Dialog } from '../shared/Dialog';
import { Loading } from '../shared/Frame';
import { ProblemNote } from '../shared/ProblemNote';
import { CodeForm } from './CodeForm';
import { RecoveryCode } from './RecoveryCode';
import { useKeys } from './useEncryption';
import './encryption.css';

interface Props {
  /** Beside what the state of the key asks for: another recovery code for the same key, or another key. */
  wish?: 'renew' | 'replace';
  onClose: () => void;
  /** The key is on this device now, and its code is kept. */
  onReady: () => void;
}

/** The way to a key on this device: makes one, takes it out of its backup, or gives it another recovery code. */
export default function KeyDialog({ wish, onClose, onReady }: Props): ReactNode {
  const { encryption } = useSignedIn().engine;
  const { own } = useKeys();
  const { busy, problem, run } = useAction();
  const [made, setMade] = useState<NewKeyPair | null>(null);
  const [lost, setLost] = useState(wish === 'replace');

  useEffect(() => encryption.need(), [encryption]);

  const make = () => run(async () => setMade(await encryption.makePair()));

  function keep(pair: NewKeyPair): void {
    run(async () => {
      await encryption.adopt(pair);
      onReady();
    });
  }

  function step(): ReactNode {
    if (made) return <RecoveryCode code={made.code} busy={busy} problem={problem} onKept={() => keep(made)} />;
    if (own === 'unknown') return <Loading />;
    if (own === 'unsupported') return <p>{t('room.keyUnsupported')}</p>;
    if (wish === 'renew') {
      return (
        <CodeForm
          lead={t('encryption.renewLead')}
          button={t('encryption.renewButton')}
          onLost={() => setLost(true)}
          onCode={async (code) => {
            const renewed = await encryption.renewCode(code);
            setMade(renewed);
            return renewed !== null;
          }}
        />
      );
    }
    return (
      <CodeForm
        lead={t('encryption.unlockLead')}
        button={t('encryption.unlockButton')}
        onLost={() => setLost(true)}
        onCode={async (code) => {
          const opened = await encryption.unlock(code);
          if (opened) onReady();
          return opened;
        }}
      />
    );
  }

  const begins = made === null && (own === 'none' || (lost && own !== 'unknown' && own !== 'unsupported'));
  return (
    <Dialog title={t(made ? 'encryption.keepCode' : own === 'locked' && !lost ? 'encryption.unlockTitle' : 'encryption.keyTitle')} onClose={onClose}>
      {begins ? (
        <div className="key-steps">
          <p>{t(own === 'none' ? 'encryption.makeLead' : own === 'ready' ? 'encryption.replaceLead' : 'encryption.lostLead')}</p>
          <ProblemNote problem={problem} />
          <div className="dialog-actions">
            <button className="button" onClick={onClose}>
              {t('app.cancel')}
            </button>
            <button className="button primary" data-testid="make-key" data-autofocus disabled={busy} onClick={make}>
              {t(own === 'none' ? 'encryption.makeButton' : 'encryption.replaceButton')}
            </button>
          </div>
        </div>
      ) : (
        step()
      )}
    </Dialog>
  );
}
