import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './components/App';
import { checkSignedIn } from './state/auth';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');

void checkSignedIn();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
