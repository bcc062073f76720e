/** Limits and times of a whiteboard's client, as data. */
export const whiteboardLimits = {
  deltaElements: { default: 200, unit: 'elements in one delta', reason: 'As the server takes.' },
  deltaBytes: {
    default: 56_000,
    unit: 'bytes of one delta',
    reason: 'It fits into a frame of the server with what is around it.',
  },
  elementCharacters: {
    default: 49_152,
    unit: 'characters of one element',
    reason: 'As the server takes; a longer stroke loses every second point.',
  },
  sendEvery: {
    default: 100,
    unit: 'ms',
    reason: 'What is drawn goes out together; a stroke shows on the other side within 300 ms.',
  },
  liveEvery: {
    default: 100,
    unit: 'ms',
    reason: 'Cursors and strokes on their way: ten a second look alive.',
  },
  busyLongest: {
    default: 5000,
    unit: 'ms',
    reason: 'What is being drawn is kept after so long at the latest.',
  },
  staleAfter: {
    default: 15_000,
    unit: 'ms',
    reason: 'A cursor, a view or a stroke that nobody speaks of any more is gone.',
  },
  viewEvery: {
    default: 5000,
    unit: 'ms',
    reason: 'Who is followed says again where they look, for those who came meanwhile.',
  },
  retryFull: {
    default: 5000,
    unit: 'ms',
    reason: 'A full board is not asked with every stroke.',
  },
  retryLoad: {
    default: 2000,
    unit: 'ms',
    reason: 'A board that could not be read is asked again.',
  },
  draftBytes: {
    default: 16_384,
    unit: 'characters of an element on its way',
    reason: 'What is larger comes when it is done.',
  },
  draftsPerPerson: {
    default: 50,
    unit: 'elements on their way',
    reason: 'More are moved at once seldom; they come when they are done.',
  },
  draftPoints: {
    default: 20_000,
    unit: 'points of a stroke on its way',
    reason: 'A stranger shall not fill the memory.',
  },
  people: { default: 200, unit: 'connections', reason: 'As many cursors as anybody can see.' },
  answerWait: {
    default: 60_000,
    unit: 'ms',
    reason: 'Who does not answer for so long is not there.',
  },
} as const;
