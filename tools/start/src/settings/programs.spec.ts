import { PORTS, servicePrograms } from './programs.js';

const settings = {
  ...{ root: '/w', data: '/w/.data', ports: PORTS },
  ...{ databaseUrl: 'postgres://db', redisUrl: 'redis://work', redisCacheUrl: 'redis://cache' },
  secrets: { SANDBOX_TOKEN: 'token', WEBHOOK_SECRET: 'secret', POSTGRES_PASSWORD: 'password' },
} as Omit<Parameters<typeof servicePrograms>[0], 'environment'>;

const addresses = (environment: NodeJS.ProcessEnv) =>
  servicePrograms({ ...settings, environment }).map((program) => program.environment['LISTEN_ADDRESS']);

it("keeps the services to this machine: whoever shares its network gets no figures and no statements' texts", () => {
  expect(addresses({})).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
  expect(addresses({ LISTEN_ADDRESS: '0.0.0.0' })).toEqual(['0.0.0.0', '0.0.0.0', '0.0.0.0']);
});
