export { createFiles, filesDomain, type FilesOptions } from './domain.ts';
export type { Files, FoundFile, Upload } from './files.ts';
