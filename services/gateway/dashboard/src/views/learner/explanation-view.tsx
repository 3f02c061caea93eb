import type { Explanation } from '../../model/learner.ts';
import { ScrollTable } from '../scroll-table.tsx';
import { useWords } from '../words.tsx';

export function ExplanationView({ explanation }: { readonly explanation: Explanation }) {
  const { messages, formats } = useWords();
  const { text, steps, expression, raw, profile, calibrationVersion } = explanation;
  return (
    <>
      <p>{text}</p>
      {steps.length === 0 ? null : (
        <ScrollTable label={messages.details.why}>
          <thead>
            <tr>
              <th scope="col">{messages.details.steps.label}</th>
              <th scope="col">{messages.details.steps.value}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map(({ label, value }, index) => (
              <tr key={`${index} ${label}`}>
                <th scope="row">{formats.timesIn(label)}</th>
                <td>{formats.timesIn(value)}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
      <dl class="facts">
        {expression === null ? null : (
          <>
            <dt>{messages.details.expression}</dt>
            <dd class="arithmetic">
              {expression}
              {raw === null ? '' : ` = ${formats.number(raw)}`}
            </dd>
          </>
        )}
        <dt>{messages.details.profile}</dt>
        <dd>{profile}</dd>
        <dt>{messages.details.calibration}</dt>
        <dd>{messages.details.version(formats.number(calibrationVersion))}</dd>
      </dl>
    </>
  );
}
