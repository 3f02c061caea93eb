import type { Person } from '../model/people.ts';
import type { Device } from '../model/places.ts';
import { clickTime, type Micros } from '../time.ts';

/** One row of a clickstream file, before it is written. */
export interface Click {
  readonly kind: 'access' | 'video';
  readonly person: Person;
  readonly device: Device;
  /** `hashed_session_cookie_id`: one a visit. */
  readonly cookieId: string;
  readonly at: Micros;
  readonly url: string;
  readonly referrer: string;
  /** The course's id or that of one of its branches. */
  readonly courseOrBranchId: string;
  readonly key: string;
  /** JSON. */
  readonly value: string;
}

/** The 16 columns in the order of the files, which have no header. */
export function clickFields(click: Click): readonly string[] {
  const { person, device } = click;
  return [
    person.tableId,
    click.cookieId,
    clickTime(click.at),
    person.hashedIp,
    device.userAgent,
    click.url,
    click.referrer,
    person.place.language,
    click.courseOrBranchId,
    person.place.country,
    person.place.region,
    person.place.timeZone,
    device.os,
    device.browser,
    click.key,
    click.value,
  ];
}
