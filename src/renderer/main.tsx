// Starts the page: no generated code (the policy forbids it), theme, words, the connection, then React.

import './jitless.ts';
import './styles.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { connect } from './host/connect.ts';
import { startWords, WordsProvider } from './i18n/words.ts';
import { startTheme } from './ui/theme.ts';
import { createWorkspace, WorkspaceContext } from './workspace.ts';

startTheme();
await startWords();
const workspace = createWorkspace(connect());
void workspace.load();

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <WordsProvider>
          <WorkspaceContext value={workspace}>
            <App />
          </WorkspaceContext>
        </WordsProvider>
      </CSPProvider>
    </StrictMode>,
  );
}
