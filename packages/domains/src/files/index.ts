export { createFiles, filesDomain, type FilesOptions } from './domain.ts';
export type { Files, FoundFile, KeptFile, Upload } from './files.ts';
