/** Something that a person can't do; `status` is the control API's answer. */
export class PersonActionError extends Error {
  readonly code = 'E_PERSON_ACTION';

  constructor(
    readonly status: 400 | 403 | 404 | 409,
    message: string,
  ) {
    super(message);
    this.name = 'PersonActionError';
  }
}
