/** Codes of the command line's errors, with what each means and what to do about it (docs/errors.md). */
export const TRACKER_ERRORS = {
  USAGE: 'The command line cannot be understood. See --help.',
  INPUT_UNREADABLE:
    'A file or folder named on the command line cannot be read. Check the path and its permissions.',
  NO_EXPORTS:
    'The export folder holds no table zip or clickstream file. Point --exports at the folder that does.',
  LEARNER_UNKNOWN:
    'No such learner in this data. Ids are table ids or dashboard ids, as in the exports; `tracker compute` lists all table ids.',
  COURSE_UNKNOWN: 'No such course in this data, or several and none named. Name one with --course.',
  DELIVERY_MIXED:
    'The folder holds another synthetic course. Give each course a folder of its own, or empty this one.',
  DEPLOYMENT_AWAY:
    'Brokers, registry or store did not answer in time. Check that they are up and what the environment says of them; --log-level info says more, --wait waits longer.',
  DEAD_LETTER_UNKNOWN:
    'No such dead letter in this log. Ids are as `tracker dead-letters list` shows them; nothing was retried.',
  TOKEN_UNUSABLE: 'No token was made. The message says what is missing; `tracker token --help` has examples.',
  PROCESSING_STOPPED:
    'The processor stopped by itself. The message says why; nothing that was committed is lost.',
} as const;
