/** An event that can't happen in this channel; the message says which and why. */
export class SimulationEventError extends Error {
  readonly code = 'E_SIMULATION_EVENT';

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SimulationEventError';
  }
}
