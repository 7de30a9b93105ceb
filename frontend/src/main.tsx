import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './components/App';
import { begin } from './state/auth';
import { registerWorker } from './state/update';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');

void begin();
registerWorker();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
