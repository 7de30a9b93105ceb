import { lazy, type ReactNode, Suspense, useState } from 'react';
import { withTexts } from '../../i18n/locale';
import { t } from '../../i18n/t';
import { useSignedIn } from '../../state/sync';
import { useAction } from '../../state/useAction';
import { list } from '../../state/words';
import type { Participant } from '../../sync/protocol';
import { Icon } from '../shared/Icon';
import { ProblemNote } from '../shared/ProblemNote';
import { useKeys } from './useEncryption';
import './keyBar.css';

const KeyDialog = lazy(() => withTexts('encryption', import('./KeyDialog')));
const SecurityNumber = lazy(() => withTexts('encryption', import('./SecurityNumber')));

/** What stands between the user and an encrypted session, and what to do about it. Nothing, mostly. */
export function KeyBar({ sessionId, people }: { sessionId: number; people: readonly Participant[] }): ReactNode {
  const { engine } = useSignedIn();
  const { own, people: pins, stuck } = useKeys();
  const { busy, problem, run } = useAction();
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState<Participant | null>(null);
  const changed = people.filter((one) => pins.get(one.id)?.offered != null);
  const [first] = changed;

  return (
    <>
      {own === 'unsupported' && <Bar text={t('room.keyUnsupported')} />}
      {own === 'none' && <Bar text={t('room.keyNone')} button={t('room.keySetUp')} onPress={() => setOpen(true)} />}
      {own === 'locked' && <Bar text={t('room.keyLocked')} button={t('room.keyUnlock')} onPress={() => setOpen(true)} />}
      {own === 'ready' && stuck.has(sessionId) && (
        <Bar text={t('room.keyStuck')} button={t('room.keyAskAgain')} disabled={busy} onPress={() => run(() => engine.encryption.askAgain(sessionId))} />
      )}
      {own === 'ready' && first && (
        <Bar
          text={t('room.keyChanged', { count: changed.length, names: list(changed.map((one) => one.display_name)) })}
          button={t('room.keyReview')}
          onPress={() => setShown(first)}
        />
      )}
      <ProblemNote problem={problem} />
      {open && (
        <Suspense>
          <KeyDialog onClose={() => setOpen(false)} onReady={() => setOpen(false)} />
        </Suspense>
      )}
      {shown && (
        <Suspense>
          <SecurityNumber person={shown} onClose={() => setShown(null)} />
        </Suspense>
      )}
    </>
  );
}

interface BarProps {
  text: string;
  button?: string;
  disabled?: boolean;
  onPress?: () => void;
}

function Bar({ text, button, disabled = false, onPress }: BarProps): ReactNode {
  return (
    <div className="key-bar" role="status" data-testid="key-bar">
      <Icon name="lock" />
      <p>{text}</p>
      {button !== undefined && (
        <button className="button small" data-testid="key-bar-act" disabled={disabled} onClick={onPress}>
          {button}
        </button>
      )}
    </div>
  );
}
