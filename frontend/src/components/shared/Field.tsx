import { type ComponentProps, type ReactNode, useId } from 'react';
import './field.css';

interface Labels {
  label: string;
  hint?: string | undefined;
  errors?: readonly string[] | undefined;
}

interface Attributes {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string;
}

/** A label, what it names, and what is wrong with the value. */
export function Labelled({ label, hint, errors = [], children }: Labels & { children: (attributes: Attributes) => ReactNode }): ReactNode {
  const id = useId();
  const wrong = errors.length > 0;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': wrong, 'aria-describedby': `${id}-note` })}
      <p id={`${id}-note`} className={wrong ? 'field-note wrong' : 'field-note'} aria-live="polite">
        {wrong ? errors.join(' ') : hint}
      </p>
    </div>
  );
}

export function Field({ label, hint, errors, ...input }: Labels & ComponentProps<'input'>): ReactNode {
  return (
    <Labelled label={label} hint={hint} errors={errors}>
      {(attributes) => <input {...attributes} {...input} />}
    </Labelled>
  );
}

export function TextArea({ label, hint, errors, ...area }: Labels & ComponentProps<'textarea'>): ReactNode {
  return (
    <Labelled label={label} hint={hint} errors={errors}>
      {(attributes) => <textarea {...attributes} {...area} />}
    </Labelled>
  );
}
