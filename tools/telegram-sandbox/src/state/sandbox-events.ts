import { EventEmitter } from 'node:events';
import { type StreamEvents } from '../control/control-views.js';

/** One event for the chat page of one person; `state` goes to everybody. */
export type ChatEvent = {
  [Name in keyof StreamEvents]: { name: Name; userId: number; data: StreamEvents[Name] };
}[Exclude<keyof StreamEvents, 'state'>];

/** How the parts of the sandbox tell each other that something changed. */
export class SandboxEvents {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  /** Something that must survive a restart changed. */
  touch(): void {
    this.emitter.emit('touch');
  }

  /** Users, channels or the clock changed. */
  stateChanged(): void {
    this.emitter.emit('state');
    this.touch();
  }

  /** Something happened in a private chat. */
  chat(event: ChatEvent): void {
    this.emitter.emit('chat', event);
    this.touch();
  }

  /** Every listener returns its own removal. */
  onTouch(listener: () => void): () => void {
    return this.listen('touch', listener);
  }

  onState(listener: () => void): () => void {
    return this.listen('state', listener);
  }

  onChat(listener: (event: ChatEvent) => void): () => void {
    return this.listen('chat', listener);
  }

  private listen<Argument>(name: string, listener: (argument: Argument) => void): () => void {
    this.emitter.on(name, listener);
    return () => this.emitter.off(name, listener);
  }
}
