import { useEffect, useMemo, useState } from 'preact/hooks';
import { METRIC_IDS } from '../../model/metrics.ts';
import { ScreenHeading } from '../heading.tsx';
import { refusalWords, WaitingPage } from '../learner/waiting-page.tsx';
import { LoadingPage, MessagePage } from '../message-page.tsx';
import { useWords } from '../words.tsx';
import { CohortCounts } from './cohort-counts.tsx';
import { DistributionCard } from './distribution-card.tsx';
import { Selections } from './selections.tsx';
import type { Opened } from './staff-app.tsx';

/** One course's cohort: counts, what was chosen, and the distribution of each indicator. */
export function CohortPage(props: { readonly opened: Opened; readonly language: string }) {
  const { opened, language } = props;
  const { messages, formats } = useWords();
  const { staff } = messages;
  const [course, setCourse] = useState(opened.courses[0]?.courseId ?? null);
  const session = useMemo(() => (course === null ? null : opened.session(course)), [opened, course]);
  useEffect(() => () => session?.stop(), [session]);
  useEffect(() => session?.speak(language), [session, language]);
  if (session === null) return <MessagePage title={staff.noCourses} />;
  const loaded = session.loaded.value;
  const connection = session.connection.value;
  const name = opened.courses.find(({ courseId }) => courseId === course)?.name ?? course;
  return (
    <>
      {opened.courses.length < 2 ? null : (
        <div class="field course-field">
          <label for="course">{staff.course}</label>
          <select
            id="course"
            value={course ?? ''}
            onChange={({ currentTarget }) => setCourse(currentTarget.value)}
          >
            {opened.courses.map((one) => (
              <option key={one.courseId} value={one.courseId}>
                {one.name ?? one.courseId}
              </option>
            ))}
          </select>
        </div>
      )}
      {loaded === null || connection.kind === 'refused' ? (
        connection.kind === 'connecting' ? (
          <LoadingPage text={staff.loading} />
        ) : connection.kind === 'refused' && connection.problem.kind === 'missing' ? (
          <MessagePage title={staff.title} text={staff.noSnapshot} />
        ) : connection.kind === 'refused' ? (
          <MessagePage {...refusalWords(connection.problem.kind, messages)} />
        ) : (
          <WaitingPage connection={connection} onRetry={() => void session.refresh()} />
        )
      ) : (
        <>
          <div role="status">
            {connection.kind === 'failing' || connection.kind === 'offline' ? (
              <p class="notice notice-warn">{staff.stale(formats.dateTime(loaded.loadedAtMs))}</p>
            ) : null}
          </div>
          <div class="page-head">
            <p class="label">{staff.title}</p>
            <ScreenHeading>{name}</ScreenHeading>
            <p class="hint">
              {loaded.cohort.at === null
                ? staff.noSnapshot
                : staff.snapshot(formats.dateTime(loaded.cohort.at))}
            </p>
          </div>
          <CohortCounts cohort={loaded.cohort} />
          <Selections loaded={loaded} />
          <section aria-labelledby="distributions">
            <div class="section-head">
              <h2 id="distributions">{staff.distributions}</h2>
              <p class="hint">{staff.distributionsLead}</p>
            </div>
            <div class="cards">
              {METRIC_IDS.map((id) => {
                const entry = loaded.catalogue.indicators.find((one) => one.id === id);
                return entry === undefined ? null : (
                  <DistributionCard key={id} entry={entry} distribution={loaded.cohort.distributions[id]} />
                );
              })}
            </div>
          </section>
        </>
      )}
    </>
  );
}
