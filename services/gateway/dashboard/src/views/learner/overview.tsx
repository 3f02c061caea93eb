import { indicatorViews } from '../../model/indicator-view.ts';
import { METRIC_IDS } from '../../model/metrics.ts';
import type { Keeper } from '../../preferences/keeper.ts';
import type { LearnerSession, Loaded } from '../../session/learner-session.ts';
import { ScreenHeading } from '../heading.tsx';
import { useWords } from '../words.tsx';
import { Freshness } from './freshness.tsx';
import { GoalBlock } from './goal-block.tsx';
import { IndicatorRow } from './indicator-row.tsx';
import type { Screen } from './learner-page.tsx';
import { OwnDataBlock } from './own-data-block.tsx';
import { Profile } from './profile.tsx';
import { SettingsBlock } from './settings-block.tsx';

/** The dashboard itself. */
export function Overview(props: {
  readonly session: LearnerSession;
  readonly loaded: Loaded;
  readonly keeper: Keeper;
  readonly go: (screen: Screen) => void;
  readonly moved: boolean;
}) {
  const { session, loaded, keeper, go, moved } = props;
  const words = useWords();
  const { messages } = words;
  const { person, settings, figures } = loaded.record;
  const shown = settings.selected.length === 0 ? METRIC_IDS : settings.selected;
  const views = figures === null ? [] : indicatorViews(shown, loaded.catalogue, figures, words);
  return (
    <>
      <div class="page-head">
        <ScreenHeading focus={moved}>{person.courseName ?? messages.overview.title}</ScreenHeading>
        {person.ownPage ? null : <p class="hint">{messages.overview.staffNote}</p>}
        {person.ownPage && !person.mayChoose ? <p class="hint">{messages.overview.unlinked}</p> : null}
      </div>
      <GoalBlock loaded={loaded} go={go} />
      {figures === null ? (
        <section class="card empty" aria-labelledby="no-data">
          <h2 id="no-data">{messages.noData.title}</h2>
          <p>{messages.noData.text}</p>
        </section>
      ) : (
        <div class="columns">
          <Profile views={views} />
          <section class="indicators" aria-labelledby="indicators">
            <h2 id="indicators">
              {person.ownPage ? messages.overview.heading : messages.overview.headingOther}
            </h2>
            <ul class="rows">
              {views.map((view) => (
                <IndicatorRow
                  key={view.id}
                  view={view}
                  entry={loaded.catalogue.indicators.find(({ id }) => id === view.id) ?? null}
                  details={session.source.details}
                  version={loaded.record.times?.processedAt ?? ''}
                />
              ))}
            </ul>
          </section>
        </div>
      )}
      {person.mayChoose ? <SettingsBlock loaded={loaded} keeper={keeper} go={go} /> : null}
      {person.ownPage && session.source.ownData !== null ? (
        <OwnDataBlock address={session.source.ownData} />
      ) : null}
      <Freshness loaded={loaded} connection={session.connection.value} />
    </>
  );
}
