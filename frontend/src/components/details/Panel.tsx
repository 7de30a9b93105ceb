import { type ReactNode, useId } from 'react';
import { t } from '../../i18n/t';
import { Dialog } from '../shared/Dialog';
import { Icon } from '../shared/Icon';
import { useMedia } from './useMedia';
import './panel.css';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** What belongs to a conversation: beside it where there is room, so that one goes on reading and writing; else a dialog over it. */
export function Panel({ title, onClose, children }: Props): ReactNode {
  const id = useId();
  const beside = useMedia('(width >= 75rem)');
  if (!beside) {
    return (
      <Dialog title={title} onClose={onClose}>
        {children}
      </Dialog>
    );
  }
  return (
    <section
      className="panel"
      data-testid="panel-beside"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        <button className="icon-button" aria-label={t('app.close')} title={t('app.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="panel-body" tabIndex={-1}>
        {children}
      </div>
    </section>
  );
}
