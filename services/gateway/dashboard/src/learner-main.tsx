import './style/index.ts';
import { render } from 'preact';
import { coursesOf } from './api/cohort-source.ts';
import { createHttp } from './api/http.ts';
import type { LearnerSource } from './api/learner-source.ts';
import { createV1Source } from './api/v1-source.ts';
import { createWidgetSource } from './api/widget-source.ts';
import { createKeeper } from './preferences/keeper.ts';
import { createPreferences } from './preferences/preferences.ts';
import { createCourseDoor } from './session/course-door.ts';
import { createLearnerSession } from './session/learner-session.ts';
import { browserNetwork } from './session/network.ts';
import { placeOf } from './session/place.ts';
import { browserScheduler } from './session/scheduler.ts';
import { CourseDoorApp } from './views/learner/course-door-app.tsx';
import { LearnerApp } from './views/learner/learner-app.tsx';
import { NowherePage } from './views/learner/nowhere-page.tsx';

/** Composition root of the learner's page. */
const keeper = createKeeper(() => localStorage);
const preferences = createPreferences(keeper, navigator.languages);
const place = placeOf(location);
const surroundings = { network: browserNetwork, scheduler: browserScheduler, random: Math.random };

function httpAt(base: string) {
  return createHttp({ base, fetch: (input, init) => fetch(input, init) });
}

function open(source: LearnerSource) {
  return createLearnerSession({
    ...surroundings,
    source,
    now: Date.now,
    language: preferences.language.value,
  });
}

function page() {
  const shared = { preferences, keeper };
  switch (place.kind) {
    case 'nowhere':
      return <NowherePage preferences={preferences} />;
    case 'widget':
      return <LearnerApp session={open(createWidgetSource(httpAt(''), place))} {...shared} />;
    case 'learner':
      return <LearnerApp session={open(createV1Source(httpAt(place.base), place))} {...shared} />;
    case 'me': {
      const http = httpAt(place.base);
      const door = createCourseDoor({
        ...surroundings,
        find: () => coursesOf(http),
        open: (course) => open(createV1Source(http, { course, learner: 'me' })),
      });
      return <CourseDoorApp door={door} {...shared} />;
    }
  }
}

const app = document.getElementById('app');
if (app !== null) render(page(), app);
