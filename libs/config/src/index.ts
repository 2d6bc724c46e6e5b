export { readConfig } from './read-config.js';
export type { Environment } from './read-config.js';
export { ConfigError } from './config.errors.js';
export type { ConfigProblem } from './config.errors.js';
export { sameSecret } from './same-secret.js';
export { environmentNames, gatewayConfig, importConfig, monitorConfig, workerConfig } from './services.js';
export type { GatewayConfig, MonitorConfig, WorkerConfig } from './services.js';
