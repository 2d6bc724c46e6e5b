import { type CallView } from '../../control/control-views.js';
import { type MethodArguments } from './method-arguments.js';

const keptCalls = 1000;
const shownCharacters = 8192;

/** The newest calls of the bot, for tests to look at. */
export class CallLog {
  private readonly calls: CallView[] = [];
  private nextId = 1;

  add(method: string, args: MethodArguments, status: number, description?: string): void {
    const parameters: Record<string, string> = {};
    for (const [name, value] of args.values) {
      parameters[name] = name === 'secret_token' ? '<secret>' : value.slice(0, shownCharacters);
    }
    for (const [name, file] of args.files)
      parameters[name] = `<file ${file.name}, ${file.bytes.length} bytes>`;
    this.calls.push({
      id: this.nextId++,
      at: new Date().toISOString(),
      method,
      parameters,
      status,
      ...(description !== undefined && { description }),
    });
    if (this.calls.length > keptCalls) this.calls.shift();
  }

  /** Calls with an id above `after`, oldest first; of one method in any letter case, if named. */
  list(after: number, method?: string): CallView[] {
    const wanted = method?.toLowerCase();
    return this.calls.filter((call) => call.id > after && (!wanted || call.method.toLowerCase() === wanted));
  }
}
