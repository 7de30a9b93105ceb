import { createRoot } from 'react-dom/client';
import '../../src/styles/tokens.css';
import '../../src/styles/base.css';
import './page.css';
import { Page } from './Page';

const root = document.getElementById('api');
if (!root) throw new Error('The page has no #api.');
createRoot(root).render(<Page />);
