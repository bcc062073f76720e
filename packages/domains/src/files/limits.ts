/** Limits of files, as data. The first two are the operator's to set. */
export const fileLimits = {
  fileBytes: {
    default: 26_214_400,
    unit: 'bytes of one file',
    env: 'PARLEY_FILE_BYTES',
    reason: 'A picture, a scan, a short film; what is larger has better places.',
  },
  fileQuota: {
    default: 1_073_741_824,
    unit: 'bytes of files per member',
    env: 'PARLEY_FILES_PER_MEMBER',
    reason: 'One account must not fill the disk.',
  },
  nameCharacters: {
    default: 200,
    unit: 'characters',
    reason: 'What file systems take everywhere.',
  },
  headBytes: {
    default: 262_144,
    unit: 'bytes',
    reason: 'What a file is, and how large its picture, stands at its beginning.',
  },
  exifBytes: {
    default: 65_536,
    unit: 'bytes',
    reason: 'How a picture is to be turned stands at the beginning of its EXIF data.',
  },
  pictureParts: {
    default: 65_536,
    unit: 'segments or chunks of one picture',
    reason: 'Each is read by itself; encoders make a few hundred.',
  },
  leastCharge: {
    default: 4096,
    unit: 'bytes',
    reason: 'What the smallest file takes on a disk, so that many of them count, too.',
  },
  unfinishedFor: {
    default: 3_600_000,
    unit: 'ms',
    reason: 'An upload that has not come by then is not coming any more.',
  },
  unattachedFor: {
    default: 86_400_000,
    unit: 'ms',
    reason: 'A file in a room that no message was sent with within a day was thought better of.',
  },
  sweepEvery: {
    default: 5000,
    unit: 'ms',
    reason: 'Bytes of deleted messages go at once, nearly.',
  },
  giveUpEvery: { default: 600_000, unit: 'ms', reason: 'An hour and a day need not be exact.' },
  sweptAtOnce: { default: 100, unit: 'files', reason: 'A run leaves the database to others, too.' },
} as const;
