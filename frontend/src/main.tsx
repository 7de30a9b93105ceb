import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './components/app/App';
import { startLanguage } from './i18n/locale';
import { begin } from './state/auth';
import { registerWorker } from './state/update';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');

void begin();
registerWorker();
const page = createRoot(root);
void startLanguage().then(() =>
  page.render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
