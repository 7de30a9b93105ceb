import { type ComponentProps, type ReactNode, useId } from 'react';
import './field.css';

interface Props extends ComponentProps<'input'> {
  label: string;
  hint?: string;
  errors?: readonly string[] | undefined;
}

/** A labelled input with what is wrong about its value. */
export function Field({ label, hint, errors = [], ...input }: Props): ReactNode {
  const id = useId();
  const wrong = errors.length > 0;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} aria-invalid={wrong} aria-describedby={`${id}-note`} {...input} />
      <p id={`${id}-note`} className={wrong ? 'field-note wrong' : 'field-note'} aria-live="polite">
        {wrong ? errors.join(' ') : hint}
      </p>
    </div>
  );
}
