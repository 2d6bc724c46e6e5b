import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { catchError, type Observable, throwError } from 'rxjs';
import { WorkContext } from './work-context.js';

/** Keeps the handler's own error for the dead letter: Nest's default filter replaces it by "Internal server error". */
export class CaptureFailureInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const work: unknown = context.switchToRpc().getContext();
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (work instanceof WorkContext) work.thrown = error;
        return throwError(() => error);
      }),
    );
  }
}
