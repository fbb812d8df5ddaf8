import { jsxRenderer } from 'hono/jsx-renderer';
import { visible } from '../../briefing/words.ts';
import type { Frame } from './frame.ts';
import { HelpDialog } from './help.tsx';
import { Icon } from './icons.tsx';
import { ASSETS, INCIDENTS, OVERVIEW, REFERENCE, SERVICES, SIGN_IN } from './paths.ts';
import { StateBar } from './state-bar.tsx';

declare module 'hono' {
  interface ContextRenderer {
    // biome-ignore lint/style/useShorthandFunctionType: this is how Hono's interface is extended
    (content: string | Promise<string>, frame: Frame): Response;
  }
}

/** What stands around every page. */
export const layout = jsxRenderer(({ children, ...frame }) => (
  <html lang="en" data-now={frame.now} data-incident={frame.incidentId}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${visible(frame.title)} – Suture`}</title>
      <link rel="icon" href={`${ASSETS}/icon.svg`} />
      <link rel="stylesheet" href={`${ASSETS}/dashboard.css`} />
      <script type="module" src={`${ASSETS}/dashboard.js`} />
    </head>
    <body>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <div class="top">
        <Header frame={frame} />
        <div class="strip">
          <StateBar standings={frame.standings} now={frame.now} />
        </div>
      </div>
      <p id="cut" class="cut" role="status" hidden>
        <Icon name="bad" />
        <span>
          Not live: the app does not answer. What you see is from <strong id="cut-since">before</strong>; it
          is tried again by itself.
        </span>
      </p>
      {frame.notice && (
        <div id="notice" class={`notice tone-${frame.notice.tone}`} role="status">
          <Icon name={frame.notice.tone} />
          <p>{visible(frame.notice.text)}</p>
        </div>
      )}
      <main id="main" tabindex={-1} data-live>
        {children}
      </main>
      <footer class="foot">
        Release <code>{frame.buildSha.slice(0, 12)}</code> · <a href={REFERENCE}>API reference</a>
        <noscript> · Without JavaScript this page does not follow by itself: reload it for news.</noscript>
      </footer>
      <p id="announcer" class="hidden" role="status" />
      <HelpDialog />
      <dialog id="confirm" aria-label="Please confirm" />
    </body>
  </html>
));

function Header({ frame }: { frame: Frame }) {
  const current = (here: Frame['here']) => (frame.here === here ? { 'aria-current': 'page' as const } : {});
  return (
    <header class="head">
      <a class="brand" href={INCIDENTS}>
        <svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d="M2 12h20M6.5 7.5v9M12 6v12M17.5 7.5v9" />
        </svg>
        Suture
      </a>
      <nav aria-label="Pages">
        <a href={INCIDENTS} {...current('incidents')}>
          Incidents
        </a>
        <a href={OVERVIEW} {...current('overview')}>
          Overview
        </a>
        <a href={SERVICES} {...current('services')}>
          Services
        </a>
      </nav>
      {frame.signIn && (
        <a class="sign-in" href={SIGN_IN}>
          Sign in to act
        </a>
      )}
      <span id="connection" class="connection" data-state="off" hidden>
        Connecting
      </span>
      <button type="button" id="help-open" class="round" aria-label="Keyboard help" hidden>
        ?
      </button>
    </header>
  );
}
