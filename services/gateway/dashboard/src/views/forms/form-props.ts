import type { Submit } from '../use-change.ts';

/** What every form about one decision is given. */
export interface FormProps {
  readonly submit: Submit;
  readonly label: string;
  readonly onCancel?: () => void;
}
