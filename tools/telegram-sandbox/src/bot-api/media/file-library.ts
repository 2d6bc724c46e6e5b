import { type FileStore } from '../../state/storage/file-store.js';
import { fileIdOf, fileNumberOf, fileUniqueIdOf, type StoredFile } from '../../state/stored-file.js';
import { type PhotoSize, type TelegramDocument } from '../../state/telegram-objects.js';
import { type World } from '../../state/world.js';
import { badRequest } from '../bot-api.errors.js';
import { type MethodArguments, type UploadedFile } from '../calls/method-arguments.js';
import { imageSize } from './image-size.js';

/** Files kept at most, in number and bytes; the oldest go first. */
const maxFiles = 1000;
const maxTotalBytes = 256 * 1024 * 1024;
const maxPhotoBytes = 10 * 1024 * 1024;

/** Uploaded files: taken in, found again by their ids. */
export class FileLibrary {
  constructor(
    private readonly world: World,
    private readonly store: FileStore,
  ) {}

  /**
   * The file that an argument means: `attach://name`, an upload in the field itself, or a file_id of the same kind.
   * @throws BotApiError (400)
   */
  async take(
    args: MethodArguments,
    field: string,
    value: string,
    kind: StoredFile['kind'],
  ): Promise<StoredFile> {
    const attached = value.startsWith('attach://') ? value.slice('attach://'.length) : undefined;
    const upload = attached === undefined ? args.files.get(field) : args.files.get(attached);
    if (upload && (attached !== undefined || value === '')) return this.add(upload, kind);
    if (attached !== undefined) throw badRequest(`can't parse InputMedia: File "${attached}" is absent`);
    if (value === '') throw badRequest(`there is no ${kind} in the request`);
    if (/^https?:\/\//i.test(value)) throw badRequest('failed to get HTTP URL content');
    const file = this.find(value);
    if (!file) throw badRequest('wrong file identifier/HTTP URL specified');
    if (file.kind !== kind) throw badRequest(`can't use file of type ${title(file.kind)} as ${title(kind)}`);
    return file;
  }

  /** By `file_id`. */
  find(fileId: string): StoredFile | undefined {
    const number = fileNumberOf(fileId);
    return number === undefined ? undefined : this.world.files.get(number);
  }

  bytes(file: StoredFile): Promise<Buffer | undefined> {
    return this.store.read(file.number);
  }

  private async add(upload: UploadedFile, kind: StoredFile['kind']): Promise<StoredFile> {
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
    const size = kind === 'photo' ? checkedPhotoSize(upload.bytes) : undefined;
    const file: StoredFile = {
      number: this.world.takeFileNumber(),
      kind,
      name: upload.name,
      mimeType: upload.mimeType,
      size: upload.bytes.length,
      ...size,
    };
    await this.store.write(file.number, upload.bytes);
    this.world.files.set(file.number, file);
    await this.dropOldest();
    this.world.events.touch();
    return file;
  }

  private async dropOldest(): Promise<void> {
    const { files } = this.world;
    let total = [...files.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [number, { size }] of files) {
      if (files.size <= maxFiles && total <= maxTotalBytes) return;
      files.delete(number);
      total -= size;
      await this.store.remove(number);
    }
  }
}

/** The sizes of a picture as a message carries them, smallest first. */
export function photoSizes(file: StoredFile): PhotoSize[] {
  const width = file.width ?? 0;
  const height = file.height ?? 0;
  const scale = Math.min(1, 320 / Math.max(width, height, 1));
  const full = { file_id: fileIdOf(file), file_unique_id: fileUniqueIdOf(file), width, height };
  if (scale === 1) return [{ ...full, file_size: file.size }];
  return [
    {
      file_id: `${full.file_id}s`,
      file_unique_id: `${full.file_unique_id}s`,
      width: Math.round(width * scale),
      height: Math.round(height * scale),
      file_size: file.size,
    },
    { ...full, file_size: file.size },
  ];
}

/** A file as a message carries it. */
export function documentOf(file: StoredFile): TelegramDocument {
  return {
    file_id: fileIdOf(file),
    file_unique_id: fileUniqueIdOf(file),
    file_name: file.name,
    mime_type: file.mimeType,
    file_size: file.size,
  };
}

function checkedPhotoSize(bytes: Buffer): { width: number; height: number } {
  if (bytes.length > maxPhotoBytes) throw badRequest('file is too big');
  const size = imageSize(bytes);
  if (!size) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = size;
  const tooThin = Math.max(width, height) > 20 * Math.min(width, height);
  if (width + height > 10_000 || tooThin) throw badRequest('PHOTO_INVALID_DIMENSIONS');
  return size;
}

function title(kind: StoredFile['kind']): string {
  return kind === 'photo' ? 'Photo' : 'Document';
}
