/** Limits of whiteboards, as data. All characters are those of JSON. */
export const boardLimits = {
  elements: {
    default: 5000,
    unit: 'elements of one board that are not deleted',
    reason: 'A browser draws so many without stuttering; more is another board.',
  },
  characters: {
    default: 4_194_304,
    unit: 'characters of one board',
    reason: 'Whoever comes later reads the whole board at once.',
  },
  elementCharacters: {
    default: 49_152,
    unit: 'characters of one element',
    reason: 'It fits into a frame with what is around it; a stroke of a minute does too.',
  },
  deltaElements: {
    default: 200,
    unit: 'elements in one delta',
    reason: 'Others write to the database meanwhile.',
  },
  tombstones: {
    default: 5000,
    unit: 'deleted elements that one board remembers',
    reason: 'Beyond it the oldest are forgotten, so that drawing and erasing has no end.',
  },
  tombstoneLife: {
    default: 604_800_000,
    unit: 'ms',
    reason: 'Who was away for longer may bring a deleted element back; as long as published ids.',
  },
  deltasKept: {
    default: 500,
    unit: 'deltas of one board',
    reason: 'Who missed more reads the board again, which costs less.',
  },
  deltasSlack: {
    default: 250,
    unit: 'deltas of one board',
    reason:
      'More than are kept, until the oldest go: so that not every one costs a search for them.',
  },
} as const;
