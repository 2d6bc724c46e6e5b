import { schemaProblems } from '../../kubernetes/schemas.js';
import type { Check } from '../check.js';

/** Every object is one that Kubernetes knows, field by field, and no two are the same. */
export const schemaCheck: Check = {
  title: 'Manifests: types, required and unknown fields',
  run: ({ manifests, secret }) => {
    const problems = manifests.flatMap(({ file, kind, name, value }) =>
      schemaProblems(value).map((problem) => `${file}: ${kind} ${name}: ${problem}`),
    );
    const seen = new Set<string>();
    for (const { file, kind, name, value } of manifests) {
      if (seen.has(`${kind} ${name}`)) problems.push(`${file}: ${kind} ${name} is there twice`);
      seen.add(`${kind} ${name}`);
      // The port-forward that people type names no namespace: the objects live where kubectl points to.
      if ((value['metadata'] as { namespace?: string } | undefined)?.namespace !== undefined) {
        problems.push(`${file}: ${kind} ${name} fixes a namespace; leave it to kubectl`);
      }
      if (kind === 'Secret')
        problems.push(`${file}: Secret ${name} would commit a secret; see infrastructure/secrets`);
    }
    const example = schemaProblems(secret.value as Record<string, unknown>);
    const filled = Object.entries((secret.value as { stringData?: Record<string, string> }).stringData ?? {})
      .filter(([, value]) => value !== '')
      .map(([key]) => `${key} has a value; an example that works would be used as it is`);
    return [...problems, ...[...example, ...filled].map((problem) => `${secret.file}: ${problem}`)];
  },
};
