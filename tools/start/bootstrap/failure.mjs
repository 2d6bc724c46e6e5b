/** Something a person can mend: one line that says what is wrong, one that says what to do. */
export class SetupError extends Error {
  name = 'SetupError';

  constructor(message, remedy, output = '') {
    super(message);
    this.remedy = remedy;
    this.output = output;
  }
}

/** Prints an error as one clear line with its remedy; the output of a failed command goes before it. */
export function printFailure(error) {
  if (error.output) console.error(error.output.trimEnd());
  // Without a remedy it is nothing we foresaw: then the place it came from helps most.
  console.error(error.remedy ? `✖ ${error.message}. ${error.remedy}` : error);
}
