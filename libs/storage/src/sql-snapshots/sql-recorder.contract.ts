import type { ManagedPool } from '@analyticbot/pooling';

/** A statement as the driver got it. Only its text: what it was asked about is not reviewed. */
type Asked = string | { readonly text: string };

/** Keeps the text of every statement that goes through a pool, from its next connection on. */
export class SqlRecorder {
  private statements: string[] = [];

  constructor(pool: ManagedPool) {
    pool.on('connect', (client) => {
      const ask = client.query.bind(client) as (...parts: unknown[]) => unknown;
      Object.assign(client, {
        query: (asked: Asked, ...rest: unknown[]) => {
          this.statements.push(typeof asked === 'string' ? asked : asked.text);
          return ask(asked, ...rest);
        },
      });
    });
  }

  /** What was asked since the last time, oldest first, each text once. */
  take(): string[] {
    const taken = this.statements;
    this.statements = [];
    return [...new Set(taken)];
  }
}

/** A statement's lines, moved left as far as its own indentation goes, so that a change shows as the lines that changed. */
export function readable(statement: string): string {
  const lines = statement.trimEnd().split('\n');
  const [first = '', ...rest] = lines[0]?.trim() === '' ? lines.slice(1) : lines;
  const indented = rest.filter((line) => line.trim() !== '');
  const indentOf = (line: string) => line.length - line.trimStart().length;
  const margin = Math.min(...(lines[0]?.trim() === '' ? [first, ...indented] : indented).map(indentOf));
  const moved = rest.map((line) => line.slice(Math.min(margin, indentOf(line))).trimEnd());
  return [first.trim(), ...moved].join('\n');
}
