import { type ReactNode, type SyntheticEvent, useEffect } from 'react';
import { titlePage } from '../../state/title';
import { Icon } from '../shared/Icon';
import { LanguagePicker } from './LanguagePicker';
import './auth.css';

interface Props {
  title: string;
  onSubmit: () => void;
  children: ReactNode;
}

/** A page for people who are not signed in: one small form. */
export function AuthCard({ title, onSubmit, children }: Props): ReactNode {
  useEffect(() => {
    titlePage(title);
  }, [title]);

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    onSubmit();
  }

  return (
    <main className="page auth">
      <form className="auth-card" onSubmit={submit} noValidate>
        <span className="notice-mark">
          <Icon name="bubble" />
        </span>
        <h1>{title}</h1>
        {children}
      </form>
      <LanguagePicker />
    </main>
  );
}
