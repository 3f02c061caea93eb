/** Codes of this package's errors, with what each means and what to do about it (docs/errors.md). */
export const RUNTIME_ERRORS = {
  CONFIG_INVALID:
    'A course.json cannot be used: it is not JSON, or fields are unknown, of a wrong type or contradict each other. All problems are listed together; correct each and start again.',
  ENVIRONMENT_INVALID:
    'Environment variables are missing or have values that cannot be used. All problems are listed together; correct each and start again.',
  OPERATIONS_ADDRESS_UNUSABLE:
    'A service cannot listen at the address of its operations server. Stop whatever else uses the port, or set OPERATIONS_PORT.',
} as const;

export type RuntimeErrorCode = keyof typeof RUNTIME_ERRORS;
