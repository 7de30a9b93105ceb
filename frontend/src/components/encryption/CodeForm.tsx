import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { t } from '../../i18n/t';
import { useAction } from '../../state/useAction';
import { Field } from '../shared/Field';
import { ProblemNote } from '../shared/ProblemNote';

/** What a code looks like, in all languages. */
const form = Array<string>(7).fill('XXXX').join('-');

interface Props {
  lead: string;
  button: string;
  /** Says whether the code was the right one. */
  onCode: (code: string) => Promise<boolean>;
  onLost: () => void;
}

/** Asks for the recovery code. */
export function CodeForm({ lead, button, onCode, onLost }: Props): ReactNode {
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState(false);
  const { busy, problem, run } = useAction();

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (code.trim() !== '') run(async () => setWrong(!(await onCode(code))));
  }

  return (
    <form className="key-steps" onSubmit={submit} noValidate>
      <p>{lead}</p>
      <Field
        label={t('encryption.code')}
        className="recovery-input"
        data-testid="recovery-code-input"
        data-autofocus
        autoFocus
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        placeholder={form}
        value={code}
        onChange={(e) => {
          setCode(e.target.value);
          setWrong(false);
        }}
        errors={wrong ? [t('encryption.codeWrong')] : undefined}
      />
      <ProblemNote problem={problem} />
      <div className="dialog-actions">
        <button className="link" type="button" data-testid="code-lost" onClick={onLost}>
          {t('encryption.codeLost')}
        </button>
        <span className="composer-space" />
        <button className="button primary" type="submit" data-testid="use-code" disabled={busy || code.trim() === ''}>
          {button}
        </button>
      </div>
    </form>
  );
}
