/** What is known of an uploaded file; its bytes lie in the FileStore. */
export interface StoredFile {
  /** Its number, part of its ids and path. */
  number: number;
  kind: 'photo' | 'document';
  name: string;
  mimeType: string;
  size: number;
  width?: number;
  height?: number;
}

/** The Bot API's `file_id` of a stored file (opaque to bots, the same at every restart). */
export function fileIdOf(file: StoredFile): string {
  return `BQACAgSandbox${file.kind === 'photo' ? 'P' : 'D'}${String(file.number).padStart(8, '0')}`;
}

/** The `file_unique_id`: the same file, but it can't be downloaded by it. */
export function fileUniqueIdOf(file: StoredFile): string {
  return `AgSb${file.kind === 'photo' ? 'P' : 'D'}${String(file.number).padStart(8, '0')}`;
}

/** The `file_path` under which getFile offers it. */
export function filePathOf(file: StoredFile): string {
  const dot = file.name.lastIndexOf('.');
  const extension = dot > 0 ? file.name.slice(dot).replace(/[^.\w]/g, '') : '';
  return `${file.kind}s/file_${file.number}${extension}`;
}

/** The file's number from its `file_id`, if it is one of ours. */
export function fileNumberOf(fileId: string): number | undefined {
  const match = /^BQACAgSandbox[PD](\d{8})s?$/.exec(fileId);
  return match ? Number(match[1]) : undefined;
}
