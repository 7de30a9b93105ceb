import { Component, type ReactNode } from 'react';
import { t } from '../../i18n/t';
import { Notice } from '../shared/Notice';

interface Props {
  /** Another page is another chance. */
  path: string;
  children: ReactNode;
}

/**
 * Keeps a part of the app that breaks from taking everything with it. The usual reason: a part that is loaded when it is
 * needed is of a version that the server no longer has.
 */
export class Boundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidUpdate(last: Props): void {
    if (last.path !== this.props.path && this.state.broken) this.setState({ broken: false });
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <main className="page">
        <Notice title={t('app.broken')}>
          <p>{t('app.brokenLead')}</p>
          <button className="button primary" onClick={() => location.reload()}>
            {t('app.reload')}
          </button>
        </Notice>
      </main>
    );
  }
}
