import { catchError, isObservable, throwError } from 'rxjs';
import { noteFailure } from '../contract/correlation.js';

type Method = (...args: unknown[]) => unknown;

/**
 * Keeps the handler's own error for the dead letter: Nest's default filter replaces it by "Internal server error". It stands
 * in the method's place, with its name and all that other decorators have left on it, since an interceptor would have Nest
 * build an observable for every message.
 */
export function keepFailure(
  _target: object,
  _key: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
): void {
  const method = descriptor.value;
  if (!method) return;
  const keeping = function (this: unknown, ...args: unknown[]): unknown {
    try {
      return watched(method.apply(this, args));
    } catch (error) {
      noteFailure(error);
      throw error;
    }
  };
  Object.defineProperty(keeping, 'name', { value: method.name });
  for (const key of Reflect.getMetadataKeys(method)) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, method), keeping);
  }
  descriptor.value = keeping;
}

function watched(result: unknown): unknown {
  if (isObservable(result)) {
    return result.pipe(
      catchError((error: unknown) => {
        noteFailure(error);
        return throwError(() => error);
      }),
    );
  }
  // Noted before anybody else hears of it: who awaits the same promise comes later.
  if (result instanceof Promise) void result.then(undefined, noteFailure);
  return result;
}
