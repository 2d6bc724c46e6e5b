/** A statement's name can't prepare it: a mistake in the code that names it. */
export class StatementNameError extends Error {
  readonly code = 'E_STATEMENT_NAME';
  constructor(
    readonly statementName: string,
    because: string,
  ) {
    super(
      `The statement name "${statementName}" can't be used: ${because}. Give each text a short name of its own.`,
    );
    this.name = 'StatementNameError';
  }
}
