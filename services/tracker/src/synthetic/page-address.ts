export interface PageAddress {
  /** Where the gateway is reached, without a slash at the end. */
  readonly url: string;
  readonly token: string;
  readonly courseId: string;
  readonly learner: string;
}

/** What a person is told once there is a page to open; its last line is the address. */
export function pageInvitation({ url, token, courseId, learner }: PageAddress, daySeconds: number): string {
  return (
    `\nA learner worth looking at (a day of the course every ${daySeconds} seconds; Ctrl-C ends):\n` +
    `${url}/w/${token}/courses/${courseId}/learners/${learner}\n`
  );
}

export const COURSE_IS_OVER = 'The course is over; its values stay as they are.\n';
