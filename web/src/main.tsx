import { createRoot } from 'react-dom/client';
import './kit/styles';
import { loadLanguage } from './texts/texts';
import { applyTheme } from './shell/theme';
import { App } from './shell/app';

applyTheme();
void loadLanguage().then(() => {
  const root = document.getElementById('root');
  if (root) createRoot(root).render(<App />);
});
