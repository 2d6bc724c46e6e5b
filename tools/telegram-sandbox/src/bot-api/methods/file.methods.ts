import { badRequest } from '../bot-api.errors.js';
import { type BotMethod } from '../bot-method.js';
import { fileIdOf, filePathOf, fileUniqueIdOf } from '../../state/stored-file.js';

/** What a bot may download. */
const maxDownloadBytes = 20 * 1024 * 1024;

/** Files by their id. */
export const fileMethods: readonly BotMethod[] = [
  {
    name: 'getFile',
    limit: 'call',
    run: ({ args, sandbox }) => {
      const id = args.text('file_id');
      if (id === '') throw badRequest('file_id not specified');
      const file = sandbox.files.find(id);
      if (!file) {
        throw badRequest(
          id.startsWith('AgACSandbox')
            ? 'wrong file_id or the file is temporarily unavailable'
            : 'invalid file_id',
        );
      }
      if (file.size > maxDownloadBytes) throw badRequest('file is too big');
      return {
        file_id: fileIdOf(file),
        file_unique_id: fileUniqueIdOf(file),
        file_size: file.size,
        file_path: filePathOf(file),
      };
    },
  },
];
