import { z } from 'zod';
import type { Check } from './check.js';
import { variablesOf } from './cluster/environment.check.js';

const service = z.strictObject({
  image: z.string(),
  build: z
    .strictObject({ context: z.literal('.'), dockerfile: z.string(), args: z.record(z.string(), z.string()) })
    .optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  profiles: z.array(z.string()).optional(),
  healthcheck: z.looseObject({}).optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }),
    )
    .optional(),
  restart: z.enum(['no', 'unless-stopped']).optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  shm_size: z.string().optional(),
  stop_grace_period: z.string().optional(),
});

// Version 1 of docker-compose knows no top-level `name`, and takes today's format only without `version`.
const compose = z.strictObject({
  'x-service': z.looseObject({}),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});

type Service = z.infer<typeof service>;

/** `docker-compose up postgres redis -d` works as it stands; nothing listens to other machines; ours are well built. */
export const composeCheck: Check = {
  title: 'Compose: stores without a profile, loopback only, known variables',
  run: ({ compose: { file, value }, dockerfile }) => {
    const parsed = compose.safeParse(value);
    if (!parsed.success) {
      return parsed.error.issues.map(
        (issue) => `${file}: ${issue.path.join('.') || 'file'}: ${issue.message}`,
      );
    }
    const { services, volumes } = parsed.data;
    const problems = Object.entries(services).flatMap(([name, one]) =>
      [...serviceProblems(name, one, services, Object.keys(volumes))].map(
        (problem) => `${file}: ${name}: ${problem}`,
      ),
    );
    for (const store of ['postgres', 'redis', 'redis-cache']) {
      if (services[store] === undefined) problems.push(`${file}: there is no service ${store}`);
    }
    if (/^#\s*syntax=/m.test(dockerfile))
      problems.push('infrastructure/docker: a "# syntax=" line fetches one more image');
    if (!/^USER node$/m.test(dockerfile))
      problems.push('infrastructure/docker: the image must run as USER node');
    return problems;
  },
};

function* serviceProblems(
  name: string,
  one: Service,
  services: Readonly<Record<string, Service>>,
  volumes: readonly string[],
): Generator<string> {
  const known = variablesOf(name);
  if (known === undefined && one.profiles !== undefined) yield 'a store must start without a profile';
  if (known !== undefined && !one.profiles?.includes('services')) yield 'it needs the profile "services"';
  if (one.healthcheck === undefined && known === undefined) yield 'it needs a health check';
  for (const port of one.ports ?? []) {
    if (!port.startsWith('127.0.0.1:'))
      yield `port ${port} is open to other machines; begin it with 127.0.0.1:`;
  }
  for (const volume of one.volumes ?? []) {
    const source = volume.split(':')[0] ?? '';
    if (!volumes.includes(source)) yield `its volume ${source} is not declared`;
  }
  for (const other of Object.keys(one.depends_on ?? {})) {
    const needed = services[other];
    if (needed === undefined) yield `it depends on ${other}, which is not there`;
    else if (needed.profiles !== undefined && one.profiles === undefined)
      yield `it depends on ${other}, which has a profile`;
  }
  for (const variable of Object.keys(one.environment ?? {})) {
    if (known !== undefined && !known.includes(variable)) yield `it does not read ${variable}`;
  }
  // Compose checks `${X:?}` of every service whichever is started: the stores would not start without a bot token.
  if (JSON.stringify(one).includes(':?'))
    yield 'a variable with ":?" stops every compose command; let the service complain';
}
