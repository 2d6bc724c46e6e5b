import pc from 'picocolors';

const COLOURS = [pc.cyan, pc.magenta, pc.yellow, pc.green, pc.blue] as const;

/** Writes one line. */
export type LineWriter = (line: string) => void;

/**
 * Gives each process a name in front of its log lines, aligned and in a colour of its own (where the output takes colours).
 * @param names all names that will be used, which fixes the width
 */
export function logPrefixer(names: readonly string[], write: LineWriter): (name: string) => LineWriter {
  const width = Math.max(...names.map((name) => name.length));
  return (name) => {
    const colour = COLOURS[Math.max(0, names.indexOf(name)) % COLOURS.length] ?? pc.cyan;
    const prefix = colour(`${name.padEnd(width)} |`);
    return (line) => write(`${prefix} ${line}`);
  };
}
