import './style/index.ts';
import { render } from 'preact';
import { coursesOf, createCohortSource } from './api/cohort-source.ts';
import { createHttp } from './api/http.ts';
import { createKeeper } from './preferences/keeper.ts';
import { createPreferences } from './preferences/preferences.ts';
import { createCohortSession } from './session/cohort-session.ts';
import { browserNetwork } from './session/network.ts';
import { browserScheduler } from './session/scheduler.ts';
import { type Opened, StaffApp } from './views/staff/staff-app.tsx';

/** Composition root of the staff's page. */
const keeper = createKeeper(() => localStorage);
const preferences = createPreferences(keeper, navigator.languages);

/** Read once and taken out of the address, so that it is neither on the screen nor in the history. */
function tokenFromAddress(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) history.replaceState(null, '', location.pathname + location.search);
  return token;
}

async function open(token: string): Promise<Opened> {
  const http = createHttp({ base: '', bearer: token, fetch: (input, init) => fetch(input, init) });
  const source = createCohortSource(http);
  return {
    courses: await coursesOf(http),
    session: (course) =>
      createCohortSession({
        source,
        course,
        language: preferences.language.value,
        now: Date.now,
        network: browserNetwork,
        scheduler: browserScheduler,
        random: Math.random,
      }),
  };
}

const app = document.getElementById('app');
if (app !== null) render(<StaffApp preferences={preferences} token={tokenFromAddress()} open={open} />, app);
