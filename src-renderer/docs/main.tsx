import { createRoot } from 'react-dom/client';
import { Docs } from './Docs.tsx';
import '../ui/tokens.css';
import './page.css';

const root = document.getElementById('docs');
if (root) createRoot(root).render(<Docs />);
