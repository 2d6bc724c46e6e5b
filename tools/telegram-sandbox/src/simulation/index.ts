export type {
  ChannelSimulation,
  ChannelSimulationSpec,
  SimMembershipEvent,
  SimPost,
  SimPostKind,
  SimReactions,
  SimServiceMessage,
  SimTopic,
} from './channel-simulation.js';
export { createRandom, hash32, type Random } from './chance/random.js';
export { createChannelSimulation } from './create-channel-simulation.js';
export { roundedCount } from './rounded-count.js';
export {
  simulationEventSchema,
  type SimulationEvent,
  type SimulationEventInput,
} from './simulation-event.schema.js';
export { SimulationEventError } from './simulation.errors.js';
