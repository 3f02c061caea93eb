import type { ProfileName } from '../course.ts';
import { lak21 } from './lak21/index.ts';
import type { Profile } from './profile.ts';
import { standard } from './standard/index.ts';

export const PROFILE_NAMES: readonly ProfileName[] = ['standard', 'lak21'];

/** Calls `use` with the named profile, whatever type it makes of a learner. */
export function withProfile<R>(name: ProfileName, use: <L>(profile: Profile<L>) => R): R {
  switch (name) {
    case 'standard':
      return use(standard);
    case 'lak21':
      return use(lak21);
  }
}
