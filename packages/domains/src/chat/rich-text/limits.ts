/** Limits of a document, as data. */
export const richTextLimits = {
  depth: {
    default: 16,
    unit: 'nodes inside each other',
    reason: 'Lists in lists in quotes; deeper nobody can read it, and every reader walks it.',
  },
  nodes: {
    default: 2000,
    unit: 'nodes',
    reason: 'A long message with every word in its own style.',
  },
  text: { default: 20_000, unit: 'characters', reason: 'Ten pages; longer things are files.' },
  size: {
    default: 65_536,
    unit: 'characters of JSON',
    reason: 'A message travels whole in every event about it.',
  },
  mentions: {
    default: 50,
    unit: 'members',
    reason: 'Each is notified in the transaction of the message.',
  },
  href: { default: 2000, unit: 'characters', reason: 'What browsers take.' },
  label: { default: 100, unit: 'characters', reason: 'Longer than any name here.' },
} as const;
