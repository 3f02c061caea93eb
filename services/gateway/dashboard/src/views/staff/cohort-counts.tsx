import type { Cohort } from '../../model/cohort.ts';
import { useWords } from '../words.tsx';

export function CohortCounts({ cohort }: { readonly cohort: Cohort }) {
  const { messages, formats } = useWords();
  const { staff } = messages;
  const counts = [
    [staff.learners, cohort.learners],
    [staff.consenting, cohort.consenting],
    [staff.goalsSet, cohort.goalsSet],
    [staff.srlAnswered, cohort.srlAnswered],
  ] as const;
  return (
    <dl class="counts">
      {counts.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class={count === null ? 'count-none' : undefined}>
            {count === null ? staff.fewer : formats.number(count)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
