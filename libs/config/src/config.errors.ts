/** A variable that breaks its rule. The value is left out on purpose: it may be a secret. */
export interface ConfigProblem {
  readonly variable: string;
  readonly rule: string;
}

/** The environment can't be used. Lists every problem at once. */
export class ConfigError extends Error {
  readonly code = 'E_CONFIG';

  constructor(readonly problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, rule }) => `  ${variable}: ${rule}`);
    super(`The environment can't be used:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
  }
}
